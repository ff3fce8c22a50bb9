"""What people ask about how they are reached never survives a negation, a doubt or a condition put into it."""

import pytest

from core.language import read
from core.language.requests.sentences import examples
from tests.language.situations import digest, sure

DENYING = {
    "nl": ("niet", "nog niet", "geen", "toch niet", "pas als", "tenzij", "nooit", "misschien", "of"),
    "en": ("not", "not yet", "no", "don't", "only if", "unless", "never", "maybe", "or"),
}
WISHES = [
    (language, command, example)
    for language in DENYING
    for command, found in examples(language).items()
    if command.startswith("people.")
    for example in found
]


@pytest.mark.parametrize(("language", "command", "example"), WISHES)
def test_a_wish_with_a_denying_word_anywhere_is_not_carried_out(language: str, command: str, example: str) -> None:
    words = example.split()
    for denying in DENYING[language]:
        for at in range(len(words) + 1):
            text = " ".join([*words[:at], denying, *words[at:]])
            assert command not in {meaning.command for meaning in sure(read(text, digest(language)))}, text


@pytest.mark.parametrize(("language", "command", "example"), WISHES)
def test_a_wish_that_is_asked_is_only_proposed(language: str, command: str, example: str) -> None:
    reading = read(f"{example}?", digest(language))
    assert command not in {meaning.command for meaning in sure(reading)}


@pytest.mark.parametrize(("language", "command", "example"), WISHES)
def test_a_wish_beside_a_verdict_is_no_request(language: str, command: str, example: str) -> None:
    verdict = {"nl": "Noor akkoord", "en": "Noor approved"}[language]
    for text in (f"{verdict}, {example}", f"{example}. {verdict}."):
        assert command not in {meaning.command for meaning in sure(read(text, digest(language)))}, text


@pytest.mark.parametrize(
    "text",
    ["terug", "maandag tot vrijdag vrij", "vakantie tot vrijdag", "volgende week vakantie", "per", "weer", "storen"],
)
def test_words_that_may_be_about_hours_are_no_wish(text: str) -> None:
    assert not any(meaning.command.startswith("people.") for meaning in read(text, digest("nl")).meanings)


NEXT_WEEK = ["2026-11-30", "2026-12-06"]


@pytest.mark.parametrize(
    ("language", "text", "command", "days"),
    [
        ("nl", "ik ben volgende week met vakantie", "people.free", NEXT_WEEK),
        ("nl", "deze week ben ik afwezig", "people.free", ["2026-11-23", "2026-11-29"]),
        ("nl", "ik ben van 7 tot 11 december met vakantie", "people.free", ["2026-12-07", "2026-12-11"]),
        ("nl", "ik ben met vakantie tot volgende week", "people.free", ["2026-11-30"]),
        ("nl", "ik ben met vakantie tot en met volgende week", "people.free", ["2026-12-06"]),
        ("nl", "Kees neemt het volgende week van mij over", "people.stand_in", NEXT_WEEK),
        ("nl", "volgende week vervangt Kees mij", "people.stand_in", NEXT_WEEK),
        ("en", "I'm on holiday next week", "people.free", NEXT_WEEK),
        ("en", "don't remind me this week", "people.free", ["2026-11-23", "2026-11-29"]),
        ("en", "I am on holiday from 7 until 11 December", "people.free", ["2026-12-07", "2026-12-11"]),
        ("en", "Kees takes over from me next week", "people.stand_in", NEXT_WEEK),
    ],
)
def test_a_period_may_be_a_whole_week_or_two_days_of_a_month(
    language: str, text: str, command: str, days: list[str]
) -> None:
    (meaning,) = sure(read(text, digest(language)))
    assert (meaning.command, meaning.fields["days"]) == (command, days)


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        ("nl", "hoi, wat kan ik hier doen?", "desk.help"),
        ("en", "hi, what can I do here?", "desk.help"),
        ("nl", "goedemorgen, wat staat er open?", "logbook.list_open"),
        ("nl", "wat heb ik allemaal goedgekeurd?", "logbook.history"),
        ("en", "what have I approved?", "logbook.history"),
        ("nl", "stuur me chatberichten", "people.by_chat"),
        ("en", "send me chat messages", "people.by_chat"),
        ("nl", "niet storen tussen 8 uur 's avonds en 7 uur 's ochtends", "people.quiet"),
        ("en", "do not disturb between 8 in the evening and 7 in the morning", "people.quiet"),
        ("nl", "val me niet lastig in het weekend", "people.quiet_weekend"),
        ("en", "don't bother me on weekends", "people.quiet_weekend"),
    ],
)
def test_what_a_newcomer_asks_is_understood(language: str, text: str, command: str) -> None:
    assert [meaning.command for meaning in sure(read(text, digest(language)))] == [command]


@pytest.mark.parametrize("text", ["hoi, alles akkoord?", "hoi, wat heb ik niet goedgekeurd?", "hallo, is 1 goed?"])
def test_a_greeting_before_anything_else_makes_it_no_question_to_us(text: str) -> None:
    assert sure(read(text, digest("nl"))) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "herinner me morgen om 10"), ("en", "remind me tomorrow at 10"), ("nl", "herinner me morgen om 10 uur")],
)
def test_one_can_be_reminded_at_an_hour_said_as_a_bare_number(language: str, text: str) -> None:
    (meaning,) = sure(read(text, digest(language)))
    assert meaning.command == "people.snooze"
    assert meaning.fields == {"days": ["2026-11-24"], "times": ["10:00"]}
