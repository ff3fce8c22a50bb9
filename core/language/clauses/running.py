"""Part what was said in one breath: where a new sentence begins behind a whole verdict, a comma was left out."""

from collections.abc import Sequence

from core.language.clauses.item import PLAIN, PUNCTUATION, Item, Kind
from core.language.clauses.piece import SCOPES
from core.language.vocabulary.said import Said

# Behind one of these a verdict, or what was told of a day, may be whole.
WHOLE = frozenset(
    {
        "approve",
        "approve_act",
        "tail",
        "courtesy",
        "emoji",
        "lauds",
        "absent",
        "hold",
        "not_yet",
        "not",
        "wrong",
        "back",
    }
    | {"less", "more", "amiss", "cause", "yes"}
)
# And this is what it must have been made of.
VERDICT = frozenset({"approve", "approve_act", "tail", "hold", "not_yet", "back", "wrong"})
APPROVES = frozenset({"approve", "unsure_approve", "asserts"})
LEAVES = frozenset({"i_you", "hold", "later", "consult", "not_yet"})
NOT_BESIDE = frozenset({"if", "not_until", "or", "ask"})
LONGEST = 24
REST = frozenset({"rest", "rest_days"})
# The parts that what begins a sentence plays, and the phrases that it may be.
OPENS = frozenset({"rest", "that", "back", "sets"})
OPENINGS = frozenset({"subject", "subject_verb", "consequence", "further", "it_was"})
# So many words may stand between "de rest" and its yes.
NEAR = 4
LEFT = frozenset({"tail", "hold", "not_yet", "via"})
MENDS = frozenset({"back", "sets"})


def running(said: Said, items: list[Item]) -> list[Item]:
    """Put a comma in front of each sentence that begins in the middle of another."""
    openings = _openings(said, items)
    if not openings:
        return items
    found: list[Item] = []
    begin = 0
    for at, item in enumerate(items):
        if item.kind in PUNCTUATION:
            is_of_day = item.kind is Kind.COLON and at > 0 and items[at - 1].kind is Kind.DAYS
            begin = begin if is_of_day else at + 1  # "vrijdag: 6"
        elif at > begin and at in openings and _begins(said, items, begin, at):
            found.append(Item(Kind.COMMA, item.first, item.first))
            begin = at
            if said.has(item.first, "further") == item.last - item.first and item.labels <= PLAIN:
                item = item.as_word(REST)  # noqa: PLW2901 - "verder" is of all else
        found.append(item)
    return found


def _openings(said: Said, items: Sequence[Item]) -> frozenset[int]:
    """Give where a sentence can begin, be it with "de" and "rest"; most words begin none."""
    by_parts = [at for at, item in enumerate(items) if not item.labels.isdisjoint(OPENS)]
    led = [at - 1 for at in by_parts if at and "rest" in items[at].labels and items[at - 1].labels == PLAIN]
    if said.labels.isdisjoint(OPENINGS):
        return frozenset((*by_parts, *led))
    return frozenset((*by_parts, *led, *[at for at, item in enumerate(items) if said.has_any(item.first, OPENINGS)]))


def _begins(said: Said, items: Sequence[Item], begin: int, at: int) -> bool:
    """Say whether a new sentence begins at an item. begin: where the one before it does."""
    clause = items[max(begin, at - LONGEST) : at]
    if any(not one.labels.isdisjoint(NOT_BESIDE) for one in clause):
        return False
    # Behind "Daan die is" goes on about him.
    is_relative = said.has(items[at].first, "relative") > 0 and clause[-1].kind is Kind.NAME
    if not is_relative and _is_subject(said, items, at):
        return _is_whole(said, clause) and not _has_again(said, items, at)
    if (
        said.has(items[at].first, "consequence")
        and _is_whole(said, clause)
        and _has_to_go(said, items[at + 1 : at + 2])
    ):
        return True
    return (
        _wishes(clause, items, at)
        or _names_next(said, clause, items, at)
        or _goes_on_with_rest(said, clause, items, at)
        or _tells_what_was(said, clause, items, at)
        or _leaves(items, clause, at)
    )


