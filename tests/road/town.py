"""The world around the service: a real mailbox, a real SMTP server, Telegram's stand-in, and people who answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from time import monotonic

from aiosmtpd.smtp import SMTP, Envelope, Session

from akkoord.settings import Settings
from tests.real.dovecot import Dovecot
from tests.real.fake_telegram import TOKEN, FakeTelegram
from tests.real.postgres import free_port

STAMP = "mx.akkoord.example"
ADDRESS = "antwoord@akkoord.example"
PATIENCE_SECONDS = 60.0
ABOUT_STUDENTS = "school;college;dossiernummer;studentnummer;voornaam;tussenvoegsel;achternaam;e-mail student"


@dataclass
class Sink:
    """An SMTP server that keeps every mail it is given."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]


@asynccontextmanager
async def smtp_sink() -> AsyncIterator[tuple[Sink, int]]:
    """Listen on loopback."""
    sink = Sink()
    port = free_port()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, enable_SMTPUTF8=True), "127.0.0.1", port)
    try:
        yield sink, port
    finally:
        server.close()
        await server.wait_closed()


class MovingClock:
    """A clock that was set to a moment, and runs from there."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.started = monotonic()

    def __call__(self) -> datetime:
        return self.moment + timedelta(seconds=monotonic() - self.started)


def settings_for(database_url: str, *, dovecot: Dovecot, smtp_port: int, telegram: FakeTelegram) -> Settings:
    """Write the settings of a service in this town."""
    port = free_port()
    return Settings.model_validate(
        {
            "database_url": database_url,
            "base_url": f"http://127.0.0.1:{port}",
            "web": {"port": port},
            "mail": {"address": ADDRESS, "authserv_ids": [STAMP]},
            "smtp": {"host": "127.0.0.1", "port": smtp_port, "security": "none"},
            "imap": {
                "host": "127.0.0.1",
                "port": dovecot.port,
                "security": "none",
                "user": dovecot.user,
                "password": dovecot.password,
            },
            "telegram": {"token": TOKEN, "base_url": telegram.base_url},
        }
    )


def plain(mail: EmailMessage) -> str:
    """Give a mail's plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def answer(ours: EmailMessage, text: str, *, sender: str, at: datetime, stamp: str = "dmarc=pass") -> bytes:
    """Write the reply that Outlook would write: the text above, then headers and our words."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = str(ours["Reply-To"])
    mail["Subject"] = f"RE: {ours['Subject']}"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{abs(hash((sender, text, at)))}@outlook.example>"
    mail["In-Reply-To"] = str(ours["Message-ID"])
    quoted = plain(ours)
    mail.set_content(
        f"{text}\n\nMet vriendelijke groet,\n{sender.partition('<')[0].strip()}\n\n"
        f"________________________________\nVan: Akkoord <{ADDRESS}>\nVerzonden: maandag 9 maart 2026 08:00\n"
        f"Aan: {sender}\nOnderwerp: {ours['Subject']}\n\n{quoted}"
    )
    domain = sender.rpartition("@")[2].rstrip(">")
    header = f"Authentication-Results: {STAMP}; {stamp} header.from={domain}\r\n"
    return header.encode() + mail.as_bytes(policy=policy.SMTP)


async def until(seen: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so."""
    end = monotonic() + seconds
    while not seen():
        assert monotonic() < end, "it did not come"
        await asyncio.sleep(0.05)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write a dossier file and an hours file as a school's system exports them."""
    dossiers = folder / "dossiers.csv"
    hours = folder / "uren.csv"
    header = (
        f"{ABOUT_STUDENTS};bedrijfscode;bedrijf;plaats;begeleider voornaam;begeleider achternaam;begeleider e-mail;"
        "docent;docent e-mail;titel;begindatum;einddatum;uren overeenkomst;uren per week;uren per dag"
    )
    people = [
        ("D1", "Noor", "", "Visser", "noor@leerling.example", "Ria", "Kale", "ria@kale.example"),
        ("D2", "Daan", "", "Bos", "daan@leerling.example", "Ria", "Kale", "ria@kale.example"),
        ("D3", "Youssef", "el", "Amrani", "youssef@leerling.example", "Kees", "Winter", "kees@winter.example"),
        ("D4", "Renée", "van den", "Berg", "renee@leerling.example", "Piet", "Zomer", "piet@zomer.example"),
    ]
    lines = [header]
    for number, first, infix, surname, email, boss, boss_name, boss_mail in people:
        lines.append(
            f"roc;tech;{number};s{number};{first};{infix};{surname};{email};{boss_name};Bedrijf {boss_name};Tilburg;"
            f"{boss};{boss_name};{boss_mail};Els Mulder;els@roc.example;Monteur;5-1-2026;3-7-2026;400;40;8"
        )
    dossiers.write_text("\n".join(lines), encoding="cp1252")
    rows = ["dossiernummer;datum;uren;notitie"]
    for number, _, _, _, _, _, _, _ in people:
        for day in range(5):
            worked = "7,5" if number == "D2" and day == 1 else "8"
            rows.append(f"{number};{2 + day}-3-2026;{worked};kabels getrokken" + ("=1+1" if day == 4 else ""))
    hours.write_text("\n".join(rows), encoding="utf-8")
    return dossiers, hours
