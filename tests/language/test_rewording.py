"""What is said in another order, said again, compared or led up to means the same as the plainest way to say it."""

import pytest

from core.language import read
from core.language.meaning import Certainty, Context
from tests.language.situations import approved, logging_student, one_day_back, one_week, sent_back, sure
from tests.language.test_corrections import Days, given_back
from tests.language.test_logged import logged, student


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        # Taken back at once.
        ("nl", "donderdag, nee vrijdag, moet 7 zijn", {4: 7}),
        ("nl", "maandag ik bedoel dinsdag was maar 5 uur", {1: 5}),
        ("nl", "vrijdag moet 6, pardon 7 uur zijn", {4: 7}),
        ("en", "Monday, sorry Tuesday, was only 6 hours", {1: 6}),
        ("en", "Friday, no wait, Thursday should be 7", {3: 7}),
        # What stands there in front of its day.
        ("nl", "die 8 van maandag klopt niet, moet 6 zijn", {0: 6}),
        ("nl", "maak van die 8 op vrijdag maar een 7", {4: 7}),
        ("nl", "in plaats van 8 uur op dinsdag had hij 5 uur moeten schrijven", {1: 5}),
        ("en", "the 8 on Friday needs to be a 7", {4: 7}),
        # How much later or earlier, and what follows.
        ("nl", "maandag kwam ze een half uur te laat, dus 7,5", {0: 7.5}),
        ("nl", "vrijdag ging hij twee uur eerder weg dus dat worden er 6", {4: 6}),
        ("nl", "dinsdag 3 uur naar het ziekenhuis geweest, dus 5 uur", {1: 5}),
        ("en", "he finished an hour early on Thursday so that's 7", {3: 7}),
        # Times in several parts, and verbs that tell which end they are.
        ("nl", "ma: 8u-12u + 13u-16u30", {0: 7.5}),
        ("nl", "dinsdag om 8 uur begonnen en om 3 uur weg, half uur pauze", {1: 6.5}),
        ("nl", "maandag 8 uur min drie kwartier pauze", {0: 7.25}),
        ("nl", "do van 9 tot 5 met 3 kwartier pauze", {3: 7.25}),
        ("nl", "vrijdag om 3 uur gestopt ipv 5, dus 6 uur", {4: 6}),
        # Arrows, and a verb that turns one into the other.
        ("nl", "do 8 > 6,5", {3: 6.5}),
        ("nl", "di 8 wordt 7", {1: 7}),
        ("nl", "zet donderdag maar op 7", {3: 7}),
        ("en", "pls change Friday to 7", {4: 7}),
        ("en", "Friday: 8 → 6", {4: 6}),
        ("en", "it's 7 not 8 on Tuesday", {1: 7}),
        ("en", "I make it 6.5 for Thursday", {3: 6.5}),
        # Several days at once, announced or counted.
        ("nl", "maandag en dinsdag moeten allebei 7 zijn", {0: 7, 1: 7}),
        ("nl", "woensdag en donderdag zijn verwisseld. Woensdag moet 8 zijn en donderdag 7,5", {2: 8, 3: 7.5}),
        ("nl", "aanpassing vrijdag: 7 uur", {4: 7}),
        # Hours in a courteous question.
        ("nl", "wil je vrijdag op 7 zetten?", {4: 7}),
        ("nl", "kun je hem laten weten dat dinsdag 7 uur moet zijn?", {1: 7}),
        # Not there at all.
        ("nl", "woensdag was hij ziek", {2: None}),
        ("nl", "donderdag was ze er niet", {3: None}),
        ("en", "Wednesday he was ill", {2: None}),
        ("nl", "op maandag heeft hij een uur te weinig geschreven", {0: 9}),
        ("en", "he wrote an hour too many on Thursday", {3: 7}),
        ("de", "Freitag war er krank", {4: None}),
        ("fr", "mercredi il était malade", {2: None}),
    ],
)
def test_a_correction_may_be_worded_in_many_ways(language: str, text: str, days: Days) -> None:
    assert given_back(text, one_week(language)) == {3: days}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "dinsdag was hij een uur te laat maar akkoord"),
        ("nl", "woensdag was hij ziek, dat klopt"),
        ("nl", "woensdag was hij ziek dus akkoord"),
        ("nl", "woensdag was ik ziek"),
        ("nl", "dinsdag nee, woensdag ja"),
        ("nl", "alles akkoord, dinsdag, sorry woensdag, was 6"),
        ("nl", "kan dinsdag 7 zijn?"),
        ("nl", "zou dinsdag geen 7 moeten zijn?"),
        ("nl", "wil je kijken of dinsdag 7 moet zijn?"),
        ("nl", "akkoord na aanpassing"),
        ("nl", "akkoord met correctie"),
        ("nl", "haal donderdag 2 uur"),
        ("nl", "> akkoord"),
        ("en", "Wednesday he was ill, that's right"),
        ("en", "could Tuesday be 7?"),
        ("en", "I was off sick on Wednesday"),
        ("en", "he was an hour late on Tuesday but fine"),
    ],
)
def test_what_only_looks_like_one_is_asked_about(language: str, text: str) -> None:
    context = one_week(language)
    assert not sure(read(text, context))
    assert not approved(text, context)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Donderdag was hij een half uur te laat", None),
        ("dinsdag was een uur verkeerd", None),
    ],
)
def test_a_little_that_may_be_a_difference_is_never_a_days_total(text: str, why: None) -> None:
    changes = [day.minutes for one in read(text, one_week()).meanings for week in one.weeks for day in week.days]
    assert set(changes) <= {why}


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("nl", "ma 8, di ook, wo 6", [(0, 480), (1, 480), (2, 360)]),
        ("nl", "ma 7.30-16.00 half uur pauze, di idem", [(0, 480), (1, 480)]),
        ("nl", "foutje, dinsdag moet 6 zijn", [(1, 360)]),
        ("nl", "ma di wo elk 8 uurtjes gedraaid", [(0, 480), (1, 480), (2, 480)]),
        ("en", "worked 8h mon and tue, 6h wed", [(0, 480), (1, 480), (2, 360)]),
        ("en", "yesterday 9-17 with 30 min break", [(2, 450)]),
        ("en", "today 7.5 hours, yesterday the same", [(2, 450), (3, 450)]),
    ],
)
def test_students_say_their_own_hours_in_any_order(language: str, text: str, meant: list[tuple[int, int]]) -> None:
    assert [(day, minutes) for day, minutes, _ in logged(read(text, student(language)))] == meant


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("nl", "dinsdag was 7 ipv 8", 420),
        ("nl", "ik had voor woensdag 8 gezet maar het was 6", 360),
        ("nl", "woensdag niet 8 maar 6,5", 390),
        ("en", "wednesday I put 8 but it was 7", 420),
    ],
)
def test_hours_held_against_others_are_said_back_where_nothing_stands(language: str, text: str, minutes: int) -> None:
    (meaning,) = read(text, student(language)).meanings
    assert meaning.certainty is Certainty.LIKELY
    assert [day.minutes for day in meaning.days] == [minutes]


