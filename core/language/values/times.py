"""Read times of day beside a day: "van half 9 tot 2", "om half vier", "7:30-15:30 met half uur pauze"."""

from dataclasses import dataclass, replace

from core.language.values.hours import read_hours
from core.language.vocabulary.said import Said

HOUR = 60
NOON = 12 * HOUR
DAY = 24 * HOUR
LONGEST_DAY = 14 * HOUR
MOST_LATE = 4 * HOUR
LEAST_WORKED = 3 * HOUR
TWO_DIGITS = 2
TIME_SIGNS = frozenset({":", "u", "h", "."})
OPENINGS = frozenset(
    {"time_since", "time_until", "time_at", "time_less", "time_without", "break", "half_to", "half_past"}
    | {"quarter_to", "quarter_past", "half_hour", "quarter", "three_quarters", "one_hour", "one_and_a_half"}
    | {"number", "clock_name"}
)
BOUNDS = ("time_since", "time_until", "time_at")
BOUNDING = frozenset(BOUNDS)
WORDED = frozenset({"half_to", "half_past", "quarter_to", "quarter_past", "clock_name"})
# Behind a whole number these make an amount of it.
MEASURES = frozenset({"hour", "minute", "and_a_half"})


@dataclass(frozen=True, slots=True)
class Clock:
    """One time of day. minute: of the day. is_told: it can't be a number of something else. is_set: so is its half."""

    length: int
    minute: int
    is_told: bool
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """When someone was there. since, until, at: minutes of the day, None when not said; an `at` needs a verb of coming.

    rest: minutes of break, None when nothing was said of one. is_vague: about then. is_held: "pas om", "niet voor".
    is_late: how much later someone came or earlier they left, which is no amount of hours. is_off: the break is to be
    taken off ("8 hours minus half an hour lunch").
    """

    length: int
    since: int | None = None
    until: int | None = None
    at: int | None = None
    rest: int | None = None
    is_vague: bool = False
    is_held: bool = False
    is_late: bool = False
    is_off: bool = False

    @property
    def is_break(self) -> bool:
        """Say whether it is no more than a break."""
        return self.since is None and self.until is None and self.at is None and not self.is_late

    @property
    def span(self) -> int | None:
        """Give the minutes between begin and end, the break in it; None unless both were said."""
        if self.since is None or self.until is None or self.is_vague:
            return None
        is_day = self.until < DAY and 0 < self.until - self.since <= LONGEST_DAY
        return self.until - self.since if is_day else None

    @property
    def minutes(self) -> int | None:
        """Give what was worked; None unless begin, end and break were said, if only that there was none."""
        span = self.span
        return span - self.rest if span is not None and self.rest is not None and self.rest < span else None

    def with_more(self, other: "Times") -> "Times | None":
        """Add what was said beside it; None where both say the same sort of thing."""
        pairs = ((self.since, other.since), (self.until, other.until), (self.at, other.at), (self.rest, other.rest))
        if any(one is not None and two is not None for one, two in pairs):
            return None
        since, until, at, rest = (two if one is None else one for one, two in pairs)
        since, until = _in_order(since, until)
        return replace(self, since=since, until=until, at=at, rest=rest, is_vague=self.is_vague or other.is_vague)


def read_times(said: Said, at: int) -> Times | None:
    """Read the times of day that start at a token, with the break behind them; None when there are none."""
    if not _may_begin(said, at):
        return None
    found = _shifts(said, at) or _bound(said, at)
    if found is None:
        return read_break(said, at) or _lateness(said, at)
    if found.until is None or found.since is None:
        return found
    behind = at + found.length
    opening = said.tokens[behind].folded if behind < len(said.tokens) else ""
    skipped = 1 if opening in {",", "("} else 0
    rest = read_break(said, behind + skipped)
    if rest is None:
        return found
    closing = behind + skipped + rest.length
    closed = opening == "(" and closing < len(said.tokens) and said.tokens[closing].folded == ")"
    return replace(found, length=closing + closed - at, rest=rest.rest)


