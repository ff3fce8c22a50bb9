"""Every language has what it must have, falls back where it lacks something, and no word of another loses its no."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.language import read
from core.language.lacking import lacks, main, may_have
from core.language.requests.sentences import FILES, _load, _matches, _words_of_commands
from core.language.vocabulary.entries import entries
from core.language.vocabulary.families import AGREES, TAKES_AWAY
from core.language.vocabulary.text import Sort, Token, clean, fold, tokenise
from core.language.vocabulary.words import borrowed, language_of, lexicon
from core.languages import CODES, FOLDER, LANGUAGES, first_of, known
from core.wording import TEMPLATES, UnknownWording, Wording
from tests.language.situations import approved, digest, one_week
from tests.wording.samples import FACTS

WORDING = Wording()
# Words of a language that take something away in another one, and keep their own meaning here: each was looked at.
# None is a yes; what else stands in the sentence of the other language is unknown here, so nothing is done on it.
KEPT = {
    "nl": {"de: wären", "ne", "was", "wo", "nul", "soit", "tja", "minus", "net", "not", "yeah right"},
    "en": {"was", "minus", "of", "possible", "net"},
    "de": {"lol", "haha", "hahaha", "pause"},
    "fr": {"ca", "lol", "haha", "hahaha", "pause", "dont", "net"},
}


@pytest.mark.parametrize("language", CODES)
def test_a_language_has_what_it_must_have(language: str) -> None:
    assert lacks(language, WORDING) == []


def test_the_report_tells_what_a_language_may_still_get(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["de"]) == 0
    told = capsys.readouterr().out
    assert "de: (may) problems.report has no sentences" in told
    assert list(may_have("de", WORDING))


@pytest.mark.parametrize("language", CODES)
def test_a_word_that_takes_away_anywhere_is_never_a_yes_nor_lost(language: str) -> None:
    words = lexicon(language)
    lost = set()
    for other in CODES:
        if other == language:
            continue
        for phrase, entry in entries(other).items():
            away = entry.labels & TAKES_AWAY
            if not away:
                continue
            tokens = [Token(word, fold(word), Sort.WORD, 0, 0, near=False) for word in phrase]
            found = next((one for length, one in words.phrases(tokens)[0].matches if length == len(phrase)), None)
            labels = found.labels if found is not None else frozenset()
            if labels & TAKES_AWAY:
                continue
            if phrase in entries(language) or any(phrase in entries(code) for code in borrowed(language)):
                assert not labels & AGREES, phrase
                lost.add(" ".join(phrase))
            else:
                lost.add(f"{other}: {' '.join(phrase)}")
    assert lost <= KEPT[language]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "akkoord nicht"),
        ("nl", "akkoord pas si lundi klopt"),
        ("nl", "alles goed, mais jeudi non"),
        ("nl", "prima außer freitag"),
        ("en", "approved nicht"),
        ("en", "fine wenn Montag stimmt"),
        ("en", "ok mais pas encore"),
        ("de", "passt niet"),
        ("de", "alles gut, behalve vrijdag"),
        ("de", "stimmt, not yet"),
        ("fr", "c'est bon niet"),
        ("fr", "ok if Monday is right"),
    ],
)
def test_a_no_of_another_language_never_approves_what_it_stands_with(language: str, text: str) -> None:
    for context in (digest(language), one_week(language)):
        assert not approved(text, context), text


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("nl", "klopt sauf vendredi", 4),
        ("nl", "ok maar Donnerstag 7 Stunden", 3),
        ("nl", "c'est bon maar woensdag 7", 2),
        ("en", "all good sauf lundi", 0),
        ("en", "approved, aber Mittwoch nur 7 Stunden", 2),
        ("de", "in Ordnung sauf jeudi", 3),
        ("fr", "tout est bon behalve vrijdag", 4),
        ("fr", "d'accord aber nicht Montag", 0),
        ("fr", "tout est bon sauf vrijdag 6u", 4),
    ],
)
def test_a_weekday_of_another_language_is_that_day(language: str, text: str, day: int) -> None:
    context = one_week(language)
    assert {on.weekday() for _, on in approved(text, context)} == {0, 1, 2, 3, 4} - {day}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "week 47 Daan is akkoord, thanks dear"),
        ("de", "Daan ist akkoord"),
        ("fr", "Daan akkoord"),
        ("fr", "week 47 approved"),
        ("nl", "Daan c'est bon"),
        ("nl", "Daan passt"),
    ],
)
def test_a_yes_of_another_language_is_one(language: str, text: str) -> None:
    assert {week for week, _ in approved(text, one_week(language))} == {3}


@pytest.mark.parametrize("text", ["hi akkoord", "hallo akkoord", "bonjour akkoord", "hoi akkoord"])
@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_our_own_name_behind_a_greeting_is_no_yes(language: str, text: str) -> None:
    assert not approved(text, one_week(language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("passt", "de"),
        ("KW 10 stimmt", "de"),
        ("ok für Noor und Sanne", "de"),
        ("ok fuer Noor", "de"),
        ("alles in ordnung", "de"),
        ("ok pour Noor et Sanne", "fr"),
        ("semaine 10 c'est bon", "fr"),
        ("d'accord", "fr"),
        ("pas encore svp", "fr"),
        ("klopt allemaal", "nl"),
        ("week 10 mag door", "nl"),
        ("looks good to me", "en"),
        ("all fine, thanks", "en"),
    ],
)
@pytest.mark.parametrize("preferred", CODES)
def test_a_short_message_is_known_by_its_words(text: str, language: str, preferred: str) -> None:
    assert language_of(tokenise(clean(text)), preferred) == language


@pytest.mark.parametrize("preferred", CODES)
def test_what_every_language_says_is_of_the_speakers_own(preferred: str) -> None:
    assert language_of(tokenise("ok"), preferred) == preferred
    assert language_of(tokenise("2, 7:30"), f"{preferred}-XX") == preferred


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Grüße", {"grusse", "gruesse"}),
        ("für", {"fur", "fuer"}),
        ("März", {"marz", "maerz"}),
    ],
)
def test_umlauts_may_be_typed_otherwise(text: str, folded: set[str]) -> None:
    assert all(map(lexicon("de").knows, folded))
    assert text  # as it stands in the vocabulary


def test_a_language_falls_back_to_english_and_then_to_dutch() -> None:
    assert LANGUAGES["de"].order == ("de", "en", "nl")
    assert first_of("de-AT", ["en", "nl"]) == "en"
    assert first_of("fr_BE", ["nl"]) == "nl"
    assert first_of("pt", ["en", "nl"]) == "nl"
    assert known("DE") == "de"
    assert known("tlh") == ""


def test_an_answer_that_a_language_lacks_is_said_in_english() -> None:
    lacking = next(name for name in FACTS if name in WORDING.names("en") and name not in WORDING.names("de"))
    assert WORDING.say(lacking, FACTS[lacking], "de").html == WORDING.say(lacking, FACTS[lacking], "en").html


def test_a_folder_is_a_language_and_its_blocks_fall_back(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "pieces.html").write_text("")
    for code, text in (
        ("nl", "hallo {{ 90 | hours }}"),
        ("en", "hello {{ 90 | hours }}"),
        ("de", "guten Tag {{ 90 | hours }}"),
    ):
        (tmp_path / code).mkdir()
        (tmp_path / code / "pieces.html").write_text("")
        blocks = "{% block subject %}{% endblock %}{% block greet %}" + text + "{% endblock %}"
        (tmp_path / code / "desk.html").write_text(blocks)
    (tmp_path / "de" / "desk.html").write_text("{% block subject %}{% endblock %}")
    wording = Wording(tmp_path)
    assert wording.say("desk.greet", {}, "de").html == "hello 1.5"
    assert wording.say("desk.greet", {}, "fr").html == "hello 1.5"
    with pytest.raises(UnknownWording):
        wording.say("desk.other", {}, "de")


@pytest.mark.parametrize("language", CODES)
def test_no_template_is_written_so_that_its_words_would_not_be_found(language: str) -> None:
    """A text is matched against templates that hold all its words; "bedoel[de]" is understood, "(a|b)c" is not."""
    for file in FILES:
        raw = _load(language, file)
        lines = [*raw.get("expansion_rules", {}).values()]
        lines += [line for intent in raw["intents"].values() for one in intent["data"] for line in one["sentences"]]
        for line in lines:
            assert not any(
                f"{bracket}{letter}" in line for bracket in ")>]" for letter in "abcdefghijklmnopqrstuvwxyz"
            ), line
            assert not any(
                f"{letter}{bracket}" in line for bracket in "(<" for letter in "abcdefghijklmnopqrstuvwxyz"
            ), line


@given(st.sampled_from(CODES), st.text("abc ", max_size=12))
def test_a_text_with_a_word_of_no_template_is_no_command(language: str, text: str) -> None:
    if not any(set(text.split()) <= own for own in _words_of_commands(language).values()):
        assert not _matches(text, language)


def test_every_language_of_templates_is_one_that_is_read() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if (path / "labels.html").exists()}
    assert folders <= set(CODES)
    assert read("passt", digest("de")).language == "de"


def _said_twice(node: yaml.Node) -> Iterator[str]:
    """Give each key that stands twice in one mapping, at any depth: the second silently replaces the first."""
    if isinstance(node, yaml.MappingNode):
        keys = [str(key.value) for key, _ in node.value]
        yield from (key for key in set(keys) if keys.count(key) > 1)
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        for one in child if isinstance(child, tuple) else (child,):
            yield from _said_twice(one)


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.yaml")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_no_list_of_words_stands_twice_in_one_file(file: Path) -> None:
    node = yaml.compose(file.read_text())
    assert node is not None
    assert list(_said_twice(node)) == []
