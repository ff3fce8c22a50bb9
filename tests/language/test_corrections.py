"""Corrections in the many ways they are said: by times, differences, dates, several days, and what stood there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.language import read
from core.language.meaning import Certainty, Context, Problem
from tests.language.situations import MONDAY, NOOR, WEEKS, approved, digest, one_week, sure, week

Days = dict[int, float | None]
TWO_WEEKS = (week(1, NOOR, 46, (8, 8, 8, 8, 6)), week(2, NOOR, 47, (8, 7, 8, 9, 8)))


def noor(language: str = "nl") -> Context:
    """Daan's week was asked about; of Noor two weeks wait, which differ."""
    return replace(digest(language), weeks=[*TWO_WEEKS, *WEEKS[2:]], focus=[3])


def given_back(text: str, context: Context) -> dict[int, Days]:
    """Give what goes back without asking: hours by weekday, of each week."""
    found: dict[int, Days] = {}
    for meaning in sure(read(text, context)):
        if meaning.command not in {"logbook.send_back", "logbook.approve_except"}:
            continue
        for verdict in meaning.weeks:
            found[verdict.week_id] = {
                day.date.weekday(): None if day.minutes is None else day.minutes / 60 for day in verdict.days
            }
    return found


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("nl", "dinsdag was van half 9 tot 2", {1: None}),
        ("nl", "donderdag is hij om kwart over drie al vertrokken", {3: None}),
        ("nl", "ma pas om 10 uur begonnen", {0: None}),
        ("nl", "woensdag was hij er maar tot 12 uur", {2: None}),
        ("nl", "vrijdag: van 8 tot 4 met een half uurtje pauze", {4: 7.5}),
        ("nl", "dinsdag was hij maar 6 uur aanwezig", {1: 6}),
        ("nl", "do van 8:00-14:30, half uur pauze", {3: 6}),
        ("nl", "di van 7:30 tot 15:30 met half uur pauze = 7,5", {1: 7.5}),
        ("nl", "maandag was hij om half vier weg, dat moet hij zelf even rechtzetten", {0: None}),
        ("nl", "wo zit er een half uur te veel op, hij was om vier uur weg", {2: 7}),
        ("en", "on Tuesday he left at quarter past three", {1: None}),
        ("en", "Thursday he only started at 10", {3: None}),
        ("en", "Wednesday was from 8 till 2 with a half hour break", {2: 5.5}),
        ("en", "Monday he was only here 6 hours", {0: 6}),
        ("en", "Friday he went home at noon. Needs correcting", {4: None}),
    ],
)
def test_times_send_a_day_back_with_a_total_only_when_it_is_known(language: str, text: str, days: Days) -> None:
    assert given_back(text, one_week(language)) == {3: days}


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("nl", "Daan dinsdag was hij om half vier al weg", "dinsdag was hij om half vier al weg"),
        ("nl", "3 do van half 9 tot 2", "do van half 9 tot 2"),
        ("nl", "3 di terug. Hij is pas om tien uur begonnen", "Hij is pas om tien uur begonnen"),
        ("en", "Daan left on Tuesday at half past two", "Tuesday at half past two"),
    ],
)
def test_what_was_said_of_times_is_the_reason(language: str, text: str, reason: str) -> None:
    [meaning] = sure(read(text, digest(language)))
    assert (meaning.command, meaning.reason) == ("logbook.send_back", reason)


def test_a_name_is_no_part_of_a_reason() -> None:
    for meaning in read("dinsdag waren Noor en Daan om 2 uur weg", digest()).meanings:
        assert not {"Noor", "Daan"} & set(meaning.reason.split())


