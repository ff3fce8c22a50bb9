"""What students say of days that they log: which dates, which hours, which notes; and what is only asked about."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import read
from core.language.meaning import Certainty, Context, OpenWeek, Placement, Problem, Reading
from core.language.vocabulary.text import clean
from tests.language.situations import DAAN, sure

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
MONDAY = date(2026, 11, 23)
PLACE = Placement(DAAN.dossier_id, date(2026, 9, 1), date(2027, 2, 26), "Bouwbedrijf Houtzaag")
OTHER = Placement(9, date(2026, 11, 1), date(2027, 2, 26), "Kapsalon Krul")
CLOUDS = {
    "nl": ["niet", "geen", "misschien", "als", "tenzij", "of", "pas", "nooit", "morgen", "nog", "fout", "wat", "zou"],
    "en": ["not", "no", "maybe", "if", "unless", "or", "never", "tomorrow", "wrong", "what"],
}
SAID = {"nl": "ma 8 kassa, di 7,5 spiegelen, wo 8", "en": "Mon 8 checkout, Tue 7.5 shelves, Wed 8"}


def student(language: str = "nl") -> Context:
    """Daan on Thursday afternoon, with nothing filled in yet."""
    return Context(THURSDAY, language, [DAAN], [], for_student=True, placements=[PLACE])


def logged(reading: Reading) -> list[tuple[int, int | None, str]]:
    """Give what would be logged without asking: the day of this week (0 is Monday), minutes and note."""
    return [
        ((day.date - MONDAY).days, day.minutes, day.note)
        for meaning in sure(reading)
        if meaning.command == "logbook.log"
        for day in meaning.days
    ]


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("nl", "ma 8 kassa, di 7,5 spiegelen", [(0, 480, "kassa"), (1, 450, "spiegelen")]),
        ("nl", "eergisteren 6u30", [(1, 390, "")]),
        ("nl", "gisteren 8, vandaag 7", [(2, 480, ""), (3, 420, "")]),
        ("nl", "ma t/m wo 8 uur", [(0, 480, ""), (1, 480, ""), (2, 480, "")]),
        ("nl", "8 uur gewerkt vandaag", [(3, 480, "")]),
        ("nl", "ik heb maandag 8 uur gewerkt", [(0, 480, "")]),
        ("nl", "ma 8 (kassa)", [(0, 480, "kassa")]),
        ("nl", "ma 8 vakken vullen, kassa, di 7", [(0, 480, "vakken vullen, kassa"), (1, 420, "")]),
        ("nl", "23 november 8, 24 november 7", [(0, 480, ""), (1, 420, "")]),
        ("nl", "week 48: ma 8, di 8", [(0, 480, ""), (1, 480, "")]),
        ("nl", "vorige week ma 8", [(-7, 480, "")]),
        ("nl", "dinsdag was ik nog vergeten: 7 uur, tegels gezet", [(1, 420, "tegels gezet")]),
        ("nl", "voor maandag moet er nog 6,5 uur bij", [(0, 390, "")]),
        ("nl", "gisteren 8 uur op de werf gestaan. Mag dat zo?", [(2, 480, "op de werf gestaan")]),
        ("nl", "ma 8, di 7. Kan dit via de mail?", [(0, 480, ""), (1, 420, "")]),
        ("en", "I forgot Tuesday: 7 hours. Is this ok by mail?", [(1, 420, "")]),
        ("nl", "ma 0 ziek", [(0, 0, "ziek")]),
        ("nl", "eergisteren van 8 tot half 5 met een half uur pauze", [(1, 480, "")]),
        ("nl", "ma 8:30-17:00, drie kwartier pauze, di 7u", [(0, 465, ""), (1, 420, "")]),
        ("nl", "ma van 7 tot 3 zonder pauze bestek getekend", [(0, 480, "bestek getekend")]),
        ("nl", "ma van 8 tot 4 = 7,5 uur", [(0, 450, "")]),
        ("nl", "van kwart over 8 tot 5 met 45 min pauze gisteren", [(2, 480, "")]),
        ("en", "yesterday from 9 to 5 with a half hour break", [(2, 450, "")]),
        ("en", "Mon 8am to 4:30pm, half hour lunch", [(0, 480, "")]),
        ("nl", "ma 3 uur klanten geholpen", [(0, 180, "klanten geholpen")]),
        ("nl", "ma 8 totaal", [(0, 480, "totaal")]),
        ("nl", "ma ziek", [(0, 0, "ziek")]),
        ("nl", "ma 8, di niet gewerkt, wo school", [(0, 480, ""), (1, 0, "niet gewerkt"), (2, 0, "school")]),
        ("nl", "gisteren was ik vrij", [(2, 0, "vrij")]),
        ("nl", "ma 8 ébénisterie", [(0, 480, "ébénisterie")]),
        ("en", "Mon 8 checkout, Tue 7.5 shelves", [(0, 480, "checkout"), (1, 450, "shelves")]),
        ("en", "yesterday 6:30", [(2, 390, "")]),
        ("en", "Mon 8, Tue off sick", [(0, 480, ""), (1, 0, "off sick")]),
        ("en", "Mon: 8, Tue: 8, Wed: 7", [(0, 480, ""), (1, 480, ""), (2, 420, "")]),
        ("en", "Monday to Wednesday 8 hours", [(0, 480, ""), (1, 480, ""), (2, 480, "")]),
    ],
)
def test_days_hours_and_notes_are_read_as_typed(
    language: str, text: str, meant: list[tuple[int, int | None, str]]
) -> None:
    assert logged(read(text, student(language))) == meant


@pytest.mark.parametrize(
    "text",
    [
        "vr 8",
        "ma van 9 tot 5",
        "di 8:00-16:00",
        "ma 8 met Jan",
        "ma 8 kassa. Het was erg druk vandaag bij ons",
        "ma 8 kassa klanten geholpen Jumbo",
    ],
)
def test_what_may_mean_more_is_never_logged_at_once(text: str) -> None:
    assert logged(read(text, student())) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ma 8 kassa 2 klanten", Problem.BAD_HOURS),
        ("ma 25", Problem.BAD_HOURS),
        ("ma van half 9", Problem.BAD_HOURS),
        ("ma van 8 tot 4 = 9 uur", Problem.BAD_HOURS),
        ("di om 9 begonnen", Problem.BAD_HOURS),
        ("ma 8, di", Problem.BAD_HOURS),
        ("ma 8, ma 7", Problem.BAD_HOURS),
        ("ma 24 november 8", Problem.WHICH_DAY),
        ("ma 8?", Problem.QUESTION),
        ("ma 8 als het mag", Problem.CONDITION),
        ("ma niet 8", Problem.NEGATION),
        ("week 47 en week 48: ma 8", Problem.WHICH_WEEK),
    ],
)
def test_one_fitting_question_is_asked(text: str, problem: Problem) -> None:
    reading = read(text, student())
    assert [doubt.problem for doubt in reading.doubts] == [problem]
    assert reading.blocks_all


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_word_that_takes_away_holds_up_the_message_wherever_it_stands(language: str) -> None:
    words = SAID[language].split()
    for cloud in CLOUDS[language]:
        for at in range(len(words) + 1):
            text = " ".join([*words[:at], cloud, *words[at:]])
            assert logged(read(text, student(language))) == [], text


@given(st.text(max_size=60))
def test_a_note_is_what_was_typed_and_nothing_else(text: str) -> None:
    for _, _, note in logged(read(f"ma 8 {text}", student())):
        assert note in clean(f"ma 8 {text}")


def test_a_day_that_came_back_is_mended_and_the_others_are_logged() -> None:
    back = OpenWeek(3, DAAN.dossier_id, MONDAY, {MONDAY: 480}, frozenset({MONDAY}))
    reading = read("23 november 6, 24 november 8", replace(student(), weeks=[back]))
    assert [(meaning.command, meaning.certainty) for meaning in reading.meanings] == [
        ("logbook.enter", Certainty.SURE),
        ("logbook.log", Certainty.SURE),
    ]


def test_which_placement_is_asked_when_two_run() -> None:
    [doubt] = read("ma 8", replace(student(), placements=[PLACE, OTHER])).doubts
    assert (doubt.problem, doubt.candidates) == (Problem.WHICH_PLACEMENT, (PLACE.dossier_id, OTHER.dossier_id))


def test_the_only_placement_that_ran_then_is_meant() -> None:
    [meaning] = sure(read("5 oktober 8", replace(student(), placements=[PLACE, OTHER])))
    assert meaning.dossier == PLACE.dossier_id


def test_an_older_question_is_only_answered_without_asking_when_it_was_named() -> None:
    asked = replace(student(), log_dossier=PLACE.dossier_id, log_monday=MONDAY - timedelta(days=7))
    assert logged(read("ma 8", asked)) == []
    assert logged(read("ma 8", replace(asked, is_named=True))) == [(-7, 480, "")]


@pytest.mark.parametrize("text", ["ma 8 vrij", "ma vrij 8", "ma niet ziek", "ma 8 niet gewerkt", "ma half 8", "vrij"])
def test_hours_and_none_of_one_day_are_not_logged_without_asking(text: str) -> None:
    assert logged(read(text, student())) == []


def test_half_before_a_number_is_no_amount_to_propose() -> None:
    reading = read("ma half 8", student())
    assert not reading.meanings
    assert [doubt.problem for doubt in reading.doubts] == [Problem.BAD_HOURS]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "ma 8, week 47 klaar"),
        ("nl", "ma 8, vorige week klaar"),
        ("nl", "ma 8, di klaar"),
        ("en", "Mon 8, last week done"),
    ],
)
def test_another_week_than_that_of_the_hours_is_not_handed_in_with_them(language: str, text: str) -> None:
    reading = read(text, student(language))
    assert not reading.meanings
    assert [doubt.problem for doubt in reading.doubts] == [Problem.WHICH_WEEK]


@pytest.mark.parametrize("text", ["ma 8, klaar", "ma 8, week 48 klaar", "ma 8, deze week is klaar"])
def test_the_week_of_the_hours_is_handed_in_with_them(text: str) -> None:
    (meaning,) = sure(read(text, student()))
    assert meaning.mondays == (MONDAY,)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "ma +1"),
        ("nl", "ma -1"),
        ("nl", "ma 1 uur minder"),
        ("nl", "ma 2 uur extra"),
        ("nl", "ma 8 dagen"),
        ("en", "Mon 1 hour less"),
        ("en", "Mon 8 weeks"),
    ],
)
def test_a_difference_or_another_unit_is_no_amount_of_hours(language: str, text: str) -> None:
    reading = read(text, student(language))
    assert not reading.meanings
    assert [doubt.problem for doubt in reading.doubts] == [Problem.BAD_HOURS]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "ik had ma 8 willen werken"),
        ("nl", "vandaag ga ik 8 uur maken"),
        ("nl", "mag ik ma 8 invullen"),
        ("nl", "ma 8 ingepland"),
        ("nl", "ma 8 verwijderen"),
        ("nl", "ma 16:00"),
        ("nl", "heb ik ma 8 gewerkt"),
        ("nl", "ma 8 uur te laat"),
        ("nl", "ma 8 ofzo"),
        ("nl", "ma 8 grapje"),
        ("nl", "ma en di 8 samen"),
        ("nl", "ma en di 8 in totaal"),
        ("nl", "ma 3 klanten geholpen"),
        ("en", "did I work 8 on Mon"),
        ("en", "Mon I should have worked 8"),
        ("en", "Mon 8 tbc"),
        ("en", "Mon 8ish"),
        ("en", "Mon and Tue 8 in total"),
        ("en", "Mon 12 customers"),
        ("en", "Mon was supposed to be 8"),
        ("en", "I have to work 8 hours today"),
        ("en", "Mon 8 delete"),
    ],
)
def test_hours_that_are_wished_planned_or_taken_away_are_only_proposed(language: str, text: str) -> None:
    reading = read(text, student(language))
    assert [meaning.certainty for meaning in reading.meanings] == [Certainty.LIKELY]


@pytest.mark.parametrize("text", ["ma 8 bij de kassa", "ma - 8", "ma 8 + di 8", "ma: 8, di: 8", "- ma 8\n- di 8"])
def test_signs_between_days_and_hours_say_nothing(text: str) -> None:
    assert (0, 480, "") in [(day, minutes, "") for day, minutes, _ in logged(read(text, student()))]
