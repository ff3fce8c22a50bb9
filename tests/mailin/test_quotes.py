"""What the sender typed, as the programs of the world quote us."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailin.lines import bare
from mailin.quotes import extract
from tests.mailin.letters import DIGEST, DOOR, letter, quoted, read, typed

OUTLOOK = (
    "{typed}\n\nMet vriendelijke groet,\n\nFatima Aydin\nAannemer B.V.\n\n________________________________\n"
    "Van: ROC via Akkoord <antwoord@akkoord.example>\nVerzonden: maandag 9 maart 2026 08:00\n"
    "Aan: Fatima Aydin <fatima@aannemer.example>\nOnderwerp: Twee weken\n\n{ours}"
)
OUTLOOK_EN = (
    "{typed}\n\nKind regards,\nFatima\n\nFrom: Akkoord <antwoord@akkoord.example>\nSent: Monday, 9 March 2026 08:00\n"
    "To: Fatima\nSubject: Two weeks\n\n{ours}"
)
OUTLOOK_OLD = "{typed}\n\n-----Oorspronkelijk bericht-----\nVan: Akkoord\nVerzonden: maandag\n\n{ours}"
OUTLOOK_ANDROID = (
    "{typed}\n\nOutlook voor Android downloaden\n________________________________\nVan: Akkoord\nAan: Fatima\n\n{ours}"
)
GMAIL = "{typed}\n\nOp ma 9 mrt 2026 om 08:00 schreef ROC via Akkoord <\nantwoord@akkoord.example>:\n\n{quoted}"
GMAIL_EN = "{typed}\n\nOn Mon, 9 Mar 2026 at 08:00, Akkoord <antwoord@akkoord.example> wrote:\n\n{quoted}"
APPLE = (
    "{typed}\n\nVerstuurd vanaf mijn iPhone\n\n> Op 9 mrt 2026 om 08:00 heeft Akkoord het volgende geschreven:\n"
    ">\n{quoted}"
)
APPLE_FR = (
    "{typed}\n\nEnvoyé de mon iPhone\n\n"
    "Le 9 mars 2026 à 08:00, Akkoord <antwoord@akkoord.example> a écrit :\n\n{quoted}"
)
THUNDERBIRD_DE = "{typed}\n\n-- \nFatima\n\nAm 09.03.26 um 08:00 schrieb Akkoord:\n{quoted}"
SAMSUNG = (
    "{typed}\n\nVerzonden vanaf mijn Galaxy\n\n"
    "-------- Oorspronkelijk bericht --------\nVan: Akkoord\nDatum: 09-03-2026\n\n{ours}"
)
PLAIN = "{typed}\n\n{ours}"
PROGRAMS = [
    OUTLOOK,
    OUTLOOK_EN,
    OUTLOOK_OLD,
    OUTLOOK_ANDROID,
    GMAIL,
    GMAIL_EN,
    APPLE,
    APPLE_FR,
    THUNDERBIRD_DE,
    SAMSUNG,
    PLAIN,
]
SAID = [
    "Akkoord.",
    "1 akkoord, 2 nog niet",
    "Akkoord behalve dinsdag,\ndat was 6 uur.",
    "Beste Akkoord,\n\nAlles klopt.",
]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", SAID)
def test_what_was_typed_above_the_quote(program: str, words: str) -> None:
    body = program.format(typed=words, ours=DIGEST, quoted=quoted())
    found = DOOR.typed(read(letter(body)), [DIGEST])
    assert found.text == words
    assert found.agreed


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_empty_answer_above_a_quote_stays_empty(program: str) -> None:
    assert typed(program.format(typed="", ours=DIGEST, quoted=quoted())) == ""


def test_words_below_the_quote_are_only_proposed() -> None:
    found = DOOR.typed(read(letter(f"Op ma 9 mrt 2026 schreef Akkoord:\n{quoted()}\n\nakkoord")), [DIGEST])
    assert found.text == "akkoord"
    assert not found.agreed


def test_words_inside_the_quote_are_corrections_and_only_proposed() -> None:
    lines = quoted().splitlines()
    lines.insert(next(i for i, line in enumerate(lines) if "ma 8 · di 8" in line) + 1, "dinsdag moet 6 zijn")
    found = DOOR.typed(read(letter("zie onder\n\nOp ma 9 mrt 2026 schreef Akkoord:\n" + "\n".join(lines))), [DIGEST])
    assert found.corrections == (("ma 8 · di 8 · wo 8 · do 8 · vr 8", "dinsdag moet 6 zijn"),)
    assert not found.agreed


def test_a_forwarded_message_is_nobodys_typed_text() -> None:
    body = "---------- Doorgestuurd bericht ----------\nVan: Koen\nOnderwerp: uren\n\nVan mij mag alles akkoord."
    assert typed(body) == ""
    assert typed(f"Zie onder\n\n{body}") == "Zie onder"


def test_html_alone_is_read_without_what_it_quotes() -> None:
    quote = f"<div class='gmail_quote'>Op ma schreef Akkoord:<blockquote>{DIGEST}</blockquote></div>"
    body = f"<div>Akkoord &amp; bedankt</div>{quote}"
    raw = letter("x", html=body).replace(b"text/plain", b"text/x-nothing")
    assert DOOR.typed(read(raw), [DIGEST]).text == "Akkoord & bedankt"
    outlook = f"<p>Niet akkoord</p><div id='divRplyFwdMsg'>Van: Akkoord</div><div>{DIGEST}</div>"
    raw = letter("x", html=outlook).replace(b"text/plain", b"text/x-nothing")
    assert DOOR.typed(read(raw), [DIGEST]).text == "Niet akkoord"


@given(st.text(max_size=300), st.sampled_from(PROGRAMS))
@settings(max_examples=150)
def test_no_line_of_ours_is_ever_taken_for_theirs(words: str, program: str) -> None:
    body = program.format(typed=words, ours=DIGEST, quoted=quoted())
    found = extract(body, "", [DIGEST])
    ours = {bare(line) for line in DIGEST.splitlines() if len(bare(line)) >= 12}
    assert not {bare(line) for line in found.text.splitlines()} & ours - {bare(line) for line in words.splitlines()}
