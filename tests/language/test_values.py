"""Hours, days, weeks, lists and names are read back as they were written, and as nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language import read
from core.language.meaning import Known, OpenWeek, Problem
from core.language.values.days import Day, read_days
from core.language.values.hours import read_hours
from core.language.values.weeks import read_numbers, read_weeks
from core.language.vocabulary.names import names_of, read_name
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import lexicon
from tests.language.situations import DAAN, NOOR, NOW, STUDENTS, digest, sent_back, sure

TODAY = date(2026, 11, 23)
DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
SHORT_DAYS = ["ma", "di", "wo", "do", "vr", "za", "zo"]
MONTHS = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober"]
MONTHS += ["november", "december"]
NUMBERS = {
    "nl": ["twee", "drie", "vier", "vijf", "zes", "zeven", "acht"],
    "en": ["two", "three", "four", "five", "six"],
}
near_days = st.dates(TODAY - timedelta(days=150), TODAY + timedelta(days=150))


def spoken(text: str, language: str = "nl", today: date = TODAY) -> Said:
    return Said(tokenise(clean(text)), lexicon(language), today=today)


def minutes(text: str, language: str = "nl") -> int | None:
    """Give the amount that the whole text is; None when it is none, or more than an amount."""
    said = spoken(text, language)
    hours = read_hours(said, 0)
    return hours.minutes if hours is not None and hours.length == len(said.tokens) else None


def days(text: str, language: str = "nl", today: date = TODAY) -> tuple[Day, ...] | None:
    """Give the days that the whole text is, or None."""
    said = spoken(text, language, today)
    found = read_days(said, 0)
    return found.days if found is not None and found.length == len(said.tokens) else None


# Hours


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("anderhalf uur", 90), ("anderhalf", 90), ("een half uur", 30), ("half uurtje", 30), ("kwartiertje", 15),
        ("drie kwartier", 45), ("een uur", 60), ("uurtje", 60), ("7u30", 450), ("7u", 420), ("7:30", 450),
        ("07:30", 450), ("6½u", 390),
        ("6,5", 390), ("6.5", 390), ("7,75 uur", 465), ("6½", 390), ("7 uur 20", None), ("7 uur 20 min", 440),
        ("7 uur en een kwartier", 435), ("zes en een half", 390), ("zeseneenhalf uur", 390), ("nul uur", 0),
        ("45 minuten", 45),
        ("half acht", None), ("7.30", None), ("7:75", None), ("25", None), ("100 uur", None),
        ("1.000", None), ("7,333", None), ("24 uur", 1440),
    ],
)  # fmt: skip
def test_dutch_hours_are_read_strictly(text: str, amount: int | None) -> None:
    assert minutes(text) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("an hour and a half", 90), ("one and a half hours", 90), ("half an hour", 30), ("a quarter of an hour", 15),
        ("7h30", 450),
        ("7.5 hours", 450), ("7:30", 450), ("six and a half hours", 390), ("1 hr 20 min", 80), ("an hour", 60),
        ("half past seven", None),
    ],
)  # fmt: skip
def test_english_hours_are_read_strictly(text: str, amount: int | None) -> None:
    assert minutes(text, "en") == amount


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{}:{:02}", "{}u{:02}", "{}h{:02}", "{} uur {:02} min", "{} uur en {:02} min"]),
)
def test_hours_and_minutes_are_read_back(hour: int, minute: int, shape: str) -> None:
    assert minutes(shape.format(hour, minute)) == hour * 60 + minute


@given(st.integers(0, 95), st.sampled_from([",", "."]), st.sampled_from(["", " uur", "u"]))
def test_decimal_hours_are_read_back(quarters: int, sign: str, unit: str) -> None:
    text = f"{quarters / 4:g}".replace(".", sign) + unit
    assert minutes(text) == quarters * 15


@given(st.sampled_from(["nl", "en"]).flatmap(lambda lang: st.tuples(st.just(lang), st.sampled_from(NUMBERS[lang]))))
def test_halves_in_words_are_read_back(drawn: tuple[str, str]) -> None:
    language, number = drawn
    half, unit = ("en een half", "uur") if language == "nl" else ("and a half", "hours")
    whole = NUMBERS[language].index(number) + 2
    assert minutes(f"{number} {half} {unit}", language) == whole * 60 + 30
    assert minutes(f"{number} {unit}", language) == whole * 60


@given(st.integers(24, 999), st.integers(1, 59))
def test_more_than_a_day_is_no_amount(hour: int, minute: int) -> None:
    assert minutes(f"{hour}u{minute:02}") is None


# Days and dates


@given(near_days, st.sampled_from(["nl", "en"]))
def test_a_date_is_read_back(day: date, language: str) -> None:
    shapes = [
        f"{day.day} {MONTHS[day.month - 1]}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
    ]
    shapes += [f"{DAYS[language][day.weekday()]} {shapes[0]}"] if language == "nl" else []
    for shape in shapes:
        found = days(shape, language)
        assert found is not None, shape
        assert found[0].on == day, shape
        assert not found[0].wrong, shape


@given(near_days, st.integers(1, 6))
def test_a_weekday_that_belies_its_date_is_wrong(day: date, shift: int) -> None:
    found = days(f"{DAYS['nl'][(day.weekday() + shift) % 7]} {day.day} {MONTHS[day.month - 1]} {day.year}")
    assert found is not None
    assert found[0].wrong


@given(st.sampled_from(["nl", "en"]), st.integers(0, 6), st.integers(0, 6))
def test_a_range_of_days_runs_forward_within_a_week(language: str, first: int, last: int) -> None:
    joint = "t/m" if language == "nl" else "to"
    found = days(f"{DAYS[language][first]} {joint} {DAYS[language][last]}", language)
    wanted = tuple(Day(weekday=number) for number in range(first, last + 1))
    assert found == (wanted if first < last else None)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=5, unique=True))
def test_a_list_of_days_is_read_back(numbers: list[int]) -> None:
    text = ", ".join(SHORT_DAYS[number] for number in numbers[:-1]) + " en " + SHORT_DAYS[numbers[-1]]
    assert days(text) == tuple(Day(weekday=number) for number in numbers)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_days_counted_from_today_are_read_back(today: date) -> None:
    for words, back in (("vandaag", 0), ("gisteren", 1), ("eergisteren", 2)):
        assert days(words, today=today) == (Day(on=today - timedelta(days=back)),)
    for number, name in enumerate(DAYS["nl"]):
        [last] = days(f"afgelopen {name}", today=today) or ()
        assert last.on is not None
        assert last.on.weekday() == number
        assert 1 <= (today - last.on).days <= 7
        [before] = days(f"vorige week {name}", today=today) or ()
        assert before.on == today - timedelta(days=today.weekday() + 7 - number)


@pytest.mark.parametrize("text", ["30 februari", "31-11-2026", "2026-13-01", "0 maart", "1/1/1/1"])
def test_a_date_that_does_not_exist_is_no_day(text: str) -> None:
    assert days(text) is None


def test_a_date_without_a_year_is_the_nearest_at_the_turn_of_the_year() -> None:
    assert days("30 december", today=date(2027, 1, 4)) == (Day(on=date(2026, 12, 30)),)
    assert days("2 januari", today=date(2026, 12, 28)) == (Day(on=date(2027, 1, 2)),)


# Weeks and numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("wk 10/11", (10, 11)), ("week 9 t/m 11", (9, 10, 11)), ("weken 9, 10 en 12", (9, 10, 12)), ("wk. 53", (53,)),
        ("week tien", (10,)),
        ("week 46 en week 47", (46, 47)), ("w47", (47,)), ("week 11 t/m 9", (0,)),
    ],
)  # fmt: skip
def test_weeks_are_read_by_number(text: str, numbers: tuple[int, ...] | None) -> None:
    found = read_weeks(spoken(text), 0)
    assert (None if found is None else found.numbers) == numbers


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_week_said_by_today_is_found_across_the_turn_of_the_year(today: date) -> None:
    monday = today - timedelta(days=today.weekday())
    for text, back in (("deze week", 0), ("vorige week", 1), ("de week ervoor", 2)):
        found = read_weeks(spoken(text, today=today), 0)
        assert found is not None
        assert found.mondays == (monday - timedelta(weeks=back),)


@given(near_days)
def test_the_week_of_a_date_is_its_monday(day: date) -> None:
    found = read_weeks(spoken(f"de week van {day.day} {MONTHS[day.month - 1]}"), 0)
    assert found is not None
    assert found.mondays == (day - timedelta(days=day.weekday()),)


def test_week_53_is_the_one_in_reach_and_not_the_first_of_the_new_year() -> None:
    mondays = [date(2026, 12, 28), date(2027, 1, 4)]
    weeks = [OpenWeek(at, 1, monday, {monday: 480}, frozenset({monday}), None) for at, monday in enumerate(mondays, 1)]
    context = replace(digest(), now=datetime(2027, 1, 11, 9, tzinfo=UTC), known=[NOOR], weeks=weeks, focus=[1, 2])
    assert [week.week_id for meaning in sure(read("week 53 akkoord", context)) for week in meaning.weeks] == [1]
    assert [week.week_id for meaning in sure(read("wk 1 akkoord", context)) for week in meaning.weeks] == [2]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_a_list_of_numbers_is_read_back(numbers: list[int]) -> None:
    text = "nr " + ", ".join(map(str, numbers[:-1])) + (" en " if len(numbers) > 1 else "") + str(numbers[-1])
    found = read_numbers(spoken(text), 0)
    assert found is not None
    assert found.numbers == tuple(numbers)


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_range_of_numbers_runs_forward_or_is_odd(first: int, last: int) -> None:
    found = read_numbers(spoken(f"nummers {first} t/m {last}"), 0)
    assert found is not None
    if first < last:
        assert found.numbers == tuple(range(first, last + 1))
    assert found.odd == (first >= last)


# Names


@given(st.sampled_from(STUDENTS), st.sampled_from(["lower", "upper", "title"]))
def test_a_student_is_found_by_every_form_of_the_name(student: Known, case: str) -> None:
    behind = " ".join(part for part in (student.infix, student.surname) if part)
    forms = [student.first_name, student.surname, behind, f"{student.first_name} {behind}"]
    for form in [*forms, f"{student.first_name} {student.surname}", f"{student.first_name}'s"]:
        tokens = tokenise(clean({"lower": form.lower(), "upper": form.upper(), "title": form.title()}[case]))
        found = read_name(names_of(STUDENTS), tokens, 0)
        assert found is not None, form
        assert (found.length, set(found.dossiers)) == (len(tokens), {student.dossier_id}), form


@pytest.mark.parametrize(
    ("first", "infix", "surname", "typed"),
    [
        ("Renée", "", "Bakker", "Renee"), ("Zoë", "de", "Wit", "zoe de wit"), ("Jan-Willem", "", "Smit", "jan willem"),
        ("Çağla", "", "Öz", "Cagla"), ("Joris", "", "Smeets", "Joris'"), ("Eva", "in 't", "Veld", "eva in 't veld"),
        ("Eva", "in 't", "Veld", "in ’t Veld"),
    ],
)  # fmt: skip
def test_accents_hyphens_and_infixes_may_be_left_out(first: str, infix: str, surname: str, typed: str) -> None:
    tokens = tokenise(clean(typed))
    found = read_name(names_of((Known(7, first, infix, surname), DAAN)), tokens, 0)
    assert found is not None
    assert (found.length, set(found.dossiers)) == (len(tokens), {7})


def test_a_first_name_that_two_share_is_asked_about() -> None:
    context = replace(digest(), known=[*STUDENTS, Known(9, "Daan", "", "Mulder")])
    reading = read("Daan is akkoord", context)
    assert not sure(reading)
    assert [(doubt.problem, doubt.candidates) for doubt in reading.doubts] == [(Problem.WHICH_STUDENT, (2, 9))]
    assert [week.week_id for meaning in sure(read("Daan Visser is akkoord", context)) for week in meaning.weeks] == [3]
    assert [week.week_id for meaning in sure(read("Daan V. is akkoord", context)) for week in meaning.weeks] == [3]


@settings(max_examples=60)
@given(
    st.sampled_from(["Sanne", "Youssef", "Noor", "Daan", "Postma", "Visser"]), st.integers(1, 5), st.sampled_from("xqz")
)
def test_a_misspelled_name_never_acts(name: str, at: int, letter: str) -> None:
    typed = name[:at] + letter + name[at:]
    assert not sure(read(f"{typed} is akkoord", digest()))


def test_a_date_in_two_weeks_of_one_student_is_asked_about() -> None:
    monday = date(2026, 11, 16)
    weeks = [OpenWeek(at, at, monday, {}, frozenset({monday}), None) for at in (1, 2)]
    context = replace(sent_back(), weeks=weeks, focus=(), now=NOW)
    reading = read("16 november 6 uur", context)
    assert not reading.meanings
    assert [doubt.problem for doubt in reading.doubts] == [Problem.WHICH_WEEK]


@pytest.mark.parametrize(
    "said", ["46 akkoord", "46 en 47 akkoord", "46 niet", "alles behalve 46", "dinsdag van 46 was 6"]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_number_of_the_list_that_is_another_week_of_the_year_is_asked_about(said: str, language: str) -> None:
    context = digest(language)
    numbers = {1: 47, 2: 46}  # Noor's week 46 has the number 47, and her week 47 the number 46
    weeks = [replace(week, number=numbers.get(week.week_id, week.number)) for week in context.weeks]
    reading = read(said, replace(context, weeks=weeks))
    about = [week.week_id for meaning in sure(reading) for week in meaning.weeks]
    assert not {1, 2} & {*about}
    assert reading.doubts
