"""Which of several is meant is asked until it is told; and what is told keeps the order of the list."""

from datetime import date, timedelta

from tests.site import Site

WEEK_9 = date(2026, 2, 23)


async def test_a_yes_to_which_week_gets_the_same_question_again(site: Site) -> None:
    await site.house.week(site.noors, [8, 8, 8, 8, 7], monday=WEEK_9)
    await site.house.remind()
    await site.house.chat(site.ria, "Noor vrijdag 6")
    asked = site.house.last(site.ria)
    assert {"Noor, week 9", "Noor, week 10"} < set(asked.labels)
    await site.house.chat(site.ria, "ja")
    again = site.house.last(site.ria)
    assert (again.text, again.labels) == (asked.text, asked.labels)
    await site.house.press(site.ria, again.button("Noor, week 9"))
    assert "vr 7 → 6" in site.house.last(site.ria).text


async def test_a_yes_to_which_week_of_days_ago_names_nobody_again(site: Site) -> None:
    await site.house.week(site.noors, [8, 8, 8, 8, 7], monday=WEEK_9)
    await site.house.remind()
    await site.house.chat(site.ria, "Noor vrijdag 6")
    asked = site.house.last(site.ria)
    site.house.now += timedelta(days=2)
    await site.house.chat(site.ria, "ja")
    later = site.house.last(site.ria)
    assert later.text != asked.text
    assert not {"Noor, week 9", "Noor, week 10"} & set(later.labels)


async def test_what_is_left_open_behind_what_was_taken_back_stands_as_in_the_list(site: Site) -> None:
    await site.house.week(site.noors, [8, 8, 8, 8, 7], monday=WEEK_9)
    await site.house.remind()
    for words in ("3 akkoord", "oeps", "1 en 3 nog niet goedkeuren"):
        await site.house.chat(site.ria, words)
    said = site.house.last(site.ria).text
    assert said.index("1. Daan Bos, week 10") < said.index("3. Noor Visser, week 10")
