"""A picture of hours: what stands in it, that nothing covers anything else, and that a message never waits for it."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akkoord.pictures import making
from akkoord.pictures.drawing import knows, measure
from akkoord.pictures.hours import STATES, draw_hours
from akkoord.pictures.making import illustrated, picture_of
from akkoord.pictures.shapes import Box, Drawing, Line, Pattern, Sign, Text, space_of
from core.charts import Chart, chart_of
from core.incoming import Channel
from core.outgoing import Outgoing
from core.wording import Said
from tests.charts import chart, facts
from tests.house import WORDING
from tests.real.fake_telegram.sent import png_size

HOURS = st.sampled_from([0, 0.25, 8, 24, 33.25, 36, 38, 39.75, 40, 44.5, 60, 167])


def drawn(shown: Chart) -> Drawing:
    return draw_hours(shown, measure, knows=knows)


def words(drawing: Drawing) -> list[str]:
    return [shape.words for shape in drawing.shapes if isinstance(shape, Text)]


def boxes(drawing: Drawing, means: str) -> list[Box]:
    return [shape for shape in drawing.shapes if isinstance(shape, Box) and shape.means == means]


def signs(drawing: Drawing) -> list[Sign]:
    return [shape for shape in drawing.shapes if isinstance(shape, Sign) and shape.means == "over"]


def outgoing(shown: Chart | None) -> Outgoing:
    said = Said("<p>Dag</p>", "Dag")
    return Outgoing(1, "desk.answer", Channel.CHAT, "7", "a" * 26, "nl", said, chart=shown)


def test_each_week_is_a_bar_of_its_states_upon_each_other_to_one_scale() -> None:
    drawing = drawn(chart([40], [16, 24], [10, 0, 30], []))
    (first, second, third), (waiting,), (returned,) = (boxes(drawing, state) for state, *_ in STATES)
    assert waiting.bottom < second.top
    assert returned.bottom < third.top
    assert first.bottom - first.top == pytest.approx(second.bottom - waiting.top)
    assert waiting.top == pytest.approx(returned.top)
    assert first.left < second.left < third.left


def test_states_are_told_apart_by_pattern_as_well_as_colour() -> None:
    assert len({pattern for _, _, pattern, _ in STATES}) == len({fill for _, fill, _, _ in STATES}) == 3


def test_a_week_over_the_limit_has_a_sign_and_its_bar_a_coloured_cap() -> None:
    drawing = drawn(chart([40], [40.25], [20, 30]))
    assert len(signs(drawing)) == len(boxes(drawing, "over")) == 2
    assert "meer dan afgesproken" in words(drawing)
    assert "44,5" in words(drawn(chart([44.5])))


def test_the_agreed_hours_are_a_line_at_their_own_height() -> None:
    drawing = drawn(chart([40], [20]))
    (line,) = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.means == "limit"]
    assert line.dashed
    assert line.top == line.bottom == boxes(drawing, "approved")[0].top
    assert "afgesproken: 40 uur per week" in words(drawing)


def test_holidays_are_hatched_on_their_days_and_whole_weeks_run_together() -> None:
    shown = chart([8], [], [], [32])
    every = (0, 1, 2, 3, 4)
    weeks = [replace(week, holidays=days) for week, days in zip(shown.weeks, [(), every, every, (0,)], strict=True)]
    (long,) = boxes(drawn(replace(shown, weeks=tuple(weeks))), "holiday")
    weeks[3] = replace(weeks[3], holidays=(4,))
    both = boxes(drawn(replace(shown, weeks=tuple(weeks))), "holiday")
    day = (long.right - long.left) / 11
    assert [round((each.right - each.left) / day) for each in both] == [10, 1]
    assert all(each.pattern is Pattern.HATCH for each in both)


def test_only_what_occurs_is_explained() -> None:
    told = words(drawn(chart([8], [8], limit=0, agreed=0)))
    for absent in ("wacht op akkoord", "te verbeteren", "vakantie of vrije dag", "meer dan afgesproken", "nog te gaan"):
        assert absent not in told
    assert not [each for each in told if each.startswith("afgesproken")]
    assert "akkoord" in told


def test_it_is_said_in_english_too() -> None:
    told = words(drawn(chart([44.5], [8, 4, 4], language="en-GB", first=date(2026, 3, 2), today="2026-03-02")))
    assert {"44.5", "approved", "waiting for approval", "to be corrected", "agreed: 40 hours a week"} <= set(told)
    assert {"Mar", "2026", "Noor Visser", "Hours a week · 80 hours approved of the 160 hours in the agreement"} <= {
        *told
    }


def test_weeks_that_are_to_come_are_shown_as_such() -> None:
    shown = chart(*[[40]] * 3, *[[]] * 9, today="2025-09-20")
    assert "nog te gaan" in words(drawn(shown))
    assert "nog te gaan" not in words(drawn(replace(shown, today=date(2025, 12, 1))))


def test_a_picture_holds_no_name_when_the_facts_hold_none() -> None:
    shown = chart([40], student="")
    assert "Uren per week" in words(drawn(shown))
    assert shown.words["alt"].startswith("Staafdiagram van de uren per week, week 36 van 2025")
    assert shown.words["caption"] == "Uren per week. De getallen staan hieronder."
    nameless = {name: value for name, value in facts([40]).items() if name != "student"}
    assert chart_of({"chart": nameless}, WORDING, "nl") == shown


@pytest.mark.parametrize(("name", "is_written"), [("Çelik Ünal-Łukasz", True), ("Ирина Ελένη", True), ("سارة", False)])
def test_a_name_that_cannot_be_written_is_left_to_the_words_beside_it(name: str, *, is_written: bool) -> None:
    assert (name in words(drawn(chart([40], student=name)))) == is_written


def test_a_long_name_is_made_smaller_and_then_cut() -> None:
    name = "Maximiliaan-Alexander Ferdinand van den Heuvel-Oosterwijk tot Nispen"
    (title,) = [each for each in words(drawn(chart([40], student=name))) if each.startswith("Maximiliaan")]
    assert title.endswith("…")
    assert name.startswith(title[:-1])
    assert name[:50] in words(drawn(chart([40], student=name[:50])))


@settings(max_examples=60)
@given(
    weeks=st.lists(st.tuples(HOURS, HOURS, HOURS), min_size=1, max_size=53),
    more=st.fixed_dictionaries(
        {
            "limit": st.sampled_from([0, 480, 1920, 2280, 2400, 2445]),
            "student": st.sampled_from(["", "Bo", "Noor " * 20]),
            "today": st.sampled_from(["2025-08-01", "2025-11-11", "2026-12-01"]),
        }
    ),
    first=st.sampled_from([date(2025, 9, 1), date(2025, 12, 22), date(2026, 1, 26), date(2020, 12, 28)]),
    language=st.sampled_from(["nl", "en"]),
)
def test_no_words_or_signs_cover_each_other_or_leave_the_picture(
    weeks: list[tuple[float, float, float]], more: dict[str, object], first: date, language: str
) -> None:
    drawing = drawn(chart(*weeks, first=first, language=language, **more))
    texts = [space_of(shape, measure) for shape in drawing.shapes if isinstance(shape, Text)]
    marks = [
        (one.middle - one.size / 2, one.bottom - 0.9 * one.size, one.middle + one.size / 2, one.bottom)
        for one in signs(drawing)
    ]
    for left, top, right, bottom in texts + marks:
        assert left >= 0
        assert top >= 0
        assert right <= drawing.width
        assert bottom <= drawing.height
    for one, other in combinations(texts + marks, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


def test_a_number_on_a_bar_is_not_struck_through_by_the_agreed_hours() -> None:
    for hours in (36.0, 37.0, 38.0, 39.0, 39.75, 40.0):
        drawing = drawn(chart([hours], [8]))
        (line,) = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.means == "limit"]
        number = f"{hours:g}".replace(".", ",")
        written = [shape for shape in drawing.shapes if isinstance(shape, Text) and shape.words == number]
        text = min((shape for shape in written if shape.anchor == "m"), key=lambda shape: shape.y)
        _, top, _, _ = space_of(text, measure)
        assert not top < line.top < text.y + 2, hours


def test_the_same_facts_always_become_the_same_small_picture() -> None:
    shown = chart(*[[8, 6, 30]] * 40)
    first, second = picture_of(shown), picture_of(shown)
    assert first.png == second.png
    assert len(first.png) < 60_000
    assert png_size(first.png)[0] == drawn(shown).width
    assert picture_of(chart(*[[8, 6, 31]] * 40)).png != first.png


def test_the_picture_in_words_tells_the_most_and_which_weeks_are_over() -> None:
    alt = chart([41], [], [8], [44.5]).words["alt"]
    assert "week 36 van 2025 tot en met week 39 van 2025: 3 weken met uren, hoogste 44,5 uur" in alt
    assert "2 weken boven de 40 uur (week 36 en week 39)" in alt
    assert "20 weken boven de 40 uur." in chart(*[[41]] * 20).words["alt"]
    assert "no week over 40 hours" in chart([40], language="en").words["alt"]


def test_two_charts_in_one_message_are_none() -> None:
    two = {"parts": [{"facts": {"chart": facts([8])}}, {"facts": {"chart": facts([8])}}]}
    assert chart_of(two, WORDING, "nl") is None
    assert chart_of({"parts": [{"facts": {"chart": None}}]}, WORDING, "nl") is None


async def test_a_message_with_a_chart_gets_its_picture_off_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(shown: Chart) -> object:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        seen.append(shown)
        return picture_of(shown)

    monkeypatch.setattr(making, "picture_of", look)
    message = outgoing(chart([8]))
    made = await illustrated(message)
    assert seen == [message.chart]
    assert made.picture is not None
    assert replace(made, picture=None) == message
    assert await illustrated(outgoing(None)) == outgoing(None)


@pytest.mark.parametrize("fault", [ImportError("no PIL"), OSError("no font"), ValueError("odd")])
async def test_a_message_goes_without_its_picture_when_drawing_fails(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(_shown: Chart) -> None:
        raise fault

    monkeypatch.setattr(making, "picture_of", fail)
    message = outgoing(chart([8]))
    assert await illustrated(message) == message


def test_the_service_starts_without_the_drawing_library() -> None:
    program = (
        "import sys; sys.modules['PIL'] = None\n"
        "import asyncio, akkoord.service\n"
        "from akkoord.pictures.making import illustrated\n"
        "from tests.akkoord.test_pictures import chart, outgoing\n"
        "assert asyncio.run(illustrated(outgoing(chart([8])))).picture is None\n"
    )
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "Pillow is not installed" in run.stdout