def _shifts(said: Said, at: int) -> Times | None:
    """Read a range, or several of one day: what lies between "9-12 en 13-17" is a break."""
    found = _range(said, at)
    while found is not None and found.until is not None and found.since is not None:
        behind = at + found.length
        comma = behind < len(said.tokens) and said.tokens[behind].folded in {",", "/", ";"}
        joint = comma + said.has(behind + comma, "list_and")
        more = _range(said, behind + joint) if joint else None
        if more is None or more.since is None or more.until is None or not found.until <= more.since < more.until:
            return found
        rest = (found.rest or 0) + more.since - found.until
        found = Times(found.length + joint + more.length, found.since, more.until, rest=rest)
    return found


def _lateness(said: Said, at: int) -> Times | None:
    """Read how much later someone came, or earlier they went: "een uur te laat", "half an hour early"."""
    amount = read_hours(said, at) if "lateness" in said.labels else None
    if amount is None or amount.minutes is None or amount.plain or amount.minutes > MOST_LATE:
        return None
    word = said.has(at + amount.length, "lateness")
    return Times(amount.length + word, is_late=True) if word else None


def _may_begin(said: Said, at: int) -> bool:
    """Say whether a token is one that times can begin with; most words are none."""
    return said.is_number(at) or said.has_any(at, OPENINGS)


def read_break(said: Said, at: int) -> Times | None:
    """Read what a break took: "met een half uur pauze", "pauze 30 min", "zonder middagpauze"."""
    if "break" not in said.labels:
        return None
    without = said.has(at, "time_without")
    if without:
        word = said.has(at + without, "break")
        return Times(without + word, rest=0) if word else None
    lead = said.has(at, "time_less")
    amount = read_hours(said, at + lead)
    if amount is not None and amount.minutes is not None and not amount.plain and amount.minutes < LONGEST_DAY:
        word = said.has(at + lead + amount.length, "break")
        is_off = said.has(at, "time_off") > 0
        return Times(lead + amount.length + word, rest=amount.minutes, is_off=is_off) if word else None
    word = said.has(at + lead, "break")
    if not word:
        return None
    length = lead + word + said.has(at + lead + word, "time_of")
    amount = read_hours(said, at + length)
    if amount is None or amount.minutes is None or amount.plain or amount.minutes >= LONGEST_DAY:
        return None
    return Times(length + amount.length, rest=amount.minutes)


def read_clock(said: Said, at: int, *, is_begin: bool = False) -> Clock | None:
    """Read one time of day: "7:30", "half 8", "kwart over vier", "half past two", "tien voor half 5", "3 pm", "8".

    is_begin: an end may follow, so that the "ten to four" of "from ten to four" is no time.
    """
    found = _worded(said, at) or (None if is_begin else _few_from(said, at)) or _in_digits(said, at)
    return None if found is None else _in_its_half(said, at, found)


def _range(said: Said, at: int) -> Times | None:
    """Read "van 8 tot half 5". Two bare numbers are a range only behind a "van" and before a "tot"."""
    lead = said.has(at, "time_since")
    first = read_clock(said, at + lead, is_begin=True) if "time_through" in said.labels else None
    if first is None:
        return None
    joint = at + lead + first.length
    through = said.has(joint, "time_through")
    last = read_clock(said, joint + through) if through else None
    if last is None or not _is_range(said, at, joint, lead=lead, ends=(first, last)):
        return None
    length = joint + through + last.length - at
    is_set = last.is_set or last.minute >= NOON + HOUR
    since, until = _in_order(first.minute, last.minute, is_set=is_set)
    return Times(length, since, until)


def _is_range(said: Said, at: int, joint: int, *, lead: int, ends: tuple[Clock, Clock]) -> bool:
    """Say whether two times are a begin and an end, and not two amounts, two weeks or two numbers of a list."""
    first, last = ends
    if said.has(joint, "time_till"):
        # "Dinsdag 7 tot 15u30": so long after the first, the second can be no amount.
        is_end = _is_behind_day(said, at) and last.minute - first.minute >= LEAST_WORKED
        is_end = is_end and (last.is_told or last.minute >= NOON + HOUR)
        return bool(lead) or first.is_told or is_end or (last.is_told and last.minute < first.minute)
    is_later = last.minute >= NOON + HOUR or last.is_set or first.is_set
    is_wrapped = last.minute < first.minute and (_is_behind_day(said, at) or bool(lead))
    if said.has(joint, "time_to"):
        # "From 8 to 6" and "from 7:30 to 7:00" may change an amount.
        has_break = read_break(said, joint + said.has(joint, "time_through") + last.length) is not None
        return is_later or has_break or not _may_be_amount(said, joint, last) or (is_wrapped and not lead)
    if _is_behind_day(said, at) or lead:
        has_break = read_break(said, joint + said.has(joint, "time_through") + last.length) is not None
        is_long = last.minute - first.minute >= 3 * HOUR and first.length > 1 and last.length > 1
        is_later = is_later and last.minute > first.minute
        if is_later or is_long or (has_break and (is_wrapped or last.minute > first.minute)):
            return True
    return (first.is_told or last.is_told) and (is_later or is_wrapped or last.minute > first.minute)


