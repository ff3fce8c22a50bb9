"""Read an amount of hours, strictly: "6", "7,5", "7u30", "7:20", "anderhalf uur", "zeven en een half"."""

from dataclasses import dataclass

from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

HOUR = 60
QUARTER = 15
HALF = 30
DAY = 24 * HOUR
FRACTIONS = {"¼": 15, "½": 30, "¾": 45}
CLOCK_SIGNS = {":", "u", "h"}
# What an amount that is a phrase of its own begins with.
AMOUNTS = frozenset({"half_hour", "three_quarters", "quarter", "one_and_a_half", "one_hour"})
DECIMAL_SIGNS = {",", "."}


# Frozen in all but name, as an item is.
@dataclass(slots=True, unsafe_hash=True)
class Hours:
    """An amount. length: how many tokens. minutes: None when it can't be one.

    plain: a bare whole number, so it may be something else than hours. total: minutes, where it is too much for a day.
    """

    length: int
    minutes: int | None
    plain: bool = False
    total: int | None = None


def read_hours(said: Said, at: int) -> Hours | None:
    """Read the amount of hours that starts at a token, or None."""
    amount, words = _amount(said, at), _in_words(said, at)
    if amount is None or (words is not None and words.length > amount.length):
        amount = words
    if amount is None:
        return None
    beyond = said.has(at + amount.length, "overtime")
    if beyond:
        # "2 overuren" are no day's hours, and may be in those that stand there or come on top of them.
        return Hours(amount.length + beyond, None)
    if amount.minutes is not None and amount.minutes > DAY:
        return Hours(amount.length, None, plain=amount.plain, total=amount.minutes)
    return amount


def _amount(said: Said, at: int) -> Hours | None:
    if said.is_number(at):
        return _in_digits(said, at)
    return _number_word(said, at)


def _in_digits(said: Said, at: int) -> Hours:
    digits = said.digits(at)
    minutes = _minutes_unit(said, at)
    if len(digits) > 2:  # noqa: PLR2004 - no day has a hundred hours
        unit = said.has(at + 1, "hour")
        return minutes or Hours(1 + unit, None, plain=unit == 0)
    return _with_part(said, at, int(digits)) or minutes or _whole(said, at, int(digits))


def _with_part(said: Said, at: int, whole: int) -> Hours | None:
    """Read what stands against the digits: "7½", "7:30", "7u30", "7,5"."""
    sign = said.tokens[at + 1].text.lower() if at + 1 < len(said.tokens) and said.tokens[at + 1].near else ""
    if sign in FRACTIONS:
        return _with_unit(said, at, 2, whole * HOUR + FRACTIONS[sign])
    if sign not in CLOCK_SIGNS | DECIMAL_SIGNS or not said.near_number(at + 2) or said.in_row(at):
        return None
    after = said.digits(at + 2)
    if sign in DECIMAL_SIGNS:
        return _with_unit(said, at, 3, _decimal(said, whole, sign, after))
    is_clock = len(after) == 2 and int(after) < HOUR  # noqa: PLR2004 - two digits
    return _with_unit(said, at, 3, whole * HOUR + int(after) if is_clock else None)


def _whole(said: Said, at: int, whole: int) -> Hours:
    more = said.has(at + 1, "and_a_half")
    if more:
        return _with_unit(said, at, 1 + more, whole * HOUR + HALF)
    unit = said.has(at + 1, "hour")
    return _hours_and_more(said, at, 1 + unit, whole * HOUR) if unit else Hours(1, whole * HOUR, plain=True)


def _decimal(said: Said, whole: int, sign: str, after: str) -> int | None:
    """Read decimals. Two that are no quarters of a hundred ("7.30", "7,15") may be a clock, so they are nothing."""
    if len(after) > 2:  # noqa: PLR2004 - 1.000 is no amount of hours
        return None
    if len(after) == 2 and int(after) % 25:  # noqa: PLR2004 - two digits, quarters of a hundred
        return None
    if sign == "." and after in {"25", "50"} and said.words.language != "en":
        return whole * HOUR + int(after) * HOUR // 100
    hundredths = int(after.ljust(2, "0")) * HOUR
    return None if hundredths % 100 else whole * HOUR + hundredths // 100