@pytest.mark.parametrize(
    "text",
    [
        "akkoord om 3 uur",
        "akkoord, pas om 3 uur",
        "alles akkoord vanaf 4 uur",
        "akkoord, ik ben om half 4 weg",
        "3 akkoord. Om 3 uur",
        "dinsdag van 7:30 tot 15:30 met half uur pauze = 8, de rest akkoord",
        "akkoord zonder pauze",
        "akkoord van 8 tot 4",
    ],
)
def test_a_time_that_is_no_part_of_a_day_approves_nothing(text: str) -> None:
    assert not approved(text, digest())
    assert not approved(text, one_week())


@pytest.mark.parametrize(
    ("language", "text", "back"),
    [
        ("nl", "Noor 12 november was 6 uur", {1: {3: 6}}),
        ("nl", "Noor donderdag moet 8 zijn ipv 9", {2: {3: 8}}),
        ("nl", "Noor vrijdag staat 6, moet 5 zijn", {1: {4: 5}}),
        ("nl", "Noor akkoord, behalve 20 november: daar mag een half uur bij", {2: {4: 8.5}}),
        (
            "nl",
            "Noor heeft op maandag 16 november 8u genoteerd, dat was 7u30. Woensdag was het maar 6u15",
            {2: {0: 7.5, 2: 6.25}},
        ),
        ("nl", "op 12 november is Noor om 3 uur naar huis gegaan", {1: {3: None}}),
        ("nl", "afgelopen vrijdag was Noor maar 7 uur aanwezig", {2: {4: 7}}),
        ("en", "Noor Thursday should be 8 rather than 9", {2: {3: 8}}),
        ("en", "please have Noor fix Thursday 12 November, she did seven and a half", {1: {3: 7.5}}),
        ("en", "Noor Tue shld be 6:30 not 7, send it bck to her", {2: {1: 6.5}}),
    ],
)
def test_a_date_or_what_stood_there_tells_which_week(language: str, text: str, back: dict[int, Days]) -> None:
    assert given_back(text, noor(language)) == back


@pytest.mark.parametrize(
    "text",
    [
        "Noor dinsdag was 6 uur",
        "Noor woensdag moet 6 zijn ipv 8",
        "Noor vrijdag terug",
        "Noor akkoord",
        "Noor akkoord, behalve di",
    ],
)
def test_a_weekday_that_two_weeks_have_is_asked_about(text: str) -> None:
    reading = read(text, noor())
    assert not sure(reading)
    assert Problem.WHICH_WEEK in [doubt.problem for doubt in reading.doubts]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Daan: dinsdag 6 uur. Kan hij dat wijzigen?"),
        ("nl", "Dinsdag was Daan maar 6 uur hier. Wilt u hem vragen dit te herstellen?"),
        ("nl", "Daan di 6 ipv 8, graag aanpassen door hemzelf"),
        ("nl", "Daan di 6. Gelieve hem dat te laten verbeteren."),
        ("nl", "Zou je Daan dinsdag kunnen laten aanpassen naar 6 uur?"),
        ("nl", "Daan dinsdag 6 uur, moet ie zelf ff goedzetten"),
        ("nl", "di was bij Daan 6 uur, kan dat aangepast worden?"),
        ("nl", "Daan di: 6 uur ipv 8. Mag dat terug naar hem?"),
        ("nl", "Wil je dit laten rechtzetten? Daan dinsdag 6 uur"),
        ("en", "Daan Tuesday was 6 hours. Could you ask him to correct it?"),
        ("en", "Daan Tue 6 not 8. Can this be changed?"),
        ("en", "Daan Tuesday should be 6 hours, would you send it back to him?"),
        ("en", "Daan Tue 6 instead of 8, needs to be fixed by him"),
        ("en", "please have Daan fix Tuesday, it was 6 hours"),
    ],
)
def test_a_wish_to_have_it_mended_is_one_however_courteous(language: str, text: str) -> None:
    assert given_back(text, digest(language)) == {3: {1: 6}}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Kan de week van Daan helemaal terug?"),
        ("nl", "Wilt u Daan helemaal terugsturen? De pauzes zijn niet afgetrokken"),
        ("nl", "Mag Daan zijn week helemaal terug?"),
        ("en", "Could you send the whole of Daan's week back to him?"),
        ("en", "Can you send Daan's whole week back? Breaks were not deducted"),
    ],
)
def test_a_courteous_question_gives_a_whole_week_back(language: str, text: str) -> None:
    assert given_back(text, digest(language)) == {3: {}}


