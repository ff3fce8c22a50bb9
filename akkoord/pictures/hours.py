"""The hours of a placement as bars: one a week, its states one upon another, against the hours agreed for a week."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from unicodedata import normalize

from akkoord.pictures.shapes import Box, Drawing, Line, Measure, Pattern, Shape, Sign, Text, space_of
from core.charts import Chart, ChartWeek
from core.languages import LANGUAGES
from core.wording_filters import Filters

WIDTH = 1080
LEFT, RIGHT = 86, WIDTH - 34
MARGIN = 34
TOP, PLOT_HEIGHT = 236, 370
HEADROOM = 68
TITLES, TEXT, SMALL = (40, 36, 32), 27, 25
INK, MUTED, GRID = "#1d2320", "#535c57", "#dde2de"
LATER, HOLIDAY, HOLIDAY_INK = "#f1f4f0", "#e9ecec", "#aab2b0"
WARNING = "#a8003b"
# From the bottom up: what stands for a state, told apart by pattern and by light and dark as well as by colour.
STATES = (
    ("approved", "#0b6b4f", Pattern.PLAIN, "#0b6b4f"),
    ("waiting", "#fff3cc", Pattern.STRIPES, "#b07d00"),
    ("returned", "#c2550a", Pattern.DOTS, "#ffffff"),
)
STEPS = (60, 120, 240, 300, 600, 1200, 2400, 6000)
MOST_STEPS = 6
WIDEST_BAR, BAR_SHARE = 92, 0.7
SIGN = 30
CAP = 6
GAP = 8


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the bars stand. pitch: pixels a week. most: minutes at the top."""

    pitch: float
    most: int
    floor: float

    def x(self, index: float) -> float:
        """Give the left side of a week, by its place."""
        return LEFT + index * self.pitch

    def y(self, minutes: float) -> float:
        """Give the height of so many minutes."""
        return self.floor - minutes / self.most * PLOT_HEIGHT


def draw_hours(chart: Chart, measure: Measure, *, knows: Callable[[str], bool]) -> Drawing:
    """Lay out a chart of hours; what does not occur in it is not explained in it either.

    knows: says whether all of these letters can be written.
    """
    highest = max(chart.limit, *(week.minutes for week in chart.weeks), 60)
    plot = Plot((RIGHT - LEFT) / len(chart.weeks), highest, TOP + PLOT_HEIGHT)
    legend, height = _legend(chart, plot.floor + 160, measure)
    shapes: list[Shape] = [
        *_heading(chart, measure, knows),
        *_ground(chart, plot, measure),
        *_scale(chart, plot),
        *_bars(chart, plot),
        *_limit(chart, plot),
        *_signs(chart, plot, measure),
        *_weeks(chart, plot, measure),
        *_months(chart, plot, measure),
        *legend,
    ]
    return Drawing(WIDTH, round(height), tuple(shapes))


def shortened(words: str, size: int, *, most: float, measure: Measure, bold: bool = False) -> str:
    """Cut words that are wider than there is room for, and show it."""
    if measure(words, size, bold=bold) <= most:
        return words
    while words and measure(f"{words}…", size, bold=bold) > most:
        words = words[:-1].rstrip()
    return f"{words}…"


def _heading(chart: Chart, measure: Measure, knows: Callable[[str], bool]) -> Iterator[Shape]:
    """Write whose hours these are; a name in letters that the font lacks is left to the words beside the picture."""
    name, heading, totals = normalize("NFC", chart.student), chart.words["heading"], chart.words["totals"]
    title, below = (name, f"{heading} · {totals}") if name and knows(name) else (heading, totals)
    room = WIDTH - 2 * MARGIN
    size = next((size for size in TITLES if measure(title, size, bold=True) <= room), TITLES[-1])
    yield Text(MARGIN, 62, shortened(title, size, most=room, bold=True, measure=measure), size, INK, bold=True)
    yield Text(MARGIN, 104, shortened(below, TEXT, most=room, measure=measure), TEXT, MUTED)