def _is_subject(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether "hij is" or "ze doet" stands here: who it is about, and its verb right behind."""
    first = items[at].first
    length = said.has(first, "subject")
    verb = said.has(first + length, "finite") if length else said.has(first, "subject_verb")
    # "Akkoord ze was" breaks off.
    behind = next((one for one in items[at : at + NEAR] if one.last > first + length + verb), None)
    return verb > 0 and behind is not None and behind.kind not in PUNCTUATION


def _has_again(said: Said, items: Sequence[Item], at: int) -> bool:
    """Say whether the speaker is glad of who is there again: "good we have Daan back"."""
    is_had = said.has(items[at].first, "speaker") > 0 and any(
        said.has(one.first, "having") for one in items[at : at + 2]
    )
    return is_had and any(said.has(one.first, "comes_back") for one in items[at + 1 : at + 1 + NEAR])


def _has_to_go(said: Said, behind: Sequence[Item]) -> bool:
    """Say whether "die mag eruit" follows on "dus"."""
    return any(said.has(one.first, "cause") > one.last - one.first for one in behind)


def _is_whole(said: Said, clause: Sequence[Item]) -> bool:
    """Say whether a verdict, or what a day should be, has been said to its end."""
    last = clause[-1]
    told = any(one.kind is Kind.DAYS for one in clause) and any(
        one.is_amount or one.kind is Kind.TIMES or not one.labels.isdisjoint({"absent", "not", "cause"})
        for one in clause
    )
    judged = any(not one.labels.isdisjoint(VERDICT) for one in clause)
    if not (told or judged):
        return False
    is_closed = last.is_amount or last.kind is Kind.TIMES or not last.labels.isdisjoint(WHOLE)
    # "Approve Daan", "all good except Sanne".
    is_closed = is_closed or (judged and last.kind is Kind.NAME)
    # "Moet 7 zijn."
    is_closed = is_closed or (len(clause) > 1 and "be" in last and clause[-2].is_amount)
    return is_closed or said.has(last.first, "fronting") >= last.last - last.first


def _wishes(clause: Sequence[Item], items: Sequence[Item], at: int) -> bool:
    """Say whether "change Friday to 6" begins here, behind a whole yes."""
    behind = items[at : at + NEAR + 1]
    told = [one for one in clause if one.kind is not Kind.WORD or not one.labels <= PLAIN]
    if items[at].labels.isdisjoint(MENDS) or not told or "approve" not in told[-1]:
        return False
    is_of_day = any(one.kind is Kind.DAYS for one in behind) and any(one.is_amount for one in behind)
    return is_of_day and not any(one.kind is Kind.DAYS for one in clause)


def _names_next(said: Said, clause: Sequence[Item], items: Sequence[Item], at: int) -> bool:
    """Say whether "die van Sanne" begins here, behind what was said of somebody else's."""
    if "that" not in items[at] or at + 2 >= len(items) or items[at + 2].kind is not Kind.NAME:
        return False
    is_owner = said.has(items[at + 1].first, "owner_lead") > 0
    is_judged = any(not one.labels.isdisjoint(VERDICT) for one in clause) and any(
        one.kind is Kind.NAME for one in clause
    )
    is_also = "also" in clause[-1] and any(one.kind is Kind.NAME for one in clause)
    return is_owner and (is_also or (is_judged and not clause[-1].labels.isdisjoint(WHOLE)))


def _goes_on_with_rest(said: Said, clause: Sequence[Item], items: Sequence[Item], at: int) -> bool:
    """Say whether "rest is prima" or "verder goed" begins here, behind the hours of a day or whom one leaves."""
    begin = at + (items[at].labels == PLAIN and at + 1 < len(items) and "rest" in items[at + 1])
    is_rest = "rest" in items[begin]
    if not (is_rest or said.has(items[at].first, "further")):
        return False
    has_days = any(one.kind is Kind.DAYS for one in clause)
    is_told = has_days and any(_tells(one) for one in (clause if is_rest else clause[-1:]))
    is_told = is_told or (has_days and any(said.has(one.first, "absence") for one in clause))
    last = clause[-1]
    # "Laat Daan staan de rest is goed", "hold off on Daan the rest is fine".
    is_left = any(not one.labels.isdisjoint(LEFT) for one in clause) and any(one.kind in SCOPES for one in clause)
    is_left = is_left and (last.kind in SCOPES or not last.labels.isdisjoint(LEFT) or last.labels == PLAIN)
    behind = items[begin + 1 : begin + 1 + NEAR]
    return (is_told or is_left) and any(not one.labels.isdisjoint(APPROVES) for one in behind)


def _tells(item: Item) -> bool:
    """Say whether hours, or that they are too many, were said."""
    return item.is_amount or item.kind is Kind.TIMES or not item.labels.isdisjoint({"less", "more", "amiss"})


def _tells_what_was(said: Said, clause: Sequence[Item], items: Sequence[Item], at: int) -> bool:
    """Say whether "was 6 uur" begins here, behind a day of which it was said that it is not right."""
    following = items[at + 1] if at + 1 < len(items) else None
    if not said.has(items[at].first, "it_was") or following is None or not following.is_amount:
        return False
    last = clause[-1]
    denies = any(one.labels >= {"not", "instead"} for one in clause)
    is_denied = not last.labels.isdisjoint({"wrong", "less", "more"}) or (
        denies and not last.labels.isdisjoint({"not", "approve", "unsure_approve"})
    )
    is_last = at + 2 == len(items) or items[at + 2].kind in PUNCTUATION
    return is_denied and is_last and any(one.kind is Kind.DAYS for one in clause)


def _leaves(items: Sequence[Item], clause: Sequence[Item], at: int) -> bool:
    """Say whether "die moet ik nog bellen" begins here, behind whom a yes leaves out."""
    if "that" not in items[at] or clause[-1].kind is not Kind.NAME:
        return False
    names = len(clause)
    while names and (clause[names - 1].kind is Kind.NAME or "and" in clause[names - 1]):
        names -= 1
    if not names or "except" not in clause[names - 1]:
        return False
    behind = items[at + 1 : at + LONGEST]
    end = next((index for index, one in enumerate(behind) if one.kind in PUNCTUATION), len(behind))
    return any("i_you" in one for one in behind[:2]) and any(
        not one.labels.isdisjoint(LEAVES - {"i_you"}) for one in behind[:end]
    )