@pytest.mark.parametrize(
    "text",
    [
        "klopt dinsdag 6 uur?",
        "moet dinsdag terug?",
        "kan ik dinsdag terugsturen?",
        "kan dinsdag niet terug?",
        "kan dinsdag of woensdag terug?",
        "mag di misschien terug?",
        "was dinsdag 6 uur?",
        "kunnen we dinsdag nog terugsturen?",
        "zou dinsdag goed zijn?",
        "kan dinsdag akkoord?",
        "could I send Tuesday back?",
        "should Tuesday go back?",
    ],
)
def test_a_question_that_may_be_a_doubt_does_nothing(text: str) -> None:
    assert not sure(read(text, one_week("en" if "Tuesday" in text else "nl")))


def test_almost_right_with_what_is_not_and_the_rest_is_an_exception() -> None:
    [meaning] = sure(read("klopt bijna. dinsdag was 6 uur, de rest akkoord", one_week()))
    assert meaning.command == "logbook.approve_except"
    assert [day.date for day in meaning.weeks[0].days] == [MONDAY + timedelta(days=1)]


@pytest.mark.parametrize(
    "text", ["dinsdag begonnen 8 uur", "dinsdag 8 uur begonnen", "di 8 uur weg", "dinsdag half 8", "dinsdag om half 4"]
)
def test_what_may_be_a_time_or_an_amount_is_asked_about(text: str) -> None:
    reading = read(text, one_week())
    assert all(meaning.certainty is not Certainty.SURE for meaning in reading.meanings)


@pytest.mark.parametrize(
    ("language", "text", "back"),
    [
        ("nl", "3: alles ok op 2 na. di een half uur minder, do 7 ipv 8", {3: {1: 7.5, 3: 7}}),
        (
            "nl",
            "Daan wk 47 is goed, met twee uitzonderingen:\n- dinsdag was hij er 6 uur\n- vrijdag mag er een uur af",
            {3: {1: 6, 4: 7}},
        ),
        ("nl", "De week van Daan klopt, met een uitzondering: woensdag 6 uur", {3: {2: 6}}),
        ("nl", "3 akkoord op 1 dag na: donderdag 4 uur", {3: {3: 4}}),
        (
            "nl",
            "3: wo, do en vr zijn prima. 16 en 17 november was de zaak vanaf 4 uur dicht, dat is beide dagen 6,5 uur",
            {3: {0: 6.5, 1: 6.5}},
        ),
        ("nl", "Daan: ma en di waren elk 6 uur, de rest akkoord", {3: {0: 6, 1: 6}}),
        ("nl", "3 goed, op de woensdag na. Daar 6 van maken ipv 7,5", {3: {2: 6}}),
        ("nl", "3 di 6 uur. Niet 8. Graag aanpassen", {3: {1: 6}}),
        ("nl", "16 en 17 november was Daan er 6 uur. Die twee mogen terug", {3: {0: 6, 1: 6}}),
        ("nl", "Daan is goed, maar dinsdag was hij enkel 's ochtends bij ons (4 uur)", {3: {1: 4}}),
        (
            "en",
            "Daan week 47 is fine with two exceptions: Tuesday 6 hours, Friday half an hour less",
            {3: {1: 6, 4: 7.5}},
        ),
        ("en", "3 is ok, except Wednesday: make that 6 instead of 7.5", {3: {2: 6}}),
    ],
)
def test_several_days_are_corrected_at_once(language: str, text: str, back: dict[int, Days]) -> None:
    assert given_back(text, digest(language)) == back


