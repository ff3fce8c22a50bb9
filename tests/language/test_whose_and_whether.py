"""A yes is only of what it names: whose week is meant, whether it was asked or told, what an unknown word hides."""

import pytest

from core.language import read
from core.language.meaning import Context
from tests.language.situations import approved, digest, one_week, sure


def weeks_approved(text: str, context: Context) -> set[int]:
    return {week for week, _ in approved(text, context)}


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("en", "Happy to approve both of Noor's weeks, and Sanne's as well", {1, 2, 4}),
        ("en", "Glad to sign off both of Noor's weeks", {1, 2}),
        ("en", "Noor's weeks are fine", {1, 2}),
        ("en", "both weeks of Noor approved, Youssef's too", {1, 2, 5}),
        ("en", "the weeks of Noor look good", {1, 2}),
        ("en", "I'm happy to approve Noor's two weeks", {1, 2}),
        ("nl", "De weken van Noor zijn akkoord", {1, 2}),
        ("nl", "beide weken van Noor goed, die van Youssef ook", {1, 2, 5}),
        ("nl", "weken van Noor kloppen", {1, 2}),
        ("nl", "allebei de weken van Noor kunnen door", {1, 2}),
        ("de", "beide Wochen von Noor passen", {1, 2}),
    ],
)
def test_the_weeks_of_somebody_are_theirs_whatever_was_shown_last(language: str, text: str, weeks: set[int]) -> None:
    assert weeks_approved(text, one_week(language)) == weeks


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Happy to approve, and Noor's as well"),
        ("en", "approved, Noor too"),
        ("en", "approve both of Sanne's weeks"),
        ("en", "fine, and the same for Noor"),
        ("en", "looks good and so does Noor"),
        ("nl", "akkoord, Noor ook"),
        ("nl", "goed en Noor ook goed"),
        ("nl", "prima, die van Noor eveneens"),
        ("nl", "beide weken van Sanne akkoord"),
        ("nl", "akkoord, Noor week 33 ook"),
        ("de", "passt, Noor auch"),
        ("fr", "c'est bon, Noor aussi"),
    ],
)
def test_a_yes_beside_weeks_that_were_not_found_is_not_of_what_was_shown(language: str, text: str) -> None:
    assert weeks_approved(text, one_week(language)) == set()


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "Week 46 van Noor is goed. Haar week 47 is ook goed", {1, 2}),
        ("nl", "Noor week 46 akkoord. d'r week 47 akkoord", {1, 2}),
        ("nl", "Noor week 46 ok, z'n week 47 ook ok", {1, 2}),
        ("nl", "week 47 van Noor klopt. week 46 van haar klopt ook", {1, 2}),
        ("nl", "Youssef is goed. Z'n week 46 klopt helemaal", {5}),
        ("nl", "Noor week 46 is goed. Van haar week 47 mag de vrijdag terug", {1}),
        ("nl", "Noor week 46 klopt. Haar andere week nog niet", {1}),
        ("en", "Noor's week 46 is fine. Her week 47 is fine", {1, 2}),
        ("en", "Noor week 47 approved. Her week 46: Friday should be 7", {2}),
        ("en", "Noor week 46 approved. Her other week not yet", {1}),
        ("de", "Noor Woche 46 passt. Ihre Woche 47 passt", {1, 2}),
    ],
)
def test_a_possessive_is_of_whoever_was_named_before(language: str, text: str, weeks: set[int]) -> None:
    assert weeks_approved(text, one_week(language)) == weeks
    assert 3 not in {week.week_id for meaning in read(text, one_week(language)).meanings for week in meaning.weeks}


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "Haar week 47 is goed", set()),
        ("nl", "Sanne en Daan zijn goed. Zijn week 47 mag door", {3, 4}),
        ("nl", "Zijn week 46 klopt", set()),
        ("en", "His week 47 is fine", set()),
        ("en", "Sanne and Daan approved. Her week 47 is approved", {3, 4}),
    ],
)
def test_a_possessive_that_may_be_of_several_asks(language: str, text: str, weeks: set[int]) -> None:
    reading = read(text, digest(language))
    assert weeks_approved(text, digest(language)) <= weeks
    assert reading.doubts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "was week 46 al akkoord"),
        ("nl", "was dat goed"),
        ("nl", "was Sanne goed"),
        ("nl", "mag Sanne door"),
        ("nl", "kan week 46 door"),
        ("nl", "mogen Sanne en Youssef door"),
        ("nl", "heb je Youssef al goedgekeurd"),
        ("nl", "heeft u Sanne al afgetekend"),
        ("nl", "hebben ze die al afgevinkt"),
        ("nl", "is week 46 al afgetekend"),
        ("nl", "is dat zo akkoord"),
        ("nl", "waren ze goed"),
        ("nl", "mag week 47 nu door"),
        ("en", "was week 46 approved"),
        ("en", "should friday be 6"),
        ("en", "can Sanne go through"),
        ("en", "did you sign off Youssef yet"),
        ("en", "have you approved Sanne already"),
        ("en", "was Youssef fine"),
        ("en", "could Sanne go through"),
        ("en", "are they approved"),
        ("en", "has anyone approved Daan"),
        ("de", "war Woche 46 schon ok"),
        ("de", "ist Sanne schon genehmigt"),
        ("de", "kann Sanne durch"),
    ],
)
def test_what_begins_as_a_question_is_one_without_its_mark(language: str, text: str) -> None:
    for context in (digest(language), one_week(language)):
        assert not sure(read(text, context)), text


