"""What supervisors say of hours, in a table: who is approved, who goes back, who waits."""

from datetime import date, timedelta

import pytest

from core.language import read
from core.language.meaning import Certainty, Meaning, Problem
from tests.language.situations import FRIDAY, MONDAY, TUESDAY, approved, digest, one_week, sent_back, sure

Days = dict[int, dict[date, int | None]]
WEDNESDAY, THURSDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
SHORT = {
    "yes": "logbook.approve",
    "except": "logbook.approve_except",
    "back": "logbook.send_back",
    "hold": "logbook.hold",
    "later": "logbook.later",
    "reject": "logbook.reject",
    "show": "logbook.show",
}


def said(meanings: list[Meaning]) -> dict[str, Days]:
    """Give what is done, by short name of the command: week ids, and of each its days with minutes."""
    names = {command: short for short, command in SHORT.items()}
    found: dict[str, Days] = {}
    for meaning in meanings:
        weeks = found.setdefault(names.get(meaning.command, meaning.command), {})
        for verdict in meaning.weeks:
            weeks[verdict.week_id] = {change.date: change.minutes for change in verdict.days}
    return found


def whole(*week_ids: int) -> Days:
    return {week_id: {} for week_id in week_ids}


OF_A_DIGEST: list[tuple[str, str, dict[str, Days]]] = [
    ("nl", "akkoord", {"yes": whole(1, 2, 3, 4, 5)}),
    ("nl", "Alles akkoord, bedankt!", {"yes": whole(1, 2, 3, 4, 5)}),
    ("nl", "niks op aan te merken", {"yes": whole(1, 2, 3, 4, 5)}),
    ("nl", "iedereen is goed", {"yes": whole(1, 2, 3, 4, 5)}),
    ("nl", "2 en 3 akkoord, 1 niet", {"yes": whole(2, 3), "hold": whole(1)}),
    ("nl", "1 t/m 3 mogen door", {"yes": whole(1, 2, 3)}),
    ("nl", "Noor is akkoord", {"yes": whole(1, 2)}),
    ("nl", "Noor wk 46 ok", {"yes": whole(1)}),
    ("nl", "Noor 46, Daan 47 akkoord", {"yes": whole(1, 3)}),
    ("nl", "week 46 van Noor en 47 van Daan akkoord", {"yes": whole(1, 3)}),
    ("nl", "Noor en Daan 47 akkoord", {"yes": whole(2, 3)}),
    ("nl", "week 46 akkoord", {"yes": whole(1, 5)}),
    ("nl", "alles behalve Daan is akkoord", {"yes": whole(1, 2, 4, 5)}),
    (
        "nl",
        "alles goed behalve Daan di moet 6 zijn ipv 8",
        {"yes": whole(1, 2, 4, 5), "except": {3: {TUESDAY: 360}}},
    ),
    (
        "nl",
        "Sanne en Youssef zijn goed, Daan moet ik nog navragen",
        {"yes": whole(4, 5), "hold": whole(3)},
    ),
    ("nl", "wacht met Noor, Daan en Sanne zijn goed", {"hold": whole(1, 2), "yes": whole(3, 4)}),
    ("nl", "iedereen ok, Noor laten staan", {"yes": whole(3, 4, 5), "hold": whole(1, 2)}),
    ("nl", "de rest is goed, 3 terug", {"yes": whole(1, 2, 4, 5), "back": whole(3)}),
    ("nl", "Daan: dinsdag terug want hij was ziek", {"back": {3: {TUESDAY: None}}}),
    ("nl", "de week van Daan helemaal terug", {"back": whole(3)}),
    ("nl", "nog niet", {"hold": whole(1, 2, 3, 4, 5)}),
    ("nl", "ik keur 3 nog niet goed", {"hold": whole(3)}),
    ("nl", "keur Noor nog even niet goed", {"hold": whole(1, 2)}),
    ("nl", "morgen", {"later": whole(1, 2, 3, 4, 5)}),
    ("nl", "toon de uren van Daan", {"show": whole(3)}),
    ("nl", "wat staat er open?", {"logbook.list_open": {}}),
    ("nl", "help", {"desk.help": {}}),
    ("nl", "oeps", {"logbook.undo": {}}),
    ("en", "approved", {"yes": whole(1, 2, 3, 4, 5)}),
    ("en", "nothing wrong with it", {"yes": whole(1, 2, 3, 4, 5)}),
    ("en", "2 and 3 approved, 1 not", {"yes": whole(2, 3), "hold": whole(1)}),
    ("en", "Noor week 46 is fine", {"yes": whole(1)}),
    ("en", "all good but Daan Wed should be 6.5", {"yes": whole(1, 2, 4, 5), "except": {3: {WEDNESDAY: 390}}}),
    ("en", "Sanne and Youssef are good, Daan I still need to check", {"yes": whole(4, 5), "hold": whole(3)}),
    ("en", "everyone ok, leave Noor, 3 is fine", {"yes": whole(3, 4, 5), "hold": whole(1, 2)}),
    ("en", "send 3 back, approve the rest", {"back": whole(3), "yes": whole(1, 2, 4, 5)}),
    ("en", "don't approve 3 yet", {"hold": whole(3)}),
    ("en", "all but 3 are ok", {"yes": whole(1, 2, 4, 5)}),
    ("en", "everyone but Daan is fine", {"yes": whole(1, 2, 4, 5)}),
    ("en", "not yet", {"hold": whole(1, 2, 3, 4, 5)}),
    ("en", "show me the hours of Daan", {"show": whole(3)}),
    ("en", "what is open?", {"logbook.list_open": {}}),
    ("en", "undo that", {"logbook.undo": {}}),
]
OF_ONE_WEEK: list[tuple[str, str, dict[str, Days]]] = [
    ("nl", "akkoord", {"yes": whole(3)}),
    ("nl", "akkoord behalve dinsdag", {"except": {3: {TUESDAY: None}}}),
    ("nl", "akkoord behalve dinsdag, dat was 6 uur", {"except": {3: {TUESDAY: 360}}}),
    ("nl", "ma tm do ok, vr moet 4 zijn ipv 8", {"except": {3: {FRIDAY: 240}}}),
    ("nl", "goed, maar donderdag een uur minder", {"except": {3: {THURSDAY: 420}}}),
    ("nl", "dinsdag terug, hij was ziek", {"back": {3: {TUESDAY: None}}}),
    ("nl", "di moet 6 zijn", {"back": {3: {TUESDAY: 360}}}),
    ("nl", "niet akkoord", {"reject": whole(3)}),
    ("nl", "ik kijk er morgen naar", {"later": whole(3)}),
    ("en", "ok except Tuesday, should be 6", {"except": {3: {TUESDAY: 360}}}),
    ("en", "Mon to Thu ok, Fri should be 4 instead of 8", {"except": {3: {FRIDAY: 240}}}),
    ("en", "Tuesday back, he was ill", {"back": {3: {TUESDAY: None}}}),
    ("en", "not approved", {"reject": whole(3)}),
]


