"""More ways to approve: pictures in a list, announced changes, namesakes, pleas; and what looks like them."""

from dataclasses import replace

import pytest

from core.language import read
from core.language.meaning import Certainty, Context, Known, Problem
from tests.language.situations import approved, digest, one_week, sure, week

OTHER_DAAN = Known(6, "Daan", "", "Hoekstra")

APPROVED = [
    ("nl", "gelieve de uren van Sanne goed te keuren", {4}),
    ("nl", "ge moogt Daan zijn week valideren", {3}),
    ("nl", "de prestaties van Sanne werden nagekeken en goed bevonden", {4}),
    ("nl", "die van Daan mogen verwerkt worden", {3}),
    ("nl", "Sanne krijgt mijn akkoord, die van Daan mag worden goedgekeurd", {3, 4}),
    ("nl", "keur ze maar allemaal goed", {1, 2, 3, 4, 5}),
    ("nl", "wa mij betreft is alles in orde", {1, 2, 3, 4, 5}),
    ("nl", "2 ok / 3 nog niet / 4 ok", {2, 4}),
    ("nl", "Noor 2x akkoord", {1, 2}),
    ("nl", "Sanne en Daan zijn goed, week 46 volgt nog", {3, 4}),
    ("nl", "2 👍 4 👍 5 👎", {2, 4}),
    ("nl", "✅ Daan ✅ Sanne ❌ Youssef", {3, 4}),
    ("nl", "3 👍 4 👍 Youssef moet ik nog navragen", {3, 4}),
    ("nl", "Daan en Sanne zijn goe, de rest zie ik morgen na de koffie", {3, 4}),
    ("nl", "die van Sanne mag der wel deur, Daan mag gerust door", {3, 4}),
    ("nl", "op Youssef na kan alles door", {1, 2, 3, 4}),
    ("nl", "met uitzondering van nr 4 mag alles door", {1, 2, 3, 5}),
    ("nl", "ter info: alle bovenstaande uren zijn nagezien, vind ik goed", {1, 2, 3, 4, 5}),
    ("nl", "1 in orde, die van Daan komen uit", {1, 3}),
    ("en", "Daan ✅, Sanne ❌", {3}),
    ("en", "I have looked at Sanne's hours and they are correct", {4}),
    ("en", "except Sanne everything can be approved", {1, 2, 3, 5}),
    ("en", "Youssef can be signed off, Daan and Sanne get my approval", {3, 4, 5}),
    ("en", "Sanne's timesheet is in order, no problem, approved", {4}),
    ("en", "Daan and Sanne fine, the others I will see tomorrow", {3, 4}),
]
NOT_APPROVED = [
    ("nl", "2 👍 4 👍 5 👎 misschien"),
    ("nl", "2 👍 3 👎 4"),
    ("nl", "👍 👎"),
    ("nl", "2 👎 4 👎"),
    ("nl", "2 👍 4 👍"),
    ("nl", "2 👍 4 👍 zeg je wat er is"),
    ("nl", "kan Sanne goedgekeurd worden?"),
    ("nl", "mag Daan niet goedgekeurd worden"),
    ("nl", "ziet er niet goed uit"),
    ("nl", "zou je Daan niet goedkeuren?"),
    ("nl", "kun je Daan nog goedkeuren?"),
    ("nl", "zou je Daan goedkeuren als maandag 8 is?"),
    ("nl", "wil je Daan of Sanne goedkeuren?"),
    ("nl", "kun je mijn uren goedkeuren?"),
    ("nl", "nee niet goed"),
    ("nl", "zonder Daan kan ik dit niet goedkeuren"),
    ("nl", "goedkeuren maar niet Daan en ook niet de rest"),
    ("nl", "behalve Sanne kan niets door"),
    ("nl", "op Youssef na is alles goed?"),
    ("nl", "kan op Youssef na alles door?"),
    ("en", "could you not approve Daan?"),
    ("en", "would you approve Daan if Monday is 8?"),
    ("en", "can I approve Daan?"),
    ("en", "can you sign off on Daan?"),
    ("en", "go for it"),
    ("en", "looks good?"),
]
PLEAS = [
    ("nl", "zou je Daan willen goedkeuren?"),
    ("nl", "wil je de week van Daan fiatteren?"),
    ("nl", "kunt u de uren van Daan goedkeuren aub?"),
    ("en", "could you please approve Daan's hours?"),
    ("en", "can you sign off on Daan please?"),
]
# The week, the day that is left out of the yes, and the hours that it should have.
OTHERWISE = [
    ("nl", "Daan akkoord, maar woensdag maar 7", 2, 7),
    ("nl", "akkoord voor Daan met woensdag 6 ipv 7,5", 2, 6),
    ("nl", "Daan goedgekeurd met 1 aanpassing: vrijdag 6 uur", 4, 6),
    ("nl", "week van Daan akkoord, met één uitzondering: dinsdag", 1, None),
    ("nl", "Daan: alles goed. Eén uitzondering: maandag", 0, None),
    ("nl", "Daan is oké dinsdag was het 5,5 uur", 1, 5.5),
    ("nl", "Daan: t/m donderdag akkoord, vrijdag niet", 4, None),
    ("nl", "week 47 van Daan, woensdag klopt niet rest goed", 2, None),
    ("en", "Daan is fine, Monday should be 9 though", 0, 9),
    ("en", "Daan approved but Wednesday only 7", 2, 7),
    ("en", "Daan: all fine, with one change: Friday 6 hours", 4, 6),
    ("en", "Daan is approved with Wednesday 6 instead of 7.5", 2, 6),
]