@pytest.mark.parametrize(
    "text", ["mag door", "kan door", "kunnen door", "mag je afvinken", "Daan mag door", "die mag door", "mag zo door"]
)
def test_what_leaves_its_subject_out_or_in_front_is_no_question(text: str) -> None:
    assert weeks_approved(text, one_week()) == {3}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Dan is goed"),
        ("nl", "dan is het akkoord"),
        ("nl", "dan klopt het"),
        ("nl", "ok dan zal ik weer de strenge oom zijn"),
        ("nl", "goed dan moet ik het zelf maar knutselen"),
        ("nl", "keur het gebruikelijke goed"),
        ("en", "then it is fine"),
        ("en", "approve the usual"),
        ("en", "sign off the regulars"),
        ("en", "approve the lot of them from Breukelen"),
        ("de", "dann ist es gut"),
    ],
)
def test_a_yes_to_something_else_never_acts(language: str, text: str) -> None:
    assert weeks_approved(text, digest(language)) == set()
    assert weeks_approved(text, one_week(language)) == set()


@pytest.mark.parametrize(
    "text", ["ok dan zal ik weer de strenge oom zijn", "keur het gebruikelijke rijtje goed", "approve the usual"]
)
def test_unknown_words_that_the_yes_is_to_are_asked_about(text: str) -> None:
    assert not read(text, digest()).meanings


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("Noor week 46: dinsdag 6, de rest mag door", {1}),
        ("Noor week 46 vrijdag moet 6 zijn, al het andere is goed", {1}),
        ("week 46 van Youssef maandag 7, de rest akkoord", {5}),
        ("Noor week 47: wednesday should be 5, everything else can go through", {2}),
    ],
)
def test_the_rest_behind_days_of_one_named_week_is_its_other_days(text: str, weeks: set[int]) -> None:
    for language in ("nl", "en"):
        found = read(text, digest(language)).meanings
        assert {week.week_id for meaning in found for week in meaning.weeks} <= weeks


