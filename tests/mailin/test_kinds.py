"""Automatic mail is recognised, and people's mail is not taken for it."""

import pytest

from core.incoming import Evidence, Kind
from tests.mailin.letters import letter, read


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