def _minutes_unit(said: Said, at: int) -> Hours | None:
    unit = said.has(at + 1, "minute")
    return Hours(1 + unit, int(said.digits(at))) if unit and len(said.digits(at)) < 4 else None  # noqa: PLR2004 - minutes


def _with_unit(said: Said, at: int, length: int, minutes: int | None) -> Hours:
    return Hours(length + said.has(at + length, "hour"), minutes)


def _hours_and_more(said: Said, at: int, length: int, minutes: int) -> Hours:
    """Read what follows a unit: "7 uur 30", "7 uur en een kwartier", "7 hours and a half", "1 hr 20 min"."""
    following = at + length
    half = said.has(following, "and_a_half")
    if half:
        return Hours(length + half, minutes + HALF)
    if said.is_number(following) and len(said.digits(following)) == 2 and int(said.digits(following)) < HOUR:  # noqa: PLR2004 - two digits
        unit = said.has(following + 1, "minute")
        if unit or said.tokens[following].near or _is_spaced_clock(said, following):
            return Hours(length + 1 + unit, minutes + int(said.digits(following)))
    joined = said.has(following, "list_and")
    if joined:
        for label, more in (("three_quarters", 45), ("quarter", QUARTER), ("half_hour", HALF)):
            extra = said.has(following + joined, label)
            if extra:
                return Hours(length + joined + extra, minutes + more)
        if said.is_number(following + joined):
            unit = said.has(following + joined + 1, "minute")
            if unit and int(said.digits(following + joined)[:4]) < HOUR:
                return Hours(length + joined + 1 + unit, minutes + int(said.digits(following + joined)))
    return Hours(length, minutes)


def _is_spaced_clock(said: Said, at: int) -> bool:
    """Say whether the 30 of "7 u 30" is of minutes, and no day of a month."""
    unit, minutes = said.tokens[at - 1].folded, int(said.digits(at))
    is_written = unit == "h" or (unit in {"u", "uur"} and minutes % QUARTER == 0)
    return is_written and not said.has(at + 1, "month")


def _number_word(said: Said, at: int) -> Hours | None:
    """Read a number in words, with its half: "zes uur", "zes en een half", "zeseneenhalf", "six and a half hours"."""
    if at >= len(said.tokens) or said.tokens[at].sort is not Sort.WORD:
        return None
    found = said.value(at, "number")
    if found is None:
        return _joined_half(said, at)
    length, number = found
    if said.has(at, "one_hour") or said.has(at, "one_and_a_half") > length:
        return None
    more, unit = said.has(at + length, "and_a_half"), said.has(at + length, "hour")
    if more:
        return _with_unit(said, at, length + more, number * HOUR + HALF)
    if unit:
        return _hours_and_more(said, at, length + unit, number * HOUR)
    unit = said.has(at + length, "minute")
    return Hours(length + unit, number if unit else number * HOUR, plain=not unit)


def _joined_half(said: Said, at: int) -> Hours | None:
    """Read a number and its half in one word: "zeseneenhalf", "zesenhalf", "achtenhalf"."""
    word = said.tokens[at].folded
    for ending in said.words.half_endings:
        if word.endswith(ending):
            number = _word_value(said, word.removesuffix(ending))
            return None if number is None else _with_unit(said, at, 1, number * HOUR + HALF)
    return None


def _word_value(said: Said, word: str) -> int | None:
    node = said.words.root.after.get(word)
    return None if node is None or node.entry is None else node.entry.values.get("number")


def _in_words(said: Said, at: int) -> Hours | None:
    """Read amounts that are phrases: "anderhalf uur", "half uurtje", "drie kwartier", "an hour and a half"."""
    if at < len(said.tokens) and said.tokens[at].text in FRACTIONS:
        return _with_unit(said, at, 1, FRACTIONS[said.tokens[at].text])
    if not said.has_any(at, AMOUNTS):
        return None
    for label, minutes in (("half_hour", HALF), ("three_quarters", 45), ("quarter", QUARTER)):
        length = said.has(at, label)
        if length:
            return Hours(length, minutes)
    length = said.has(at, "one_and_a_half")
    if length:
        return _with_unit(said, at, length, HOUR + HALF)
    length = said.has(at, "one_hour")
    if length:
        return _hours_and_more(said, at, length, HOUR)
    return None