@pytest.mark.parametrize("text", ["renvoyez-moile colis", "renvoie-luila facture", "renvoyez-nousle ticket"])
def test_what_is_glued_to_a_verb_may_be_what_goes_back(text: str) -> None:
    assert not sure(read(text, digest("fr")))
    assert not sure(read(text, one_week("fr")))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "week 47 van Daan is al goedgekeurd"),
        ("nl", "Noor is reeds akkoord"),
        ("nl", "3 was allang getekend"),
        ("en", "week 47 of Daan is already approved"),
        ("en", "3 already signed off"),
        ("de", "Daan KW 47 ist schon genehmigt"),
        ("de", "3 ist bereits freigegeben"),
        ("fr", "la semaine 47 de Daan est déjà validée"),
        ("fr", "3 déjà approuvé"),
    ],
)
def test_a_yes_that_was_given_before_is_said_back(language: str, text: str) -> None:
    reading = read(text, digest(language))
    assert [one.command for one in reading.meanings] == ["logbook.approve"]
    assert not sure(reading)


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "Noor, week 46: akkoord behalve vrijdag. Week 47 is helemaal in orde.", {1, 2}),
        ("nl", "Noor week 46 is goed. Week 47 ook.", {1, 2}),
        ("nl", "Noor: week 46 klopt. Week 47 klopt ook.\nDaan: akkoord.", {1, 2, 3}),
        ("en", "Noor - week 46 approved. Week 47 is fine too.", {1, 2}),
        ("de", "Noor, KW 46: genehmigt bis auf Freitag. KW 47 ist komplett in Ordnung.", {1, 2}),
        ("fr", "Noor, semaine 46 : validée. La semaine 47 est bonne aussi.", {1, 2}),
    ],
)
def test_a_week_behind_a_students_name_is_theirs_until_another_is_named(
    language: str, text: str, weeks: set[int]
) -> None:
    assert {week for week, _ in approved(text, digest(language))} == weeks


def test_a_week_that_the_student_named_before_has_not_is_asked_about() -> None:
    assert {week for week, _ in approved("Daan: akkoord. Week 46 ook.", digest())} == {3}
    assert read("Daan: akkoord. Week 46 ook.", digest()).doubts


def test_nothing_is_approved_when_a_week_to_leave_may_be_anothers_too() -> None:
    assert not sure(read("Alles akkoord. Noor dinsdag terug. Week 46 nog niet.", digest()))


@pytest.mark.parametrize(
    ("said", "weeks"),
    [
        ("Noor haar week 46 akkoord en haar andere ook", {1, 2}),
        ("Noor week 46 akkoord, haar andere uren ook", {1, 2}),
        ("Noor week 46 akkoord en haar andere niet", {1}),
        ("Noor week 46 akkoord, de andere ook", set()),
        ("Noor week 46 akkoord, de andere week ook", set()),
        ("Noor week 46 maandag 6, haar andere dagen zijn goed", {1}),
    ],
)
def test_the_other_of_somebody_is_theirs_and_never_somebody_elses(said: str, weeks: set[int]) -> None:
    assert weeks_approved(said, digest()) == weeks


@pytest.mark.parametrize(
    ("language", "said", "weeks"),
    [
        ("nl", "ok, Daan is goed", {3}),
        ("nl", "ja, Daan akkoord", {3}),
        ("nl", "prima. 3 en 4 kloppen", {3, 4}),
        ("nl", "oké. week 46 akkoord", {1, 5}),
        ("nl", "goed, Daan mag door en Sanne niet", {3}),
        ("nl", "graag goedkeuren. Daan klopt", {3}),
        ("en", "please confirm. Daan approved", {3}),
        ("de", "ok, Daan passt", {3}),
        ("fr", "ok, Daan c'est bon", {3}),
        ("nl", "akkoord, Daan ook", set()),
        ("nl", "alles akkoord, Daan is ook goed", {1, 2, 3, 4, 5}),
        ("nl", "akkoord, Daan niet", {1, 2, 4, 5}),
    ],
)
def test_a_nod_in_front_of_who_is_approved_is_no_yes_to_everybody(language: str, said: str, weeks: set[int]) -> None:
    assert weeks_approved(said, digest(language)) == weeks


def test_a_nod_to_one_week_is_a_yes_to_it_only_where_another_is_said_to_be_so_too() -> None:
    assert weeks_approved("akkoord, Sanne ook", one_week()) == {3, 4}
    assert weeks_approved("ok, Sanne is goed", one_week()) == {4}