@pytest.mark.parametrize(
    "text",
    [
        "3: alles ok op 2 na. di een half uur minder",
        "Daan is goed, met twee uitzonderingen: dinsdag 6 uur",
        "alles akkoord, met twee uitzonderingen",
        "Daan is goed, met een uitzondering: dinsdag blorp",
    ],
)
def test_exceptions_that_do_not_add_up_approve_nothing_of_that_week(text: str) -> None:
    assert 3 not in {week_id for week_id, _ in approved(text, digest())}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("di een uur te veel", 7),
        ("dinsdag mag er anderhalf uur af", 6.5),
        ("di kwartiertje minder", 7.75),
        ("er mag dinsdag een half uur bij", 8.5),
        ("dinsdag zit er drie kwartier te veel op", 7.25),
        ("di is een uur te kort", 9),
        ("dinsdag staat 8 uur, moet 6 zijn", 6),
        ("di 7:30 ipv 8", 7.5),
        ("di zeseneenhalf, niet 8", 6.5),
        ("dinsdag is 8 genoteerd, dat was 6u45", 6.75),
        ("di van 8 naar 6", 6),
    ],
)
def test_differences_and_what_stood_there_make_one_total(text: str, hours: float) -> None:
    assert given_back(text, one_week()) == {3: {1: hours}}


def written(quarters: int) -> list[str]:
    """Give the ways in which an amount of quarters of an hour is written in Dutch."""
    hours, rest = divmod(quarters * 15, 60)
    ways = [
        f"{hours}:{rest:02}",
        f"{hours}u{rest:02}",
        f"{quarters / 4:g} uur".replace(".", ","),
        f"{hours} uur en {rest} min",
    ]
    ways += [f"{hours} uur"] if not rest else []
    ways += [f"{hours}½", f"{hours} en een half uur"] if rest == 30 and hours > 1 else []
    return ways


@given(st.integers(4, 47), st.data())
def test_an_amount_means_the_same_in_each_of_its_forms(quarters: int, data: st.DataObject) -> None:
    amount = data.draw(st.sampled_from(written(quarters)))
    shape = data.draw(
        st.sampled_from(["Daan vrijdag was {}", "Daan vr: {}", "Daan vrijdag moet {} zijn", "Daan vr {}"])
    )
    assume(quarters != 8 * 4)
    assert given_back(shape.format(amount), digest()) == {3: {4: quarters / 4}}


@given(
    st.sampled_from(
        [
            ("een half uur", 0.5),
            ("anderhalf uur", 1.5),
            ("een kwartiertje", 0.25),
            ("drie kwartier", 0.75),
            ("2 uur", 2),
        ]
    ),
    st.sampled_from([("minder", -1), ("eraf", -1), ("te veel", -1), ("meer", 1), ("erbij", 1), ("te weinig", 1)]),
    st.sampled_from(["Daan vrijdag {} {}", "Daan vrijdag mag er {} {}", "bij Daan vrijdag {} {}"]),
)
def test_a_difference_is_added_to_what_was_shown(amount: tuple[str, float], way: tuple[str, int], shape: str) -> None:
    assert given_back(shape.format(amount[0], way[0]), digest()) == {3: {4: 8 + way[1] * amount[1]}}


@given(st.text(max_size=50), st.sampled_from(["nl", "en"]))
def test_any_text_beside_a_correction_is_read_without_raising(text: str, language: str) -> None:
    read(f"Daan dinsdag van 8 tot 4 {text} 6 uur, kan dat terug?", digest(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "mijn mail is gewijzigd"),
        ("nl", "mijn bericht is aangepast"),
        ("en", "my mail has changed"),
        ("en", "my phone has changed"),
        ("en", "my e-mail was changed"),
    ],
)
def test_what_changed_that_is_no_hours_sends_nothing_back(language: str, text: str) -> None:
    assert not sure(read(text, one_week(language)))