def _ground(chart: Chart, plot: Plot, measure: Measure) -> Iterator[Shape]:
    """Shade the weeks to come, and hatch the holidays: each a fifth of its week, so that whole weeks run together."""
    top = TOP - HEADROOM
    past = [index for index, week in enumerate(chart.weeks) if week.monday <= chart.today or week.minutes]
    now = max(past, default=-1) + 1
    if now < len(chart.weeks):
        yield Box(plot.x(now), top, RIGHT, plot.floor, LATER)
    for first, last in _runs(chart.weeks):
        yield Box(
            plot.x(first / 5), top, plot.x(last / 5), plot.floor, HOLIDAY, Pattern.HATCH, HOLIDAY_INK, means="holiday"
        )
    if now < len(chart.weeks):
        words = chart.words["to_come"]
        width = measure(words, SMALL)
        if width + 2 * GAP <= RIGHT - plot.x(now):
            yield Box(plot.x(now) + 2, top + 2, plot.x(now) + width + 2 * GAP, top + 36, LATER)
            yield Text(plot.x(now) + GAP, top + 27, words, SMALL, MUTED)


def _runs(weeks: Sequence[ChartWeek]) -> list[tuple[int, int]]:
    """Join holidays that follow each other, weekends left out: first and behind the last, counted in working days."""
    days = [5 * index + day for index, week in enumerate(weeks) for day in week.holidays]
    breaks = [at for at, (one, next_one) in enumerate(pairwise(days), 1) if next_one > one + 1]
    edges = [0, *breaks, len(days)]
    return [(days[begin], days[end - 1] + 1) for begin, end in pairwise(edges) if end > begin]


def _scale(chart: Chart, plot: Plot) -> Iterator[Shape]:
    filters = Filters(chart.language)
    step = next((step for step in STEPS if plot.most / step <= MOST_STEPS), STEPS[-1])
    for minutes in range(0, plot.most + 1, step):
        y = plot.y(minutes)
        if minutes:
            yield Line(LEFT, y, RIGHT, y, GRID, 2)
        if not chart.limit or abs(y - plot.y(chart.limit)) > SMALL:
            yield Text(LEFT - 12, y + 9, filters.hours(minutes), SMALL, MUTED, anchor="r")
    if chart.limit:
        yield Text(LEFT - 12, plot.y(chart.limit) + 9, filters.hours(chart.limit), SMALL, INK, bold=True, anchor="r")
    yield Line(LEFT, plot.floor, RIGHT, plot.floor, INK, 3)
    yield Text(MARGIN, TOP - HEADROOM - 10, chart.words["unit"], SMALL, MUTED)


def _bar(plot: Plot, index: int) -> tuple[float, float]:
    width = min(WIDEST_BAR, max(4.0, round(plot.pitch * BAR_SHARE)))
    left = round(plot.x(index) + (plot.pitch - width) / 2)
    return left, left + width


def _bars(chart: Chart, plot: Plot) -> Iterator[Shape]:
    for index, week in enumerate(chart.weeks):
        left, right = _bar(plot, index)
        below = 0
        for state, fill, pattern, ink in STATES:
            minutes: int = getattr(week, state)
            if minutes:
                top, bottom = plot.y(below + minutes), plot.y(below) - (2 if below else 0)
                yield Box(left, top, right, bottom, fill, pattern, ink, means=state)
            below += minutes
        if chart.is_over(week):
            yield Box(left, plot.y(below) - CAP, right, plot.y(below), WARNING, means="over")


def _limit(chart: Chart, plot: Plot) -> Iterator[Shape]:
    if chart.limit:
        y = plot.y(chart.limit)
        yield Line(LEFT, y, RIGHT, y, INK, 3, dashed=True, means="limit")


