"""Our real digest, quoted by every program: above it, inside it and below it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailin.lines import bare
from mailin.quotes import extract
from tests.mailin.clients import HTML_PROGRAMS, TEXT_PROGRAMS, digest, inner_html

SAID = ["Akkoord.", "1 akkoord, 2 niet\nwant dinsdag was 6 uur", "👍", ""]
PUT_IN = ["niet akkoord", "nee", "dinsdag moet 6 zijn", "di was 6", "akkoord"]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("program", TEXT_PROGRAMS)
def test_what_stands_above_our_digest_is_what_they_typed(program: str, said: str) -> None:
    found = extract(TEXT_PROGRAMS[program](said, digest().text), "", [digest().text])
    assert (found.text, found.agreed, found.corrections) == (said, True, ())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("program", HTML_PROGRAMS)
def test_so_it_is_in_html(program: str, said: str, language: str) -> None:
    html = HTML_PROGRAMS[program](said.replace("\n", "<br>"), inner_html(language))
    found = extract("", html, [digest(language).text])
    assert (found.text, found.agreed, found.corrections) == (said, True, ())


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize(("text", "html"), [("Gmail", "Gmail"), ("Outlook on the web", "Outlook on the web")])
def test_the_two_faces_of_an_answer_agree(text: str, html: str, said: str) -> None:
    faces = (
        TEXT_PROGRAMS[text](said, digest().text),
        HTML_PROGRAMS[html](said.replace("\n", "<br>"), inner_html()),
    )
    assert extract(*faces, [digest().text]).agreed


def test_two_faces_that_say_different_things_are_only_proposed() -> None:
    html = HTML_PROGRAMS["Gmail"]("Niet akkoord", inner_html())
    assert not extract(TEXT_PROGRAMS["Gmail"]("Akkoord", digest().text), html, [digest().text]).agreed


@pytest.mark.parametrize("words", PUT_IN)
@pytest.mark.parametrize("program", TEXT_PROGRAMS)
def test_words_put_anywhere_in_our_text_make_it_a_proposal(program: str, words: str) -> None:
    body = TEXT_PROGRAMS[program]("Akkoord, zie ook onder", digest().text).split("\n")
    first = next(index for index, line in enumerate(body) if "antwoord boven deze regel" in line)
    for place in range(first + 1, len(body) + 1):
        found = extract("\n".join([*body[:place], words, *body[place:]]), "", [digest().text])
        assert not found.agreed, body[place - 1]


@pytest.mark.parametrize("program", TEXT_PROGRAMS)
def test_hours_changed_in_our_text_make_it_a_proposal(program: str) -> None:
    body = TEXT_PROGRAMS[program]("Akkoord zoals aangepast", digest().text)
    found = extract(body.replace("9,5", "7,5"), "", [digest().text])
    assert not found.agreed


@given(st.text(max_size=200), st.sampled_from(sorted(TEXT_PROGRAMS)))
@settings(max_examples=120)
def test_no_line_of_ours_is_taken_for_theirs(said: str, program: str) -> None:
    found = extract(TEXT_PROGRAMS[program](said, digest().text), "", [digest().text])
    ours = {bare(line) for line in digest().text.splitlines() if len(bare(line)) >= 12}
    theirs = {bare(line) for line in found.text.splitlines()} - {bare(line) for line in said.splitlines()}
    assert not theirs & ours
