"""Read a message by its cues, when word by word it led to nothing: what it asks about, never what it settles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.language.clauses.edges import without_edges
from core.language.clauses.heard import hear
from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.signatures import without_signatures
from core.language.meaning import Certainty, Context, Meaning, Reading, WeekVerdict
from core.language.requests.asked import values_for
from core.language.requests.back import weeks_named
from core.language.requests.cues import Fit, Heard, Topic, best, cues_of, plain
from core.language.values.ahead import read_clock
from core.language.values.feasts import read_feast
from core.language.vocabulary.names import names_of
from core.language.vocabulary.said import Said
from core.language.vocabulary.words import LANGUAGES

LONGEST = 4_000
MOST_SENTENCES = 40
MOST_TOPICS = 3
OUR_NAME = "akkoord"
# "e-mail" and "est-ce" are matched as the two words that they are made of.
HYPHEN = "-"
# Who types a word that stands for a value gives none.
LITERALLY = {
    "someone": "somebody",
    "someday": "one day",
    "sometime": "once",
    "someweek": "week",
    "somenumber": "number",
}
HOUR = 60
NOON = 12 * HOUR
# Nobody is to be reminded before this hour: who says "4 uur" means the afternoon.
EARLIEST = 7 * HOUR
STANDS_FOR = {
    Kind.NAME: "someone",
    Kind.WEEKS: "someweek",
    Kind.DAYS: "someday",
    Kind.NUMBERS: "somenumber",
    Kind.HOURS: "sometime",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """All items up to a full stop. asks: a question mark closed it."""

    items: Sequence[Item]
    asks: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A topic, and the items of the sentence in which it was found."""

    fit: Fit
    items: Sequence[Item]


def read_loosely(text: str, context: Context) -> Reading | None:
    """Give what a message is about by its cues, topic by topic in the order said; None when that is not known.

    Every meaning is only likely, with the topic and the words that gave it away among its fields.
    """
    if len(text) > LONGEST:
        return None
    heard = hear(text, context)
    said = heard.said
    if not said.tokens:
        return None
    scanned = heard.items(names_of(tuple(context.seen or context.known)))
    items = without_edges(said, scanned, frozenset()).items
    topics = _topics(said, items, _without_our_name(said, scanned), heard.language, context)
    if not topics:
        return None
    meanings = tuple(_meaning(said, heard.text, one, items, context) for one in topics)
    return Reading(meanings, blocks_all=True, language=heard.language, is_loose=True)


def _without_our_name(said: Said, items: Sequence[Item]) -> list[Item]:
    """Give a whole message with its greeting, which some cues are about; "dag akkoord" greets us and judges nothing."""
    kept = without_signatures(said, items, frozenset())
    is_greeted = [at > 0 and said.has(kept[at - 1].first, "greeting") > 0 for at in range(len(kept))]
    return [item for at, item in enumerate(kept) if not (is_greeted[at] and said.tokens[item.first].folded == OUR_NAME)]


def _topics(
    said: Said, items: Sequence[Item], everything: Sequence[Item], language: str, context: Context
) -> list[Found]:
    """Find the topics of each sentence, or of a message at once; what yields gives way to the rest."""
    found: dict[Topic, Found] = {}
    for sentence in _sentences(said, items)[:MOST_SENTENCES]:
        _note(found, said, sentence, language, context, whole=False)
    asks = any(item.kind is Kind.QUESTION for item in everything)
    message = Sentence(tuple(everything), asks=asks)
    _note(found, said, message, language, context, whole=True)
    firm = [one for one in found.values() if not one.fit.cue.yields]
    return (firm or list(found.values()))[:MOST_TOPICS]


def _sentences(said: Said, items: Sequence[Item]) -> list[Sentence]:
    """Cut a message at its full stops, not at the dot of a file name; every word stays, since any may bar a topic."""
    found: list[Sentence] = []
    current: list[Item] = []
    for item in items:
        if item.kind not in {Kind.STOP, Kind.QUESTION} or _is_within_a_name(said, item):
            current.append(item)
        elif current:
            found.append(Sentence(current, asks=item.kind is Kind.QUESTION))
            current = []
    return [*found, Sentence(current, asks=False)] if current else found


def _is_within_a_name(said: Said, item: Item) -> bool:
    """Say whether a dot stands within a word, as in "uren.csv" or an address."""
    if said.tokens[item.first].folded != "." or not said.tokens[item.first].near or item.last >= len(said.tokens):
        return False
    behind = said.tokens[item.last]
    return behind.near and behind.text[:1].islower()


