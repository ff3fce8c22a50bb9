"""Read items again by what stands around them, each way of that a rule; the longer ones have files of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from core.language.clauses.accompanied import accompanied
from core.language.clauses.addressed import addressed, greeted_all, torn_exceptions
from core.language.clauses.agreed import agreed
from core.language.clauses.closing import closed
from core.language.clauses.counted import counted
from core.language.clauses.introduced import introduced
from core.language.clauses.item import AMOUNTS, PLAIN, PUNCTUATION, Item, Kind
from core.language.clauses.left_out import left_out
from core.language.clauses.merely import merely
from core.language.clauses.not_only import not_only
from core.language.clauses.piece import SCOPES
from core.language.clauses.possessed import possessed
from core.language.clauses.rules import Rules, rewritten, rule
from core.language.clauses.running import running
from core.language.clauses.two_ends import around, denials, verbs
from core.language.values.hours import read_hours
from core.language.values.weeks import read_numbers, read_weeks
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

DAYS_OF_WEEK = timedelta(days=7)
LONGEST_CLAUSE = 24
# How many tokens lead on: "t/m", "à partir de", "tot en met".
BOUND_LENGTHS = range(1, 5)
FIGURING = frozenset({"to", "clock", "less", "more", "instead", "was", "must", "stands"})
UP = frozenset("👍👌✅✔☑")
LISTING = frozenset({"and", "but", "courtesy", "rest"})
RAISED = frozenset({"courtesy", "emoji"})
THUMB = frozenset({"approve", "emoji"})
NAMED_WITH = (PLAIN, frozenset({"and"}))
BEHIND = frozenset({"courtesy", "sign", "and", "but", "why", "be", "shifts", "sets", "made", "must", "presence"})
LEADS = frozenset({"day_lead", "name_lead"})
CAUSE = frozenset({"cause"})
POINTING = frozenset({"article", "pointer", "person", "possessive", "speaker", "addressed"})
# In minutes: an amount up to this is more often added to a day than all of it.
LITTLE_ADDED = 120
SHORT_DAY = 3
BOUNDS = frozenset({"after_day", "time_until", "time_from_on", "up_to", "through"})
TAKING = frozenset({"not", "wrong", "hold", "later", "does_later", "back", "back_whole"})


def by_neighbours(said: Said, items: list[Item]) -> list[Item]:
    """Give each item the part that those around it leave to it."""
    return rewritten(said, items, RULES)


def _of_one(said: Said, items: list[Item]) -> list[Item]:
    """Take the "ze" of "ze klopt" for one, and not for all: its verb tells."""
    found = list(items)
    for at, (item, following) in enumerate(pairwise(items)):
        if "they" in item.labels and said.has(following.first, "singular"):
            found[at] = replace(item, labels=(item.labels - {"they"}) | {"that"})
    return found


def _is_approved(items: list[Item]) -> bool:
    """Say whether a word before it, that a thumb only underlines, approves already."""
    return any(not item.labels.isdisjoint({"approve", "approve_act", "unsure_approve", "yes"}) for item in items)


def _is_all_of_clause(items: list[Item], at: int) -> bool:
    """Say whether only whom it is of stands in front of a thumb: behind "bedankt Daan" it may thank him."""
    begin = at - (items[at - 1].kind is Kind.COLON)
    while begin and (items[begin - 1].kind in {Kind.NAME, Kind.WEEKS} or items[begin - 1].labels in NAMED_WITH):
        begin -= 1
    is_first = begin == 0 or items[begin - 1].kind in PUNCTUATION or items[begin - 1].labels >= RAISED
    return is_first and any(item.kind is Kind.NAME for item in items[begin:at])


def _dotted(said: Said, items: list[Item]) -> list[Item]:
    """Let the dot of "ma di en wo. do niet" end a sentence, as well as the short form in front of it."""
    found: list[Item] = []
    for index, item in enumerate(items):
        dot = item.last - 1
        if item.kind is not Kind.DAYS or said.folded[dot] != ".":
            found.append(item)
            continue
        following = items[index + 1] if index + 1 < len(items) else item
        is_both = following.kind is Kind.DAYS and item is not following
        # "Ik had vrij. De uren kloppen."
        if is_both or _begins_a_sentence(said, following, behind=item):
            found += [replace(item, last=dot), Item(Kind.STOP, dot, item.last)]
        else:
            found.append(item)
    return found


def _begins_a_sentence(said: Said, item: Item, *, behind: Item) -> bool:
    """Say whether a word has a capital; a name may be whose day it is, "vr. Daan", but for a day written as "vrij."."""
    is_long = len(said.tokens[behind.first].text) > SHORT_DAY
    is_told = item.kind is Kind.WORD or (item.kind is Kind.NAME and is_long)
    is_told = is_told and said.tokens[item.first].text.istitle()
    return is_told and not said.words.capital_nouns


def _is_stranger(said: Said, items: list[Item], at: int) -> bool:
    """Say whether one unknown word stands alone in front of a thumb, written as a name is: "Joris 👍"."""
    item = items[at]
    is_first = at == 0 or items[at - 1].kind in PUNCTUATION or items[at - 1].labels >= RAISED
    is_word = item.kind is Kind.UNKNOWN and item.last == item.first + 1 and not item.labels
    return is_first and is_word and said.tokens[item.first].text.istitle()


def _praised(said: Said, items: list[Item]) -> list[Item]:
    """Take the "top" of "Noor top, Daan terug" for what is said of her hours, not for a word that only pleases."""
    found = list(items)
    for at in range(1, len(items)):
        item, following = items[at], items[at + 1] if at + 1 < len(items) else None
        is_behind = "was" in items[at - 1] or items[at - 1].kind is Kind.COLON
        before = items[at - 2] if at > 1 and is_behind else items[at - 1]
        is_of_hours = before.kind in {*SCOPES, Kind.DAYS} or not before.labels.isdisjoint(
            {"all", "rest", "everyone", "both"}
        )
        is_of_hours = is_of_hours or _is_stranger(said, items, at - 1)
        is_last = following is None or following.kind in {*PUNCTUATION, *SCOPES, Kind.DAYS}
        is_last = is_last or (following is not None and not following.labels.isdisjoint(LISTING))
        if is_of_hours and is_last and item.kind is Kind.WORD and said.has(item.first, "great"):
            found[at] = replace(item, labels=frozenset({"asserts"}))
        elif is_of_hours and is_last and said.tokens[item.first].text in UP and not _is_approved(items[:at]):
            is_all = _is_all_of_clause(items, at) or _is_stranger(said, items, at - 1)
            labels = THUMB if is_all else item.labels | {"asserts"}  # "Sanne 👍", "alles 👍"
            found[at] = replace(item, labels=labels)
        elif is_of_hours and said.has(item.first, "hesitation"):
            found[at] = replace(item, labels=item.labels | {"hesitates"})
    return found


def _parted(said: Said, items: list[Item]) -> list[Item]:
    """Part "akkoord met week 46, week 47 later" at its comma: a yes in front, what takes away behind."""
    if "," not in said.typed:
        return items
    found: list[Item] = []
    for index, item in enumerate(items):
        is_row = (item.weeks is not None or item.numbers is not None) and _is_torn(items, index)
        commas = [at for at in range(item.first, item.last) if said.folded[at] == ","] if is_row else []
        parts = _two_rows(said, item, commas[-1]) if commas else None
        found += (parts[0], Item(Kind.COMMA, parts[0].last, parts[1].first), parts[1]) if parts else (item,)
    return found


def _two_rows(said: Said, item: Item, comma: int) -> tuple[Item, Item] | None:
    """Give the two rows of weeks, or of numbers, on either side of a comma; nothing where those don't make one row."""
    begin = comma + 1
    weeks, numbers = read_weeks(said, begin), read_numbers(said, begin)
    row = replace(item, hours=None)
    first, last = replace(row, last=comma), replace(row, first=begin)
    if item.weeks and weeks and begin + weeks.length == item.last and weeks.numbers:
        before = item.weeks.numbers[: -len(weeks.numbers)]
        return (replace(first, weeks=replace(item.weeks, numbers=before)), replace(last, weeks=weeks))
    if item.numbers and numbers and begin + numbers.length == item.last:
        before = item.numbers.numbers[: -len(numbers.numbers)]
        return (replace(first, numbers=replace(item.numbers, numbers=before)), replace(last, numbers=numbers))
    return None


