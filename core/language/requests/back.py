"""Read a question that looks back: a student's hours, who approved a week, a receipt; only as a whole message."""

from collections.abc import Sequence
from datetime import date

from core.language.clauses.edges import without_courtesies
from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.meaning import Context, Doubt, Known, Meaning, Problem
from core.language.requests.sentences import command_of, skeleton
from core.language.values.days import monday_of
from core.language.vocabulary.said import Said

LOOK_BACKS = frozenset({"logbook.history", "logbook.who", "logbook.receipt", "logbook.historic"})
RECEIPT = "logbook.receipt"
LONGEST_NUMBER = 12


def read_back(
    said: Said, items: Sequence[Item], context: Context, *, text: str, language: str
) -> Meaning | Doubt | None:
    """Read a whole message as a question about what was; None when it is anything else.

    items: read with the names of all whom this person may see. A message that says more than the question is left to
    the other readers, so that no verdict can hide behind one.
    """
    items = without_courtesies(items)
    command = command_of(skeleton(said, items), language)
    if command == RECEIPT:
        return Meaning(command, words=text)
    if command in LOOK_BACKS:
        return _about(said, items, context, Meaning(command, words=text))
    number = _receipt_number(said, items, language)
    return None if number is None else Meaning(RECEIPT, words=text, number=number)


def _about(said: Said, items: Sequence[Item], context: Context, meaning: Meaning) -> Meaning | Doubt:
    """Add whose hours are asked after, and of which weeks."""
    named = [item for item in items if item.kind is Kind.NAME]
    stranger = next((item for item in named if item.name is None), None)
    if stranger is not None:
        words = " ".join(token.text for token in said.tokens[stranger.first : stranger.last])
        return Doubt(Problem.UNKNOWN_NAME, words)
    seen = {one.dossier_id: one for one in context.seen or context.known}
    groups = [sorted(item.name.dossiers) for item in named if item.name is not None]
    if any(not _is_one_student([seen[i] for i in group]) for group in groups):
        return Doubt(Problem.WHICH_STUDENT, meaning.words, candidates=tuple(sorted({i for ids in groups for i in ids})))
    mondays = [weeks_named(said, item) for item in items if item.kind in {Kind.WEEKS, Kind.DAYS}]
    if any(not found for found in mondays):
        return Doubt(Problem.UNKNOWN_WEEK, meaning.words)
    return Meaning(
        meaning.command,
        words=meaning.words,
        dossiers=tuple(dict.fromkeys(i for ids in groups for i in ids)),
        mondays=tuple(sorted({monday for found in mondays for monday in found})),
    )


def _is_one_student(known: Sequence[Known]) -> bool:
    """Say whether these dossiers are of one student; one without a student's id stands by itself."""
    return len(known) <= 1 or len({one.student_id for one in known} - {None}) == 1


def weeks_named(said: Said, item: Item) -> list[date]:
    """Give the weeks that were named, each the latest of its number that began; none when one of them can't be."""
    if item.kind is Kind.DAYS:
        return [monday_of(day.on) for day in item.days if day.on is not None and not day.wrong]
    if item.weeks is None:
        return []
    found = [_latest(number, said.today) for number in item.weeks.numbers]
    return [] if None in found else [*(monday for monday in found if monday is not None), *item.weeks.mondays]


def _latest(number: int, today: date) -> date | None:
    year = today.isocalendar().year
    for candidate in (year, year - 1):
        try:
            monday = date.fromisocalendar(candidate, number, 1)
        except ValueError:
            continue
        if monday <= today:
            return monday
    return None


def _receipt_number(said: Said, items: Sequence[Item], language: str) -> int | None:
    """Find the one number in a question for a receipt; a receipt's number is of no list and of no calendar."""
    numbers = said.numbers
    if not numbers:
        return None
    written = [item for item in items if item.kind not in PUNCTUATION]
    numbered = [item for item in written if not numbers.isdisjoint(range(item.first, item.last))]
    if len(numbered) != 1:
        return None
    only = numbered[0]
    digits = [said.digits(at) for at in range(only.first, only.last) if said.is_number(at)]
    words = [said.tokens[at].folded for at in range(only.first, only.last) if not said.is_number(at)]
    if len(digits) != 1 or len(digits[0]) > LONGEST_NUMBER or not set(words) <= {"nummer", "nr", "number", "no", "."}:
        return None
    rest = [item for item in items if item is not only]
    return int(digits[0]) if command_of(skeleton(said, rest), language) == RECEIPT else None
