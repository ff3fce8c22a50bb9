"""Automatic mail is recognised, and people's mail is not taken for it."""

import pytest

from core.incoming import Evidence, Kind
from mailin.door import MailDoor
from tests.mailin.letters import letter, quoted, read


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, Kind.AUTOMATIC),
        ({"X_Autoreply": "yes"}, Kind.AUTOMATIC),
        ({"Precedence": "auto_reply"}, Kind.AUTOMATIC),
        ({"Precedence": "bulk"}, Kind.LIST),
        ({"List_Id": "<bouw.example>"}, Kind.LIST),
        ({"Return_Path": "<>"}, Kind.AUTOMATIC),
        ({"X_Akkoord": "1"}, Kind.OWN),
        ({"subject": "Automatisch antwoord: Twee weken"}, Kind.AUTOMATIC),
        ({"subject": "Afwezig: Re: uren"}, Kind.AUTOMATIC),
        ({"subject": "Out of Office: hours"}, Kind.AUTOMATIC),
        ({"subject": "Abwesenheitsnotiz"}, Kind.AUTOMATIC),
        ({"subject": "Réponse automatique : heures"}, Kind.AUTOMATIC),
        ({"subject": "Gelezen: Twee weken wachten"}, Kind.RECEIPT),
        ({"subject": "Undelivered Mail Returned to Sender"}, Kind.BOUNCE),
        ({"sender": "Mail Delivery System <MAILER-DAEMON@aannemer.example>"}, Kind.BOUNCE),
        ({"body": "Ik ben momenteel afwezig tot 16 maart. Akkoord op offertes geeft Koen."}, Kind.AUTOMATIC),
        ({"body": "Uw bericht is akkoord bevonden. Dit is een automatisch gegenereerd bericht."}, Kind.AUTOMATIC),
        ({"body": "Automatisch antwoord: Twee weken\n\nAfwezig. Voor akkoord belt u Koen."}, Kind.AUTOMATIC),
        ({"sender": "noreply@aannemer.example"}, Kind.AUTOMATIC),
        ({"sender": "Antwoord <antwoord+x@akkoord.example>"}, Kind.OWN),
        ({"Delivered_To": "Autoresponder"}, Kind.AUTOMATIC),
        ({"X_MLServer": "fml [4.0]"}, Kind.LIST),
        ({"Auto_Submitted": "auto-generated; owner-email=x@aannemer.example"}, Kind.AUTOMATIC),
        ({"Precedence": "junk"}, Kind.AUTOMATIC),
        ({"body": "Fatima Aydin reacted to your message:"}, Kind.REACTION),
        ({"subject": "Ontvangstbevestiging"}, Kind.AUTOMATIC),
        ({"body": "Ik ben volgende week met vakantie, maar alles is akkoord"}, Kind.HUMAN),
        ({"body": "Bedankt voor uw mail, week 10 is akkoord"}, Kind.HUMAN),
        ({"body": "Afwezig was Daan alleen maandag, verder akkoord"}, Kind.HUMAN),
        ({"X_MS_Reactions": "disallow"}, Kind.HUMAN),
        ({"Auto_Submitted": "no (typed by hand)"}, Kind.HUMAN),
        ({"body": "Akkoord"}, Kind.HUMAN),
        ({"body": "Daan was maandag afwezig, verder akkoord"}, Kind.HUMAN),
        ({"subject": "Re: Undelivered? Nee hoor"}, Kind.HUMAN),
        ({"Auto_Submitted": "no"}, Kind.HUMAN),
        ({"X_Auto_Response_Suppress": "All"}, Kind.HUMAN),
    ],
)
def test_the_kind_of_a_mail(more: dict[str, str], kind: Kind) -> None:
    body = more.pop("body", "Akkoord")
    incoming = read(letter(body, **more))  # type: ignore[arg-type]  # keywords of several kinds
    assert incoming.kind is kind
    if kind is not Kind.HUMAN:
        assert incoming.evidence is Evidence.NOTHING
        assert incoming.why


def report(action: str, kind: str = "delivery-status") -> bytes:
    part = "disposition-notification" if kind.startswith("disposition") else "delivery-status"
    return (
        "From: Postvak <robot@aannemer.example>\r\nSubject: Bericht\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nakkoord\r\n"
        f"--b\r\nContent-Type: message/{part}\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: {action}\r\n"
        "Status: 4.0.0\r\n\r\n--b--\r\n"
    ).encode()


def test_reports_are_told_apart() -> None:
    assert read(report("failed")).kind is Kind.BOUNCE
    assert read(report("delayed")).kind is Kind.DELAYED
    assert read(report("displayed", "disposition-notification")).kind is Kind.RECEIPT


def test_a_person_on_holiday_who_answers_is_a_person() -> None:
    away = "Ik ben tot 16 maart met vakantie, maar beide weken zijn akkoord"
    assert read(letter(f"{away}\n\nOp ma 9 mrt 2026 om 08:00 schreef Akkoord:\n{quoted()}")).kind is Kind.HUMAN
    assert read(letter(f"{away}. Neem bij spoed contact op met Koen.\n\n{quoted()}")).kind is Kind.AUTOMATIC


def test_a_colleague_in_the_domain_of_our_mailbox_is_not_us() -> None:
    school = MailDoor(frozenset(), "school.example", "uren@school.example")
    mail = letter(sender="Ria <ria@school.example>").replace(b"<abc@aannemer.example>", b"<4F2A-11@school.example>")
    assert school.read(mail).kind is Kind.HUMAN
    assert school.read(mail.replace(b"<4F2A-11@", b"<o12.mfzwizlt@")).kind is Kind.OWN
    assert school.read(mail.replace(b"ria@school", b"ria@elders")).kind is Kind.OWN