def _is_torn(items: list[Item], index: int) -> bool:
    """Say whether a yes stands in front of an item and what takes away behind it, in one clause and without days."""
    before, behind = _clause_around(items, index)
    is_approved = any("approve" in one for one in before)
    is_taken = any(not one.labels.isdisjoint(TAKING) for one in behind)
    return is_approved and is_taken and all(one.kind is not Kind.DAYS for one in (*before, *behind))


def _clause_around(items: list[Item], index: int) -> tuple[list[Item], list[Item]]:
    """Give what stands before an item and behind it in its clause, as far as such a clause reaches."""
    first, last = max(index - LONGEST_CLAUSE, 0), min(index + LONGEST_CLAUSE, len(items))
    begin = next((at + 1 for at in reversed(range(first, index)) if items[at].kind in PUNCTUATION), first)
    end = next((at for at in range(index, last) if items[at].kind in PUNCTUATION), last)
    return items[begin:index], items[index + 1 : end]


def _hours_apart(said: Said, items: list[Item]) -> list[Item]:
    """Take the "8 to 6" of "change Monday from 8 to 6" for two amounts, not for a row of the list."""
    found: list[Item] = []
    for index, item in enumerate(items):
        first = item.first
        is_row = item.numbers is not None and not item.numbers.explicit and item.last == first + 3
        clause = _clause_around(items, index)[0] if is_row else []
        mends = any("back" in one for one in clause) and any(one.kind is Kind.DAYS for one in clause)
        was, target = (read_hours(said, first), read_hours(said, first + 2)) if is_row and mends else (None, None)
        if was is None or target is None or not said.has(first + 1, "to") or {was.length, target.length} != {1}:
            found.append(item)
            continue
        _, lead, last = range(first, item.last)
        found.append(Item(Kind.HOURS, first, lead, hours=was))
        found.append(Item(Kind.WORD, lead, last, frozenset({"to"})))
        found.append(Item(Kind.HOURS, last, item.last, hours=target))
    return found