def _may_be_amount(said: Said, joint: int, last: Clock) -> bool:
    return (said.is_number(joint + said.has(joint, "time_through")) or not last.is_told) and last.minute < NOON


def _is_behind_day(said: Said, at: int) -> bool:
    return at > 0 and (
        any(said.value(at - 1, sort) is not None for sort in ("day", "relative_day"))
        or said.tokens[at - 1].folded == ":"
    )


def _bound(said: Said, at: int) -> Times | None:
    """Read "tot half vier", "vanaf 9 uur", "pas om kwart voor acht"; without a lead only what can be nothing else."""
    for label in BOUNDS if said.has_any(at, BOUNDING) else ():
        lead = said.has(at, label)
        clock = read_clock(said, at + lead) if lead else None
        if clock is None or (label == "time_since" and not (clock.is_told or said.has(at, "time_from_on"))):
            continue
        if _is_counted(said, at + lead, clock) or _is_half_a_range(said, at + lead + clock.length):
            continue
        length = lead + clock.length
        is_held = said.has(at, "time_held") > 0
        is_vague = said.has(at, "time_vague") > 0
        since = clock.minute if label == "time_since" else None
        until = clock.minute if label == "time_until" else None
        moment = clock.minute if label == "time_at" else None
        return Times(length, since, until, moment, is_vague=is_vague, is_held=is_held)
    clock = read_clock(said, at) if not said.is_number(at) else None
    if clock is None or not clock.is_told or (said.has(at, "half_to") and not _comes_or_goes(said, at, clock.length)):
        # "Half 8" is a time of day to one and an amount of hours to another.
        return None
    return Times(clock.length, at=clock.minute)


def _comes_or_goes(said: Said, at: int, length: int) -> bool:
    return any(said.has(beside, "clocking") for beside in (at + length, at + length + 1, at - 1) if beside >= 0)


def _is_counted(said: Said, at: int, clock: Clock) -> bool:
    """Say whether a bare number behind a "tot" goes on as a date, a week or a range: "tot 4 maart", "tot 4 en 5"."""
    if clock.is_told:
        return False
    behind = at + clock.length
    return said.value(behind, "month") is not None or said.is_near(behind, "/") or said.is_near(behind, "-")


def _is_half_a_range(said: Said, behind: int) -> bool:
    """Say whether an end follows that was not taken for one: "from 7:30 to 7" changes an amount."""
    through = said.has(behind, "time_through")
    return through > 0 and read_clock(said, behind + through) is not None


def _in_digits(said: Said, at: int) -> Clock | None:
    if not said.is_number(at):
        found = said.value(at, "number")
        if found is None or found[0] != 1 or not 0 < found[1] <= 24:  # noqa: PLR2004 - hours of a day
            return None
        return _whole_hour(said, at, found[1])
    digits = said.digits(at)
    if len(digits) > TWO_DIGITS or int(digits) > 24:  # noqa: PLR2004 - hours of a day
        return None
    sign = said.tokens[at + 1].folded if at + 1 < len(said.tokens) else ""
    if sign in TIME_SIGNS and said.tokens[at + 1].near and said.near_number(at + 2):
        after = said.digits(at + 2)
        if len(after) != TWO_DIGITS or int(after) >= HOUR or (said.is_near(at + 3, ",") and said.near_number(at + 4)):
            return None
        word = said.has(at + 3, "clock_word")
        return Clock(3 + word, (int(digits) * HOUR + int(after)) % DAY, is_told=True)
    is_decimal = sign in {",", "."} and said.tokens[at + 1].near and said.near_number(at + 2)
    return None if is_decimal else _whole_hour(said, at, int(digits))