@pytest.mark.parametrize(("language", "text", "done"), OF_A_DIGEST)
def test_an_answer_to_a_digest_is_judged_week_by_week(language: str, text: str, done: dict[str, Days]) -> None:
    assert said(sure(read(text, digest(language)))) == done


@pytest.mark.parametrize(("language", "text", "done"), OF_ONE_WEEK)
def test_an_answer_about_one_week_is_judged_day_by_day(language: str, text: str, done: dict[str, Days]) -> None:
    assert said(sure(read(text, one_week(language)))) == done


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "dinsdag terug want hij was ziek"), ("en", "Tuesday back, he was ill")]
)
def test_a_reason_is_kept_with_what_goes_back(language: str, text: str) -> None:
    [meaning] = sure(read(text, one_week(language)))
    assert meaning.reason
    assert meaning.reason in text


def test_what_is_put_off_keeps_the_day_it_is_put_off_to() -> None:
    [meaning] = sure(read("doe ik donderdag", one_week()))
    assert (meaning.command, meaning.when) == ("logbook.later", date(2026, 11, 26))


def test_hours_that_were_not_shown_are_asked_about() -> None:
    reading = read("akkoord, maar di moet 6 zijn ipv 7", one_week())
    assert [doubt.problem for doubt in reading.doubts] == [Problem.BAD_HOURS]
    assert not approved("akkoord, maar di moet 6 zijn ipv 7", one_week())


def test_a_misspelled_name_is_only_proposed() -> None:
    reading = read("Yousef is akkoord", digest())
    assert [(meaning.certainty, [week.week_id for week in meaning.weeks]) for meaning in reading.meanings] == [
        (Certainty.LIKELY, [5])
    ]


def test_a_week_that_one_of_two_students_lacks_is_said_and_the_other_is_approved() -> None:
    reading = read("week 46 van Noor en Daan akkoord", digest())
    assert said(sure(reading)) == {"yes": whole(1)}
    assert [doubt.problem for doubt in reading.doubts] == [Problem.UNKNOWN_WEEK]


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [("nl", "di 6", 360), ("nl", "dinsdag was 7u30", 450), ("en", "Tue 6.5", 390), ("en", "Tuesday was 7 hours", 420)],
)
def test_a_student_enters_the_hours_of_a_day(language: str, text: str, minutes: int) -> None:
    assert said(sure(read(text, sent_back(language)))) == {"logbook.enter": {3: {TUESDAY: minutes}}}