def _hours_of_week(said: Said, items: list[Item]) -> list[Item]:
    """Take the 7 of "donderdag wk 47 7 ipv 8" for hours, not for another week."""
    found: list[Item] = []
    for index, item in enumerate(items):
        last = item.last - 1
        is_row = item.weeks is not None and len(item.weeks.numbers) > 1 and said.is_number(last)
        is_bare = is_row and said.is_number(last - 1) and any(one.kind is Kind.DAYS for one in items[:index])
        against = items[index + 1 : index + 3] if is_bare else []
        hours = read_hours(said, last) if len(against) > 1 else None
        if item.weeks is None or hours is None or "instead" not in against[0] or not against[1].is_amount:
            found.append(item)
            continue
        found.append(replace(item, last=last, weeks=replace(item.weeks, numbers=item.weeks.numbers[:-1])))
        found.append(Item(Kind.HOURS, last, item.last, hours=hours))
    return found


def _so_far(said: Said, items: list[Item]) -> list[Item]:
    """Take the "passt soweit" of "passt soweit, nur Dienstag waren es 6" for a yes to all else."""
    found: list[Item] = []
    end = 0
    for index, item in enumerate(items):
        length = said.has(item.first, "so_far")
        if item.first < end:
            continue
        if length and _excepts_day(items[index + 1 :]):
            end = item.first + length
            found.append(Item(Kind.WORD, item.first, end, frozenset({"approve"})))
        else:
            found.append(item)
    return found