def test_hours_held_against_what_stands_there_are_taken_at_once() -> None:
    (meaning,) = sure(read("vorige week dinsdag was 7 ipv 8", logging_student()))
    assert [day.minutes for day in meaning.days] == [420]


def test_a_break_that_takes_most_of_the_day_is_none() -> None:
    assert not logged(read("vandaag van 7u30 tot 16u, een half uur", student()))


@pytest.mark.parametrize(
    ("context", "text", "hours"),
    [
        (one_day_back(), "oei ja, dat was 6,5", 6.5),
        (one_day_back("en"), "you're right, tuesday was 6", 6),
        (sent_back(), "foutje, di moet 7 zijn", 7),
    ],
)
def test_who_admits_a_slip_says_what_it_should_be(context: Context, text: str, hours: float) -> None:
    (meaning,) = sure(read(text, context))
    assert [day.minutes for week in meaning.weeks for day in week.days] == [hours * 60]


@pytest.mark.parametrize(
    ("language", "text", "certainty"),
    [
        ("nl", "kun je mijn uren van vorige week indienen?", Certainty.SURE),
        ("nl", "wil je week 47 naar mijn praktijkopleider sturen?", Certainty.SURE),
        ("en", "could you submit week 47 please?", Certainty.SURE),
        ("nl", "ik ben klaar met invullen, stuur maar door", Certainty.SURE),
        ("en", "I'm done filling in, you can send it on", Certainty.SURE),
        ("nl", "mag week 47 ingediend worden?", Certainty.LIKELY),
    ],
)
def test_a_week_is_handed_in_when_asked_courteously(language: str, text: str, certainty: Certainty) -> None:
    (meaning,) = read(text, logging_student(language)).meanings
    assert (meaning.command, meaning.certainty) == ("logbook.submit", certainty)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "kan ik week 47 al indienen?"),
        ("nl", "wil je week 47 niet indienen?"),
        ("nl", "heb je week 47 ingediend?"),
        ("nl", "kun je week 47 indienen of moet ik dat doen?"),
        ("en", "can I still submit week 47?"),
        ("en", "did you send it on?"),
    ],
)
def test_a_question_about_handing_in_hands_nothing_in(language: str, text: str) -> None:
    assert not sure(read(text, logging_student(language)))
