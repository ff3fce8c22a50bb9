"""What the outbox settled becomes a mail."""

from core.incoming import Channel
from core.outgoing import Outgoing
from core.wording import Said
from mailout.outgoing import compose_outgoing
from tests.mailout.office import MONDAY, TOKEN

UNSUBSCRIBE = "https://akkoord.example/u/abc"


def outgoing(**more: object) -> Outgoing:
    values = {
        "outbox_id": 8,
        "name": "desk.answer",
        "channel": Channel.MAIL,
        "address": "marijke@houtzaag.example",
        "token": TOKEN,
        "language": "nl-BE",
        "said": Said("<p>Klopt dat?</p>", "Klopt dit?"),
        "choices": (("Ja, klopt", "v1:1:0"), ("Nee", "v1:1:1")),
        "tenant_name": "Vakcollege Zeeduin",
        "to_name": "Marijke de Zwaluw",
        "subject": "Re: uren",
        "in_reply_to": "x@houtzaag.example",
    }
    return Outgoing(**{**values, **more})  # type: ignore[arg-type]  # the values are of many types


def test_an_answer_by_mail_lists_its_choices_and_stands_in_its_thread() -> None:
    composed = compose_outgoing(outgoing(), sender="uren@akkoord.example", at=MONDAY, unsubscribe_url=UNSUBSCRIBE)
    assert "1. Ja, klopt" in composed.text
    assert "v1:" not in composed.text
    assert composed.message["In-Reply-To"] == "<x@houtzaag.example>"
    assert composed.message["Subject"] == "Re: uren"
    assert composed.message["From"].addresses[0].display_name == "Vakcollege Zeeduin via Akkoord"
    assert composed.message["List-Unsubscribe"] is None


def test_a_reminder_can_be_unsubscribed_from() -> None:
    message = outgoing(can_unsubscribe=True, in_reply_to="", choices=())
    composed = compose_outgoing(message, sender="uren@akkoord.example", at=MONDAY, unsubscribe_url=UNSUBSCRIBE)
    assert str(composed.message["List-Unsubscribe"]).startswith(f"<{UNSUBSCRIBE}>, <mailto:uren+")