def _excepts_day(items: Sequence[Item]) -> bool:
    """Say whether "nur am Dienstag" follows, before the sentence ends."""
    for at, item in enumerate(items):
        if item.kind in {Kind.STOP, Kind.QUESTION}:
            return False
        if not item.labels.isdisjoint({"only", "but", "except"}):
            return any(one.kind is Kind.DAYS for one in items[at + 1 : at + 4])
    return False


def _about(said: Said, items: list[Item]) -> list[Item]:
    """Take the "over" of "over Daan" for no more than a small word; "over 3 dagen" tells when."""
    for index, item in enumerate(items[:-1]):
        is_lead = item.kind is Kind.UNKNOWN and not item.labels and said.has(item.first, "about_lead")
        if is_lead and (items[index + 1].kind is Kind.NAME or "rest" in items[index + 1]):
            items[index] = item.as_word()
    return items


def _coming_weeks(said: Said, items: list[Item]) -> list[Item]:
    """Take the "deze week" of "dat doe ik deze week" for when that is, where no week of that date is open."""
    for index, item in enumerate(items):
        mondays = item.weeks.mondays if item.weeks is not None and not item.weeks.numbers else ()
        if len(mondays) != 1 or mondays[0].isocalendar().week in said.weeks:
            continue
        before, behind = _clause_around(items, index)
        clause = [*before, *behind]
        puts_off = any(not one.labels.isdisjoint(("does_later", "later")) for one in clause)
        is_other = any(not one.labels.isdisjoint(("approve", "ask")) for one in clause)
        if puts_off and not is_other and mondays[0] > said.today - DAYS_OF_WEEK:
            items[index] = item.as_word(frozenset({"later"}))
    return items


def _days_of_numbers(said: Said, items: list[Item]) -> list[Item]:
    """Take the 4 of "donderdag van 4" as a number of the list; "donderdag van 4 naar 6" speaks of hours."""
    for index in range(len(items) - 2):
        if items[index].kind is not Kind.DAYS:
            continue
        lead, item = items[index + 1 : index + 3]
        following = items[index + 3] if index + 3 < len(items) else None
        if not said.has(lead.first, "owner_lead") or item.numbers is None:
            continue
        if following is None or (following.kind not in AMOUNTS and following.labels.isdisjoint(FIGURING)):
            items[index + 2] = replace(item, numbers=replace(item.numbers, explicit=True), hours=None)
    return items


def _told(said: Said, items: list[Item]) -> list[Item]:
    """Let a verb behind "wat mij betreft" open no question: there it stands in front of its subject in any case."""
    for index in range(1, len(items)):
        before, item = items[index - 1 : index + 1]
        if "be" in item and said.has(before.first, "fronting") >= before.last - before.first:
            items[index] = replace(item, labels=item.labels - {"be"} or frozenset({"plain"}))
    return items


def _odd_weeks(said: Said, items: list[Item]) -> list[Item]:
    """Mark what is not understood right behind "week", where its number would stand: a week is meant that we lost."""
    for index in range(1, len(items)):
        item = items[index]
        if item.kind is not Kind.UNKNOWN or item.labels or not said.has(items[index - 1].first, "week_word"):
            continue
        if not (index > 1 and said.has(items[index - 2].first, "article")):
            items[index] = replace(item, labels=frozenset({"odd_week"}))
    return items


def _bounded_weeks(said: Said, items: list[Item]) -> list[Item]:
    """Mark the week of "alles na week 46": others begin or end at it, and which of them is meant isn't said."""
    for index, item in enumerate(items):
        if item.kind is not Kind.WEEKS:
            continue
        first = item.first - 1 if item.first and said.has(item.first - 1, "article") else item.first
        is_led = first > 0 and said.tokens[first - 1].sort is Sort.WORD  # "Noor - week 46" bounds nothing
        lengths = BOUND_LENGTHS if is_led else ()
        if any(said.has(first - length, label) == length for length in lengths for label in BOUNDS):
            items[index] = replace(item, labels=item.labels | {"odd_week"})
    return items


