"""Any words above any of our quotes come back as they were typed, and bodies of any length are soon looked through."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailin.quotes import extract
from tests.mailin.replies import ABOVE, HTML, MAILS, html_of, mail

WORDS = """
akkoord niet geen behalve dinsdag woensdag vrijdag maar wel week 10 11 7,5 8:30 acht uur Noor Tijn en of want hij was
ziek bij de tandarts alles klopt prima nog even wachten tot morgen 1 2 approved except Friday hours not yet please the
last day sauf mardi heures tout est bon pas encore nur Mittwoch Stunden passt noch nicht ok 👍 é ü € 50% (zie-ook) a/b
van aan op on schreef wrote bericht 3-3-2026 2026
"""
LINE = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9).map(" ".join)
ENDS = st.sampled_from(["", ".", "!", "?", ",", ";", " -"])
TYPED = st.lists(st.tuples(LINE, ENDS).map("".join) | st.just(""), min_size=1, max_size=6).map("\n".join).map(str.strip)
LANGUAGE = st.sampled_from(["nl", "en", "de", "fr"])
KIND = st.sampled_from(sorted(MAILS))
LONG = 50_000
PATHOLOGICAL = {
    "a preposition": "Op ",
    "a preposition a line": "Op\n",
    "empty lines": "\n",
    "quote marks": ">",
    "quote marks a line": ">\n",
    "deep quotes": "> " * 40 + "\n",
    "rules": "-" * 999 + "\n",
    "the rule of Notes": "-----" + "schreef " * 100 + "\n",
    "headers": "Van: a@b.example\nAan: c@d.example\n",
    "attributions": "schreef:\n",
    "addresses": "a@b.example < " * 60 + "\n",
    "half attributions": "On 1-1-2026 " * 60 + " wrote\n",
    "answers in a quote": "> 8   7,5  7:20  9,5  32:20\nakkoord\n",
    "closings": "Groet,\n",
    "cards": "T: 040-1234567 www.kale.example\n",
    "one word": "a",
    "what can't be seen": "\u200b",
}


@given(TYPED, st.sampled_from(sorted(ABOVE)), KIND, LANGUAGE)
@settings(max_examples=150)
def test_any_words_above_our_quote_come_back(said: str, program: str, kind: str, language: str) -> None:
    sent = mail(kind, "nl").text
    assert extract(ABOVE[program](said, sent, language), "", [sent]).text == said


@given(LINE, st.sampled_from(sorted(HTML)), KIND, LANGUAGE)
@settings(max_examples=60)
def test_any_words_above_our_quote_in_html_come_back(said: str, program: str, kind: str, language: str) -> None:
    found = extract("", HTML[program](said, html_of(kind, "nl"), language), [mail(kind, "nl").text])
    assert found.text == said


@pytest.mark.parametrize("length", [LONG, 20 * LONG])
@pytest.mark.parametrize("piece", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_no_body_takes_long(piece: str, length: int) -> None:
    """What grows with the square of the length would take minutes; the bound is far above what this takes."""
    sent = [mail("a digest", "nl").text] * 3
    body = piece * (length // len(piece))
    begun = process_time()
    extract(body, "", sent, name="Fatima Aydin")
    extract("", f"<blockquote type='cite'><pre>{body}</pre></blockquote>ja", sent, name="Fatima Aydin")
    assert process_time() - begun < 10
