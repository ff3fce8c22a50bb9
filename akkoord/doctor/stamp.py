"""The stamp that says who sent a mail: read from a mail that we send to ourselves, as it lies in the mailbox."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from aiosmtplib import SMTPException
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from akkoord.doctor.findings import Finding, off, ok, trouble, warning
from akkoord.doctor.mailbox import opened
from akkoord.doctor.smtp import client_for
from akkoord.setting_parts import Imap, Smtp
from akkoord.settings import Settings, variable
from core.incoming import SenderProof
from core.outbox import new_token
from mailin.evidence import HEADER, evidence_of
from mailin.folder import DELETED
from mailin.parse import parse

CHECK = "stamp"
LOOK_SECONDS = 2.0
WANTED = [b"BODY.PEEK[HEADER]", b"INTERNALDATE"]
IDS = variable(("mail", "authserv_ids"))
DOMAIN_ADVICE = "Have SPF, DKIM and DMARC set up for the domain of the address that sends, and wait until DNS knows."

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Our mail in the mailbox. at: when its server says it came."""

    headers: bytes
    at: datetime


async def check_stamp(
    settings: Settings, *, wait: float, progress: Progress, clock: Callable[[], datetime]
) -> tuple[Finding, dict[str, float]]:
    """Send a mail to ourselves, wait for it in the mailbox, and read who its stamp says sent it.

    wait: at most, in seconds. progress: told now and then how far it is. Gives besides by how many seconds our clock is
    ahead of that of the mailbox's server.
    """
    smtp, imap = settings.smtp, settings.imap
    if smtp is None or imap is None:
        return off(CHECK), {}
    token = new_token()
    sent_at = clock()
    try:
        await _send(smtp, settings.mail.address, token, sent_at)
    except (SMTPException, OSError, TimeoutError) as error:
        said = f"The mail to ourselves was not taken ({type(error).__name__}), so no stamp could be read."
        return trouble(CHECK, said, f"See smtp above; may the account send as {variable(('mail', 'address'))}?"), {}
    try:
        arrived = await asyncio.to_thread(_wait_for, imap, token, wait, progress)
    except (IMAPClientError, OSError, ValueError) as error:
        said = f"The mailbox could not be looked into ({type(error).__name__}), so no stamp could be read."
        return trouble(CHECK, said, "See imap above."), {}
    if arrived is None:
        said = f"The mail to ourselves did not come within {wait:.0f} seconds."
        advice = "See whether mail to the address that sends comes into this mailbox and folder, and not into junk."
        return trouble(CHECK, said, f"{advice} --wait gives it longer."), {}
    return judge(settings, arrived.headers), {"the mailbox's server": _ahead(sent_at, arrived.at, clock())}


async def _send(smtp: Smtp, address: str, token: str, now: datetime) -> None:
    """Send a mail that the service knows as automatic, should it read it first."""
    mail = EmailMessage()
    mail["From"] = mail["To"] = address
    mail["Subject"] = f"akkoord doctor {token}"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("Akkoord looks whether mail comes through, and takes this one away again.\n")
    client = client_for(smtp)
    try:
        await client.connect()
        await client.send_message(mail)
        await client.quit()
    finally:
        client.close()


def _wait_for(imap: Imap, token: str, wait: float, progress: Progress) -> Arrived | None:
    """Look for the mail every other second, also where the service may have put it; it is taken away when found."""
    begin = time.monotonic()
    with opened(imap) as client:
        while True:
            for folder in filter(None, (imap.folder, imap.processed_folder)):
                if folder == imap.folder or client.folder_exists(folder):
                    client.select_folder(folder)
                    if arrived := _take(client, token):
                        return arrived
            spent = time.monotonic() - begin
            if spent >= wait:
                return None
            progress(f"Waiting for the mail to ourselves: {spent:.0f} of {wait:.0f} seconds")
            time.sleep(min(LOOK_SECONDS, wait - spent))


def _take(client: IMAPClient, token: str) -> Arrived | None:
    uids = client.search([b"HEADER", b"Subject", token.encode()])
    found = client.fetch(uids, WANTED) if uids else {}
    for uid, answer in found.items():
        if headers := answer.get(b"BODY[HEADER]"):
            if client.has_capability("UIDPLUS"):
                client.add_flags([uid], [DELETED])
                client.uid_expunge([uid])
            return Arrived(headers, answer[b"INTERNALDATE"].astimezone(UTC))
    return None


def _ahead(sent_at: datetime, came_at: datetime, now: datetime) -> float:
    """Say how far our clock is ahead of one that wrote a moment between two of ours; 0 where that fits."""
    if came_at < sent_at:
        return (sent_at - came_at).total_seconds()
    return min(0.0, (now - came_at).total_seconds())


def judge(settings: Settings, headers: bytes) -> Finding:
    """Say what a stamp proves to us. headers: of a mail from our own address."""
    mail = parse(headers)
    proof, _ = evidence_of(
        mail,
        settings.mail.address,
        authserv_ids=frozenset(settings.mail.authserv_ids),
        microsoft_stamp=settings.mail.microsoft_stamp,
    )
    if proof is SenderProof.PASS:
        return ok(CHECK, "The mail to ourselves came with a stamp of our server that proves its sender.")
    stamps = mail.raw_headers(HEADER)
    if not stamps:
        return warning(
            CHECK,
            "The mail to ourselves came without a stamp. Some servers stamp only what comes from elsewhere; without "
            "stamps no mail is believed, and people get a link to the page instead.",
            f"Send a mail from elsewhere and look in its source for {HEADER}; its first word belongs in {IDS}.",
        )
    named = stamps[0].partition(";")[0].split()
    name = named[0] if named else ""
    if (
        name.lower() not in {known.lower() for known in settings.mail.authserv_ids}
        and not settings.mail.microsoft_stamp
    ):
        said = f"The server stamps as {name or 'nobody'}, which is none of those that we believe: no mail is believed."
        return trouble(CHECK, said, f"If that is your own mail server, set {IDS} to {name}.")
    if proof is SenderProof.FAIL:
        return trouble(CHECK, "The stamp says that mail of our own domain may be forged.", DOMAIN_ADVICE)
    said = "The stamp proves nothing of our own domain; other people's mail programs may take ours for junk."
    return warning(CHECK, said, DOMAIN_ADVICE)
