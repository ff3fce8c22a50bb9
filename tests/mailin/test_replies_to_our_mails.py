"""Replies to our own mails, by every program in every language: what was typed comes back, and nothing else does."""

from email.message import EmailMessage

import pytest

from core.incoming import Typed
from mailin.quotes import extract
from tests.mailin.letters import DOOR, GOOD
from tests.mailin.replies import ABOVE, BELOW, CHARSETS, HTML, MAILS, html_of, mail

LANGUAGES = ("nl", "en", "de", "fr")
# In the language of who writes: a yes, an exception over two lines, a no, a thought with a number and a name.
SAID = {
    "nl": ("Akkoord", "Beide akkoord, behalve woensdag:\ndat was zes uur.", "Nee, Tijn was ziek", "Prima hoor 👍"),
    "en": ("Approved", "Fine by me, except Friday.\n\nThat was 6 hours.", "Not yet please", "1 ok, 2 not"),
    "de": ("Einverstanden", "Passt so.\nNur Mittwoch waren es 5 Stunden.", "Noch nicht", "Für Noor: alles gut"),
    "fr": ("D'accord", "Tout est bon,\nsauf mardi : 6 heures.", "Pas encore", "Ça va pour les deux semaines"),
}
CASES = [(program, lang, said) for program in ABOVE for lang in LANGUAGES for said in SAID[lang]]


@pytest.mark.parametrize("kind", MAILS)
@pytest.mark.parametrize("ours", ["nl", "en"])
def test_above_the_quote(kind: str, ours: str) -> None:
    sent = mail(kind, ours).text
    for program, lang, said in CASES:
        found = extract(ABOVE[program](said, sent, lang), "", [sent])
        assert (found.text, found.agreed, found.corrections) == (said, True, ()), (program, lang)


@pytest.mark.parametrize("kind", MAILS)
@pytest.mark.parametrize("ours", ["nl", "en"])
def test_below_the_quote(kind: str, ours: str) -> None:
    sent = mail(kind, ours).text
    for program, reply in BELOW.items():
        for lang in LANGUAGES:
            for said in SAID[lang]:
                found = extract(reply(said, sent, lang), "", [sent])
                assert (found.text, found.corrections) == (said, ()), (program, lang)


@pytest.mark.parametrize("kind", MAILS)
@pytest.mark.parametrize("ours", ["nl", "en"])
def test_in_html_alone(kind: str, ours: str) -> None:
    sent, inner = mail(kind, ours).text, html_of(kind, ours)
    for program, reply in HTML.items():
        for lang in LANGUAGES:
            for said in SAID[lang]:
                found = extract("", reply(said.replace("\n", "<br>"), inner, lang), [sent])
                assert (found.text, found.agreed, found.corrections) == (said, True, ()), (program, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("said", ["", " \n"])
def test_nothing_above_the_quote_stays_nothing(lang: str, said: str) -> None:
    for kind in MAILS:
        sent = mail(kind, "nl").text
        for program, reply in ABOVE.items():
            assert not extract(reply(said, sent, lang), "", [sent]).text, (program, kind)


@pytest.mark.parametrize("words", ["niet", "di 6", "except Friday", "behalve dinsdag"])
@pytest.mark.parametrize("kind", MAILS)
def test_between_the_lines_no_word_is_lost_and_nothing_acts_by_itself(kind: str, words: str) -> None:
    sent = mail(kind, "nl").text
    for program, reply in [*ABOVE.items(), *BELOW.items()]:
        lines = reply("Akkoord", sent, "nl").split("\n")
        first = next(at for at, line in enumerate(lines) if "antwoord boven deze regel" in line)
        for at in range(first + 1, len(lines), 5):
            found = extract("\n".join([*lines[:at], words, *lines[at:]]), "", [sent])
            assert not found.agreed, (program, lines[at - 1])


def encoded(body: str, charset: str, declared: str, encoding: str) -> bytes:
    """Write a mail whose text is in one charset, and says that it is in another."""
    head = EmailMessage()
    for name, value in (
        ("From", "Fatima Aydin <fatima@aannemer.example>"),
        ("To", "antwoord@akkoord.example"),
        ("Subject", "Re: weken"),
        ("Message-ID", "<a@aannemer.example>"),
        ("Content-Type", f"text/plain; charset={declared}"),
        ("Content-Transfer-Encoding", encoding),
    ):
        head[name] = value
    raw = body.encode(charset, "replace").replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        raw = b"".join(b"=%02X" % byte if byte > 126 or byte == 61 else bytes([byte]) for byte in raw)
    return (
        f"Authentication-Results: {GOOD}\r\n".encode()
        + head.as_bytes().strip().replace(b"\n", b"\r\n")
        + b"\r\n\r\n"
        + raw
    )


def typed_in(raw: bytes, sent: str) -> Typed:
    return DOOR.typed(DOOR.read(raw), [sent])


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_in_any_charset(charset: str, encoding: str) -> None:
    sent = mail("a digest", "nl").text
    for program, reply in ABOVE.items():
        for said in ("Eén week akkoord, café klopt ook", "Noor é akkoord"):
            found = typed_in(encoded(reply(said, sent, "fr"), charset, charset, encoding), sent)
            assert (found.text, found.corrections) == (said, ()), program


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("utf-8", "us-ascii"), ("utf-8", "iso-8859-1"), ("windows-1252", "utf-8"), ("utf-8", "x-unknown")],
)
def test_in_a_charset_that_the_mail_does_not_tell(charset: str, declared: str) -> None:
    """What was typed in plain letters comes back, whatever became of the signs in our quote."""
    sent = mail("a digest", "nl").text
    for program, reply in ABOVE.items():
        found = typed_in(
            encoded(reply("Week 10 akkoord, maar dinsdag niet", sent, "nl"), charset, declared, "8bit"), sent
        )
        assert found.text == "Week 10 akkoord, maar dinsdag niet", program