def _note(
    found: dict[Topic, Found], said: Said, sentence: Sentence, language: str, context: Context, *, whole: bool
) -> None:
    heard = _heard(said, sentence)
    barred: set[Topic] = set()
    for name in (language, *(other for other in LANGUAGES if other != language)):
        cues = cues_of(name)
        if cues is None:
            continue
        by = "student" if context.for_student else "others"
        fits, kept_out = cues.fits(heard, whole=whole, by=by, is_asked=bool(context.focus or context.proposed))
        fits = [fit for fit in fits if fit.cue.about not in barred]
        barred |= kept_out
        if fits:
            fit = best(fits)
            if fit is not None:
                found.setdefault(fit.cue.about, Found(fit, sentence.items))
            return


def _heard(said: Said, sentence: Sentence) -> Heard:
    """Write a sentence as the cues match it; a value that our readers read there is one word."""
    words: list[str] = []
    values: dict[int, str] = {}
    for item in sentence.items:
        value = STANDS_FOR.get(item.kind, "someday" if item.later is not None else "")
        if value and (item.name is None or not item.name.near):
            if item.kind is Kind.DAYS and read_feast(said, item.first) is not None:
                # Which feast it is may be asked about.
                words += [plain(token.folded) for token in said.tokens[item.first : item.last]]
            words.append(value)
            continue
        if item.kind in PUNCTUATION:
            continue
        if value:
            values[len(words)] = value
        for token in said.tokens[item.first : item.last]:
            word = plain(token.folded)
            if word and word != HYPHEN and not (word == OUR_NAME and "courtesy" in item):
                words.append(LITERALLY.get(word, word))
    return Heard(tuple(words), asks=sentence.asks, values=values)


def _meaning(said: Said, text: str, one: Found, items: Sequence[Item], context: Context) -> Meaning:
    """Write a topic as a meaning: whose hours and which weeks it names, or the message does, and for when."""
    cue = one.fit.cue
    dossiers = _dossiers(said, one.items) or _dossiers(said, items)
    mondays = _mondays(said, one.items) or _mondays(said, items)
    words = text[said.tokens[one.items[0].first].start : said.tokens[one.items[-1].last - 1].end] if one.items else text
    return Meaning(
        cue.command,
        _weeks(context, dossiers, mondays),
        Certainty.LIKELY,
        words=words,
        when=_when(one.items, context) or _when(items, context),
        dossiers=dossiers,
        mondays=mondays,
        fields={
            "topic": cue.topic,
            "fitted": list(one.fit.words),
            **_times(said, one.items),
            **values_for(cue.command, said, text, items, context),
        },
    )


def _times(said: Said, items: Sequence[Item]) -> dict[str, list[str]]:
    """Give the one time of day that is named: "rond 4 uur" by day is in the afternoon."""
    places = range(items[0].first, items[-1].last) if items else ()
    found = {clock.minute for at in places if (clock := read_clock(said, at)) is not None and clock.minute is not None}
    if len(found) != 1:
        return {}
    minute = found.pop()
    minute += NOON if minute < EARLIEST else 0
    return {"times": [f"{minute // HOUR:02}:{minute % HOUR:02}"]}


def _dossiers(said: Said, items: Sequence[Item]) -> tuple[int, ...]:
    ids = (
        dossier
        for item in items
        if item.name is not None and not (item.name.near and _is_known(said, item))
        for dossier in sorted(item.name.dossiers)
    )
    return tuple(dict.fromkeys(ids))


def _is_known(said: Said, item: Item) -> bool:
    """Say whether what looks like a name is a word of the cues."""
    word = plain(said.tokens[item.first].folded)
    return any(cues.patterns.knows(word) for name in LANGUAGES if (cues := cues_of(name)) is not None)


def _mondays(said: Said, items: Sequence[Item]) -> tuple[date, ...]:
    found = {monday for item in items if item.kind is Kind.WEEKS for monday in weeks_named(said, item)}
    return tuple(sorted(found))


def _weeks(context: Context, dossiers: Sequence[int], mondays: Sequence[date]) -> tuple[WeekVerdict, ...]:
    """Give the weeks in reach that are named; those that the message answers when none is."""
    is_named = bool(dossiers or mondays)
    return tuple(
        WeekVerdict(week.week_id)
        for week in context.weeks
        if (week.week_id in context.focus or is_named)
        and (not dossiers or week.dossier_id in dossiers)
        and (not mondays or week.monday in mondays)
    )


def _when(items: Sequence[Item], context: Context) -> date | None:
    """Give the first day that lies ahead; a bare weekday is the next one."""
    today = context.now.date()
    for item in items:
        if item.later is not None:
            return today + timedelta(days=item.later)
        for day in item.days:
            if day.on is not None and day.on > today:
                return day.on
            if day.on is None and day.weekday is not None:
                return today + timedelta(days=(day.weekday - today.weekday() - 1) % 7 + 1)
    return None