def _signs(chart: Chart, plot: Plot, measure: Measure) -> Iterator[Shape]:
    """Write the hours on top of each bar where all of them have room, and put a sign above what is over the limit."""
    filters = Filters(chart.language)
    worked = [(index, week, filters.hours(week.minutes)) for index, week in enumerate(chart.weeks) if week.minutes]
    has_room = all(measure(hours, SMALL, bold=True) + GAP <= plot.pitch for _, _, hours in worked)
    size = min(SIGN, plot.pitch * 0.94)
    for index, week, hours in worked:
        left, right = _bar(plot, index)
        middle, is_over = (left + right) / 2, chart.is_over(week)
        top = plot.y(week.minutes) - GAP - (CAP if is_over else 0)
        if has_room:
            if top - SMALL < plot.y(chart.limit) < top + GAP and not is_over:
                top = plot.y(chart.limit) - GAP  # the line must not run through the number
            yield Text(middle, top, hours, SMALL, WARNING if is_over else INK, bold=is_over, anchor="m")
            top -= SMALL
        if is_over:
            yield Sign(middle, top, size, means="over")


def _weeks(chart: Chart, plot: Plot, measure: Measure) -> Iterator[Shape]:
    """Number the weeks; where they stand close, only every second, fifth or tenth."""
    yield Text(MARGIN, plot.floor + 38, chart.words["week"], SMALL, MUTED)
    widest = measure("00", SMALL) + 2 * GAP
    every = next((n for n in (1, 2, 5, 10) if plot.pitch * n >= widest), 10)
    reached = MARGIN + measure(chart.words["week"], SMALL) + GAP
    for index, week in enumerate(chart.weeks):
        number = week.monday.isocalendar().week
        if every > 1 and number % every:
            continue
        text = Text(plot.x(index + 0.5), plot.floor + 38, str(number), SMALL, INK, anchor="m")
        left, _, right, _ = space_of(text, measure)
        if left >= reached:
            reached = right + GAP
            yield text


def _months(chart: Chart, plot: Plot, measure: Measure) -> Iterator[Shape]:
    """Name the months, and the years below them, as far as there is room; a week is where its Thursday is."""
    names = LANGUAGES[chart.language].written.short_months
    days = [week.monday + timedelta(days=3) for week in chart.weeks]
    by_month = groupby(enumerate(days), key=lambda day: (day[1].year, day[1].month))
    by_year = groupby(enumerate(days), key=lambda day: (day[1].year, 0))
    for grouped, y in ((by_month, plot.floor + 76), (by_year, plot.floor + 108)):
        spans = [(key, next(days)[0]) for key, days in grouped]
        for place, ((year, month), first) in enumerate(spans):
            is_last = place == len(spans) - 1
            x, end = plot.x(first), WIDTH - GAP if is_last else plot.x(spans[place + 1][1])
            if place and month:
                yield Line(x, y - 24, x, y + 2, GRID, 3)
            words = names[month - 1] if month else str(year)
            left = x + (GAP if place else 0)
            if left + measure(words, SMALL) + (0 if is_last else GAP) <= end:
                yield Text(left, y, words, SMALL, MUTED)


def _legend(chart: Chart, y: float, measure: Measure) -> tuple[list[Shape], float]:
    """Explain what occurs, on as many lines as it takes. Gives the picture's height too."""
    shapes: list[Shape] = []
    x = float(MARGIN)
    for means in _occurring(chart):
        words = chart.words[means]
        width = 52 + measure(words, TEXT)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = float(MARGIN), y + 46
        shapes += [_sample(means, x, y), Text(x + 52, y, words, TEXT, INK)]
        x += width + 36
    return shapes, y + 36


def _occurring(chart: Chart) -> list[str]:
    found = [state for state, *_ in STATES if any(getattr(week, state) for week in chart.weeks)]
    found += ["limit"] if chart.limit else []
    found += ["over"] if any(chart.is_over(week) for week in chart.weeks) else []
    return found + (["holiday"] if any(week.holidays for week in chart.weeks) else [])


def _sample(means: str, x: float, y: float) -> Shape:
    top, bottom = y - 23, y + 5
    if means == "limit":
        return Line(x, y - 9, x + 41, y - 9, INK, 3, dashed=True)
    if means == "over":
        return Sign(x + 20, bottom, SIGN)
    if means == "holiday":
        return Box(x, top, x + 40, bottom, HOLIDAY, Pattern.HATCH, HOLIDAY_INK)
    fill, pattern, ink = next(rest for state, *rest in STATES if state == means)
    return Box(x, top, x + 40, bottom, fill, Pattern(pattern), ink)