def _led_to(said: Said, items: list[Item]) -> list[Item]:
    """Take the "bij" of "vrijdag 6 bij Daan" for what leads to him; in "vrijdag een uur bij" it adds so much.

    So little may be added as well, at whoever stands behind it.
    """
    for at in range(1, len(items) - 1):
        item, following = items[at : at + 2]
        is_lead = "more" in item.labels and said.has(item.first, "name_lead") == item.last - item.first
        amount = next((one.hours for one in reversed(items[max(at - 2, 0) : at]) if one.is_amount), None)
        if not is_lead or amount is None or _closes(said, following):
            continue
        is_little = amount.minutes is not None and amount.minutes <= LITTLE_ADDED
        items[at] = replace(item, labels=PLAIN | {"unsigned"} if is_little else PLAIN)
    return items


def _closes(said: Said, item: Item) -> bool:
    """Say whether nothing that "bij" can lead to follows it: a sign, a day, a verb, or another small word."""
    if said.has_any(item.first, POINTING) or said.has(item.first, "great"):
        return False
    return (
        item.kind in {*PUNCTUATION, Kind.DAYS} or not item.labels.isdisjoint(BEHIND) or said.has_any(item.first, LEADS)
    )


def _explaining(said: Said, items: list[Item]) -> list[Item]:
    """Mark unknown words that only ever explain ("tandarts", "in Goirle"): they have a place in a reason."""
    behind = 0
    tells_cause = "cause" in said.labels
    for index, item in enumerate(items):
        if tells_cause and (length := said.has(item.first, "cause")):
            behind = max(behind, item.first + length)
        if item.kind is not Kind.UNKNOWN or item.labels:
            continue
        if said.has(item.first, "week_lead") and items[index + 1 : index + 2] and items[index + 1].weeks is not None:
            items[index] = Item(Kind.WORD, item.first, item.last, PLAIN)
            continue
        is_place = index > 0 and said.tokens[item.first].text[:1].isupper() and _leads_to_place(said, items[index - 1])
        if item.last <= behind or is_place:
            items[index] = Item(Kind.UNKNOWN, item.first, item.last, CAUSE)
    return items


def _leads_to_place(said: Said, before: Item) -> bool:
    return before.kind is Kind.WORD and said.has(before.first, "place_lead") == before.last - before.first


RULES = Rules(
    rule(introduced, "dictating", "introducing"),
    rule(_hours_apart, "to", beside=(Kind.NUMBERS, Kind.DAYS, "back")),
    rule(_hours_of_week, "instead"),
    rule(_so_far, "so_far"),
    rule(_about, "about_lead"),
    rule(_coming_weeks, "later", "does_later"),
    rule(_days_of_numbers, "owner_lead", beside=(Kind.DAYS, Kind.NUMBERS)),
    rule(_dotted, Kind.DAYS),
    rule(closed, "nothing_else"),
    rule(_explaining, "cause", "week_lead", "place_lead", beside=(Kind.UNKNOWN,)),
    rule(not_only, "only"),
    rule(merely, "but", "only"),
    rule(_led_to, "name_lead", beside=("more",)),
    rule(around),
    rule(left_out, "without"),
    rule(denials, "not_begins"),
    rule(verbs),
    rule(_of_one, "they"),
    rule(_parted, Kind.WEEKS, Kind.NUMBERS),
    rule(running, "back", "sets", "owner_lead", "subject", "subject_verb", "further", "rest", "it_was", "except"),
    rule(_praised, "great", "hesitation", "emoji"),
    rule(_told, "fronting"),
    rule(_odd_weeks, "week_word"),
    rule(_bounded_weeks, *BOUNDS),
    rule(greeted_all, "courtesy"),
    rule(addressed, "courtesy", "cause_of", "doer", "company", beside=(Kind.NAME,)),
    rule(torn_exceptions, "except"),
    rule(counted, Kind.NUMBERS, "one_word"),
    rule(accompanied, "company"),
    rule(agreed, "as_agreed", "agreed_with", "agreed_after"),
    rule(possessed, "possessive"),
)
