"""Put what is said in another order, or said again, into the words of the plainest way to say it."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.absences import CLOSES, absences
from core.language.clauses.item import PLAIN, Item, Kind
from core.language.clauses.moved import moved
from core.language.clauses.on_days import on_days
from core.language.clauses.relating import differing, fronted_days, of_what_is_written, related, wished_for
from core.language.clauses.removing import removed
from core.language.clauses.repairing import exchanged, not_this, repaired, states_amount
from core.language.clauses.rules import Rules, rewritten, rule
from core.language.values.figures import MOST_DIFFERENCE
from core.language.values.times import Times
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import WRITTEN

YESES = frozenset({"approve", "approve_act", "unsure_approve", "yes", "take_over"})
BESIDE_TIMES = frozenset({"plain", "clocking", "presence", "that", "they", "it", "why", "be", "was", "made", "stands"})
TELLS = frozenset({"must", "shifts", "cuts", "adds", "made", "back"})
HEADS = frozenset({Kind.COLON, Kind.COMMA})
DASHES = frozenset({"-", "–", "—"})
# A colon, and what stands for one.
COLONS = DASHES | {":", "="}
PASSED = frozenset({Kind.WORD, Kind.UNKNOWN, Kind.DAYS, Kind.NAME})
REACH = 4
SIGNED = {"-": "cuts", "–": "cuts", "+": "adds"}
MINUS = ["-", "/", "-"]
CUTS = frozenset({"cuts"})
STOOD = frozenset({"stands"})
CAUSE = frozenset({"cause"})
REPAIRED = frozenset({"repair", "plain_repair"})


WORKED = frozenset({"presence", "was"})


def reworded(said: Said, items: Sequence[Item]) -> list[Item]:
    """Reword a whole message; what fits none of these ways stays as it is."""
    found = rewritten(said, list(items), OF_WRITING)
    kinds = {item.kind for item in found}
    if Kind.DAYS in kinds:
        found = rewritten(said, found, OF_DAYS)
    elif Kind.WEEKS in kinds or "weeklong" in said.labels:
        found = rewritten(said, found, OF_WEEKS)
    if said.labels.isdisjoint(REPAIRED) or any(not item.labels.isdisjoint(YESES) for item in found):
        # Who takes back a day beside a yes may mean that the yes is for it.
        return found
    return rewritten(said, found, REPAIRS)


def _signed(said: Said, items: list[Item]) -> list[Item]:
    """Take the sign of "vrijdag -2 uur" for what is taken off or added, and the 2 not for what that day should be.

    So it is in "vrijdag -/- 2 uur".
    """
    found: list[Item] = []
    for item in items:
        at = item.first - 1
        begin = item.first - len(MINUS)
        if item.is_amount and begin > 0 and said.folded[begin : item.first] == MINUS:
            before = [one for one in found if one.first < begin]
            owner = next((one for one in reversed(before[-REACH:]) if one.kind is Kind.DAYS or one.is_amount), None)
            if owner is not None and owner.kind is Kind.DAYS:
                found = [*before, Item(Kind.WORD, begin, item.first, CUTS), item]
                continue
        sign = said.tokens[at] if at >= 0 and said.tokens[item.first].near and item.is_amount else None
        is_apart = sign is not None and (not sign.near or said.tokens[at - 1].sort not in WRITTEN)
        if sign is not None and sign.folded in SIGNED and is_apart:
            found = [one for one in found if one.first != at]
            found.append(Item(Kind.WORD, at, at + 1, frozenset({SIGNED[sign.folded]})))
        found.append(item)
    return found


def _of_day(said: Said, items: list[Item]) -> list[Item]:
    """Read "die 8 van dinsdag" as "dinsdag staat 8": hours in front of their day are those that stand there.

    Without "die" only where the day must be something else: "9 op vrijdag moet 8 zijn".
    """
    found = list(items)
    for at in range(len(found) - 2):
        if found[at + 2].kind is not Kind.DAYS:
            continue
        amount, lead, day = found[at : at + 3]
        if not amount.is_amount or not _leads_to_day(said, lead):
            continue
        before = found[at - 1] if at else None
        behind = found[at + 3 :]
        if _is_held_against(behind) and (before is None or before.kind in {*CLOSES, Kind.COLON}):
            # "7 uur op woensdag ipv 8."
            found[at : at + 3] = [day, replace(lead, labels=PLAIN), amount.as_hours()]
            continue
        is_bare = (
            before is None or before.kind in {*CLOSES, Kind.COLON, Kind.NAME} or not before.labels.isdisjoint(WORKED)
        )
        if is_bare and _is_denied_behind(behind):
            # "Worked 7 on Monday, not 8."
            found[at : at + 3] = [day, replace(lead, labels=PLAIN), amount.as_hours()]
            continue
        against = before is not None and before.labels == {"instead"}
        pointed = before is not None and (against or said.has(before.first, "pointer") > 0)
        told = next((item for item in behind if item.labels != PLAIN), None)
        states = told is not None and "must" in told and states_amount(behind)
        is_first = before is None or before.kind in CLOSES or before.kind is Kind.COLON
        if not (pointed or (states and is_first)):
            continue
        hours = amount.as_hours()
        found[at : at + 3] = [day, replace(lead, labels=STOOD), hours]
        if against and before is not None:
            found[at - 1] = replace(before, labels=PLAIN)
        if behind and "but" in behind[0] and any("must" in item for item in found[:at]):
            # "Maak van die 8 op dinsdag maar een 6."
            found[at + 3] = replace(behind[0], labels=PLAIN)
    return found


def _is_held_against(behind: Sequence[Item]) -> bool:
    """Say whether "ipv 8" follows."""
    return len(behind) > 1 and "instead" in behind[0] and "not" not in behind[0] and behind[1].is_amount


def _is_denied_behind(behind: Sequence[Item]) -> bool:
    """Say whether ", niet 8" follows, and nothing behind it in its clause."""
    content = [item for item in behind[:4] if "courtesy" not in item]
    if len(content) < 3 or content[0].kind is not Kind.COMMA:  # noqa: PLR2004 - a comma, a "niet" and an amount
        return False
    closes = len(content) == 3 or content[3].kind in {*CLOSES, Kind.QUESTION}  # noqa: PLR2004 - what stands behind them
    return content[1].labels >= {"not", "instead"} and content[2].is_amount and closes


def _leads_to_day(said: Said, item: Item) -> bool:
    return "plain" in item and said.has(item.first, "day_lead") > 0


def _consequences(said: Said, items: list[Item]) -> list[Item]:
    """Take the 7 of "dinsdag kwam hij later, dus 7" for hours: what follows from what was said of a day."""
    found = list(items)
    is_of_day = False
    for at, item in enumerate(found):
        is_of_day = (is_of_day or item.kind is Kind.DAYS) and item.kind is not Kind.STOP
        amount = found[at + 1] if at + 1 < len(found) else None
        is_next = amount is not None and amount.kind is Kind.NUMBERS and amount.is_amount
        if not (is_of_day and is_next and said.has(item.first, "consequence")) or amount is None:
            continue
        closing = found[at + 2] if at + 2 < len(found) else None
        if closing is None or closing.kind in CLOSES:
            found[at + 1] = amount.as_hours()
    return _away(said, _told_why(said, found))


def _told_why(said: Said, items: list[Item]) -> list[Item]:
    """Take the verbs of "donderdag ging hij eerder weg, dus 6" for why, where they have no time of day."""
    if any(item.kind is Kind.TIMES for item in items):
        return items
    found = list(items)
    for at, item in enumerate(items):
        if not (at + 1 < len(items) and items[at + 1].is_amount and said.has(item.first, "consequence")):
            continue
        begin = max((index for index in range(at) if items[index].kind in {Kind.DAYS, Kind.STOP}), default=at)
        if items[begin].kind is Kind.DAYS and not any(one.is_amount for one in items[begin:at]):
            verbs = [index for index in range(begin, at) if "clocking" in items[index]]
            for index in verbs:
                found[index] = replace(items[index], kind=Kind.UNKNOWN, labels=CAUSE)
    return found


def _away(said: Said, items: list[Item]) -> list[Item]:
    """Take the 2 of "dinsdag 2 uur naar de tandarts, dus 6" for how long someone was away."""
    found = list(items)
    for at, item in enumerate(found):
        is_next = at + 1 < len(found) and found[at + 1].is_amount
        if not (is_next and said.has(item.first, "consequence")):
            continue
        begin = max((index for index in range(at) if found[index].kind is Kind.DAYS), default=-1)
        between = found[begin + 1 : at]
        amounts = [index for index in range(begin + 1, at) if found[index].is_amount]
        is_away = begin >= 0 and len(amounts) == 1 and any("cause" in one for one in found[amounts[0] + 1 : at])
        hours = found[amounts[0]].hours if is_away else None
        is_away = is_away and (hours is None or (hours.minutes or 0) <= MOST_DIFFERENCE)
        if is_away and found[amounts[0]].kind is Kind.HOURS and all(one.kind is not Kind.STOP for one in between):
            away = found[amounts[0]]
            times = Times(away.last - away.first, is_late=True)
            found[amounts[0]] = replace(away, kind=Kind.TIMES, hours=None, times=times)
    return found


def _moments(said: Said, items: list[Item]) -> list[Item]:
    """Take a moment for a begin or an end by the verb beside it: "om 8 begonnen", "left at 3"."""
    found = list(items)
    for at, item in enumerate(found):
        if "later" in item and _beside(found, at):
            # "Dinsdag kwam hij later" tells of him, and puts nothing off.
            found[at] = replace(item, labels=PLAIN)
        if item.times is None or item.times.at is None:
            continue
        verbs = _beside(found, at)
        if any(said.has(one.first, "coming") >= one.last - one.first for one in verbs):
            found[at] = replace(item, times=replace(item.times, at=None, since=item.times.at))
        elif any(said.has(one.first, "going") >= one.last - one.first for one in verbs):
            found[at] = replace(item, times=replace(item.times, at=None, until=item.times.at))
    return found


def _beside(items: Sequence[Item], at: int) -> list[Item]:
    """Give the words of coming and going nearest to a moment, in its own clause."""
    for step in (1, -1):
        index = at + step
        while 0 <= index < len(items) and abs(index - at) <= REACH and items[index].kind in PASSED:
            if "clocking" in items[index]:
                return [items[index]]
            if "and" in items[index]:
                break
            index += step
    return []


def _closings(_: Said, items: list[Item]) -> list[Item]:
    """Take the 5 of "om 3 uur gestopt ipv 5" for a time of day, as what it is held against."""
    found = list(items)
    timed = -1
    for at, item in enumerate(found):
        if item.kind is Kind.TIMES and item.times is not None and not item.times.is_break:
            timed = at
        elif item.kind is not Kind.WORD or not item.labels <= BESIDE_TIMES | {"instead"}:
            timed = -1
        amount = found[at + 1] if at + 1 < len(found) else None
        if timed < 0 or item.labels != {"instead"} or amount is None:
            continue
        if amount.kind is Kind.TIMES or amount.is_amount:
            plain = [one.as_word() for one in (item, amount)]
            found[at : at + 2] = plain
    return found


def _swapped(said: Said, items: list[Item]) -> list[Item]:
    """Take "dinsdag en woensdag zijn omgedraaid" for no more than an announcement, where their hours follow."""
    end = next((at for at, item in enumerate(items) if item.kind in {Kind.STOP, Kind.COLON}), 0)
    head, rest = items[:end], items[end:]
    days = [day for item in head for day in item.days]
    is_swap = len(days) > 1 and any(said.has(item.first, "swap") for item in head)
    if not is_swap or not all(_is_small(said, item) for item in head):
        return items
    told = {day.weekday for item in rest for day in item.days}
    if None in told or not {day.weekday for day in days} <= told or not any(item.is_amount for item in rest):
        return items
    kept = [item for item in head if item.kind is Kind.NAME]
    return [*kept, *rest[1:]]


def _is_small(said: Said, item: Item) -> bool:
    if item.kind in {Kind.NAME, Kind.DAYS, Kind.COMMA} or said.has(item.first, "swap"):
        return True
    is_known = item.kind is Kind.WORD and item.labels <= BESIDE_TIMES | {"courtesy", "and", "sign", "both", "to"}
    return is_known or "cause" in item


def _arrows(said: Said, items: list[Item]) -> list[Item]:
    """Take the ">" of "8 > 6,5" for an arrow; elsewhere it marks a quote."""
    found = list(items)
    for at in range(1, len(found) - 1):
        item = found[at]
        is_between = item.kind is Kind.UNKNOWN and said.has(item.first, "arrow") > 0
        if is_between and found[at - 1].is_amount and found[at + 1].is_amount:
            found[at] = item.as_word(frozenset({"to"}))
    return found


def _softened(_: Said, items: list[Item]) -> list[Item]:
    """Take the "maar" of "zet donderdag maar op 7" for what softens a request."""
    found = list(items)
    for at in range(1, len(found) - 1):
        item = found[at]
        if "but" not in item or "except" in item or found[at - 1].kind is not Kind.DAYS:
            continue
        opening = found[max(0, at - 4) : at - 1]
        is_told = bool(opening) and any(one.labels & TELLS for one in opening)
        is_told = is_told and all(one.kind is Kind.WORD and one.labels.isdisjoint(YESES) for one in opening)
        behind = at + 1
        while behind < len(found) and found[behind].kind is Kind.WORD and "plain" in found[behind]:
            behind += 1
        if is_told and behind < len(found) and found[behind].is_amount:
            found[at] = replace(item, labels=PLAIN)
    return found


def _headed(said: Said, items: list[Item]) -> list[Item]:
    """Leave out the "aanpassing" of "aanpassing dinsdag: 7,5", and the colon between a day and its hours."""
    if "heading" not in said.labels and COLONS.isdisjoint(said.typed):
        return items
    found: list[Item] = []
    end = 0
    for at, item in enumerate(items):
        if item.first < end:
            continue
        if item.labels & YESES:
            # What stands behind a yes may be what it is for.
            return [*found, *items[at:]]
        following = items[at + 1] if at + 1 < len(items) else None
        before = found[-1] if found else None
        begins = before is None or before.kind in CLOSES or "courtesy" in before
        begins = begins and not (found and said.has(item.first, "repair"))  # "vrijdag 6, correctie donderdag 6"
        length = said.has(item.first, "heading") if begins and following is not None else 0
        if length >= item.last - item.first:
            left = (one for one in items[at + 1 :] if one.first >= item.first + length)
            behind = next((one for one in left if one.kind not in HEADS and "plain" not in one), None)
            if length and behind is not None and behind.kind is Kind.DAYS:
                end = item.first + length
                continue
        is_dash = item.kind is Kind.COMMA and said.tokens[item.first].folded in DASHES
        # "Vrijdag - 2" may take two hours off.
        is_colon = item.kind is Kind.COLON or (is_dash and not (following is not None and _is_short(following)))
        if (
            is_colon
            and following is not None
            and (following.is_amount or following.kind is Kind.TIMES)
            and before is not None
            and before.kind is Kind.DAYS
        ):
            continue
        found.append(item)
    return found


def _is_short(item: Item) -> bool:
    """Say whether an amount is so little that it may be a difference."""
    minutes = item.hours.minutes if item.is_amount and item.hours is not None else None
    return minutes is not None and minutes <= MOST_DIFFERENCE


def _changed(_: Said, items: list[Item]) -> list[Item]:
    """Take the numbers of "change Monday from 8 to 6" for hours, behind a verb of mending."""
    found = list(items)
    for at in range(2, len(found) - 2):
        one, joint, other = found[at : at + 3]
        if not (one.is_amount and "to" in joint and other.is_amount):
            continue
        before = found[:at]
        mends = any("back" in item for item in before) and any(item.kind is Kind.DAYS for item in before)
        if mends and all(item.kind not in CLOSES for item in before[-4:]):
            found[at] = one.as_hours()
            found[at + 1] = replace(joint, labels=frozenset({"to"}))
            found[at + 2] = other.as_hours()
    return found


OF_WEEKS = Rules(rule(absences, "absence", "absent", "cause"))
OF_WRITING = Rules(rule(of_what_is_written, "what_word"))
REPAIRS = Rules(rule(repaired, *REPAIRED))
OF_DAYS = Rules(
    rule(fronted_days, "clocking", "presence"),
    rule(differing, "instead"),
    rule(exchanged, "but"),
    rule(not_this, "instead"),
    rule(_signed, Kind.HOURS, Kind.NUMBERS),
    *OF_WEEKS,
    rule(moved, "down", "up"),
    rule(removed, "removal"),
    rule(_changed, "to", beside=("back",)),
    rule(wished_for, "would"),
    rule(_arrows, "arrow"),
    rule(_softened, "but"),
    rule(_headed, "heading", Kind.COLON, Kind.COMMA),
    rule(_moments, "later", Kind.TIMES),
    rule(_closings, "instead"),
    rule(_consequences, "consequence"),
    rule(_of_day, "day_lead"),
    rule(on_days, "day_lead", beside=(Kind.NUMBERS,)),
    rule(related, "relative", "when_then"),
    rule(_swapped, "swap"),
)