def _whole_hour(said: Said, at: int, hour: int) -> Clock | None:
    """Give a time of a whole number, unless it goes on as an amount: "8 hours", "8 en een half", "20 minuten"."""
    word = said.has(at + 1, "clock_word")
    is_amount = not word and said.has_any(at + 1, MEASURES)
    return None if is_amount else Clock(1 + word, hour * HOUR % DAY, is_told=False)


def _worded(said: Said, at: int) -> Clock | None:
    """Read a time by its half or quarter hour, or by minutes before or after one of these."""
    if not said.has_any(at, WORDED):
        return None
    for label, shift in (("half_to", -30), ("half_past", 30), ("quarter_to", -15), ("quarter_past", 15)):
        lead = said.has(at, label)
        hour = _hour(said, at + lead) if lead else None
        if hour is not None:
            length = lead + hour[0]
            return Clock(length + said.has(at + length, "clock_word"), (hour[1] * HOUR + shift) % DAY, is_told=True)
    noon = said.value(at, "clock_name")
    return None if noon is None else Clock(noon[0], noon[1] * HOUR % DAY, is_told=True, is_set=True)


def _few_from(said: Said, at: int) -> Clock | None:
    """Read "tien voor half 5"; the "10 to 4" of digits is a range to many."""
    few = _few_minutes(said, at)
    if few is None:
        return None
    for label, sign in (("minutes_to", -1), ("minutes_past", 1)):
        around = at + few[0] + said.has(at + few[0], label)
        whole = (_worded_half(said, around) or _whole(said, around)) if around > at + few[0] else None
        is_range = said.is_number(at) and few[0] == 1 and said.has(at + 1, "time_to") > 0
        if whole is not None and not is_range:
            return Clock(around + whole.length - at, (whole.minute + sign * few[1]) % DAY, is_told=True)
    return None


def _worded_half(said: Said, at: int) -> Clock | None:
    lead = said.has(at, "half_to")
    hour = _hour(said, at + lead) if lead else None
    return None if hour is None else Clock(lead + hour[0], (hour[1] * HOUR - 30) % DAY, is_told=True)


def _whole(said: Said, at: int) -> Clock | None:
    hour = _hour(said, at)
    return None if hour is None else Clock(hour[0], hour[1] * HOUR % DAY, is_told=True)


def _few_minutes(said: Said, at: int) -> tuple[int, int] | None:
    """Read the "tien" of "tien voor half 5"."""
    number = said.value(at, "number")
    if said.is_number(at) and len(said.digits(at)) <= TWO_DIGITS:
        number = (1, int(said.digits(at)))
    if number is None or not 0 < number[1] < 30:  # noqa: PLR2004 - half an hour
        return None
    unit = said.has(at + number[0], "minute")
    return (number[0] + unit, number[1]) if unit or number[1] % 5 == 0 else None


def _hour(said: Said, at: int) -> tuple[int, int] | None:
    """Read the whole hour behind "half" or "kwart voor"; what goes on as a decimal or a clock is none."""
    if said.is_number(at):
        is_more = any(said.is_near(at + 1, sign) for sign in (",", ".", ":")) and said.near_number(at + 2)
        is_hour = len(said.digits(at)) <= TWO_DIGITS and not is_more and 0 < int(said.digits(at)) <= 24  # noqa: PLR2004 - hours of a day
        return (1, int(said.digits(at))) if is_hour else None
    found = said.value(at, "number")
    return found if found is not None and found[0] == 1 and 0 < found[1] <= 12 else None  # noqa: PLR2004 - a clock's hours


def _in_its_half(said: Said, at: int, clock: Clock) -> Clock:
    """Read "pm" or "'s middags" behind a time; where it belies the hour it is left alone."""
    behind = at + clock.length
    half = said.value(behind, "half_of_day")
    if half is None or clock.minute >= NOON + HOUR:
        return clock
    hour = clock.minute % NOON + (NOON if half[1] else 0)
    return replace(clock, length=clock.length + half[0], minute=hour, is_told=True, is_set=True)


def _in_order(since: int | None, until: int | None, *, is_set: bool = False) -> tuple[int | None, int | None]:
    """Take an end that lies before its begin for one in the afternoon."""
    if since is not None and until is not None and until <= since and until <= NOON and not is_set:
        until += NOON if until + NOON > since else DAY
    return since, until