def two_of_a_name() -> Context:
    """A digest with a week of another Daan below the others."""
    context = digest()
    other = week(6, OTHER_DAAN, 47)
    focus = [*context.focus, other.week_id]
    return replace(context, known=(*context.known, OTHER_DAAN), weeks=(*context.weeks, other), focus=focus)


@pytest.mark.parametrize(("language", "text", "weeks"), APPROVED)
def test_everyday_ways_to_approve_are_understood(language: str, text: str, weeks: set[int]) -> None:
    assert {one for one, _ in approved(text, digest(language))} == weeks


@pytest.mark.parametrize(("language", "text"), NOT_APPROVED)
def test_what_only_looks_like_a_yes_approves_nothing(language: str, text: str) -> None:
    assert not approved(text, digest(language))
    assert not approved(text, one_week(language))


@pytest.mark.parametrize(("language", "text"), PLEAS)
def test_a_plea_to_approve_is_said_back(language: str, text: str) -> None:
    reading = read(text, digest(language))
    assert not sure(reading)
    assert not reading.blocks_all
    [meaning] = reading.meanings
    assert meaning.command == "logbook.approve"
    assert meaning.certainty is Certainty.LIKELY
    assert [one.week_id for one in meaning.weeks] == [3]


@pytest.mark.parametrize(("language", "text", "day", "hours"), OTHERWISE)
def test_a_yes_with_a_change_approves_all_but_that_day(language: str, text: str, day: int, hours: int | None) -> None:
    [meaning] = read(text, digest(language)).meanings
    assert meaning.command == "logbook.approve_except"
    [verdict] = meaning.weeks
    assert verdict.week_id == 3
    assert [(one.date.weekday(), one.minutes) for one in verdict.days] == [(day, hours and hours * 60)]


def test_the_other_one_of_a_name_is_who_was_not_named_in_full() -> None:
    assert {one for one, _ in approved("Daan Visser akkoord, de andere Daan nog niet", two_of_a_name())} == {3}
    assert {one for one, _ in approved("Daan Hoekstra goed, de andere Daan ook goed", two_of_a_name())} == {3, 6}


def test_the_other_one_of_a_name_is_asked_about_when_neither_was_named_in_full() -> None:
    reading = read("de andere Daan nog niet, de rest akkoord", two_of_a_name())
    assert not {one for one, _ in approved("Daan akkoord, de andere Daan niet", two_of_a_name())}
    assert reading.doubts


def test_a_change_that_is_announced_and_not_told_is_asked_about() -> None:
    assert not approved("Daan goedgekeurd met één opmerking: let op de tijden", digest())


def test_a_week_that_is_refused_and_given_back_goes_back() -> None:
    [meaning] = sure(read("nee, stuur de hele week terug", one_week()))
    assert meaning.command == "logbook.send_back"


def test_days_behind_a_comma_that_run_back_are_another_list() -> None:
    [meaning] = sure(read("Sanne ok vanaf woensdag, maandag en dinsdag niet", digest()))
    assert meaning.command == "logbook.approve_except"
    assert [change.date.weekday() for change in meaning.weeks[0].days] == [0, 1]


@pytest.mark.parametrize(
    ("language", "text", "excepted"),
    [
        ("nl", "Daan is goed, Sanne is goed behalve vrijdag en Youssef mag helemaal terug", 4),
        ("nl", "Sanne akkoord behalve dinsdag en Youssef hele week terug", 1),
        ("en", "Sanne is fine except Friday and Youssef goes back completely", 4),
    ],
)
def test_who_is_named_behind_an_excepted_day_leaves_it_excepted(language: str, text: str, excepted: int) -> None:
    said_yes = approved(text, digest(language))
    assert all(week_id in {3, 4} for week_id, _ in said_yes)
    assert all(day.weekday() != excepted for week_id, day in said_yes if week_id == 4)


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "Daan akkoord zonder vrijdag"), ("en", "week of Sanne is ok without Monday")]
)
def test_a_yes_without_a_day_is_asked_about(language: str, text: str) -> None:
    reading = read(text, digest(language))
    assert not sure(reading)
    assert reading.doubts


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "zou jij dit goedkeuren?"),
        ("nl", "zou je Daan goedkeuren?"),
        ("en", "would you approve this?"),
        ("en", "would you sign off on Sanne?"),
    ],
)
def test_what_we_would_do_is_a_question_and_proposes_nothing(language: str, said: str) -> None:
    reading = read(said, digest(language))
    assert not reading.meanings
    assert Problem.QUESTION in [doubt.problem for doubt in reading.doubts]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "ik was vergeten Daan goed te keuren"),
        ("en", "I forgot to approve"),
        ("de", "ich habe vergessen zu bestätigen"),
        ("fr", "j'ai oublié de valider"),
    ],
)
def test_who_forgot_to_approve_is_asked_whether_that_is_a_yes(language: str, said: str) -> None:
    assert not sure(read(said, digest(language)))


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Daan dinsdag ontbreekt de middagpauze (30 min)"), ("nl", "Noor mag Daan terug")]
)
def test_what_may_be_the_other_way_round_changes_nothing(language: str, said: str) -> None:
    assert not sure(read(said, digest(language)))
