"""Answers typed between the lines of our own mail: each is read for the week or day that the line above it shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from core.asking import ask_about
from core.command import Context, Reply
from core.conduct import carry_all
from core.incoming import Place, Typed
from core.language import read
from core.language.meaning import Certainty, DayChange, Doubt, Meaning, OpenWeek, Problem, Reading, WeekVerdict
from core.language.meaning import Context as ReadingContext
from core.language.vocabulary.text import fold
from core.languages import LANGUAGES
from core.scope import within_reach

APPROVES, EXCEPT, BACK, HOLD = "logbook.approve", "logbook.approve_except", "logbook.send_back", "logbook.hold"
VERDICTS = frozenset({APPROVES, EXCEPT, BACK, HOLD})
COURTESIES = frozenset({"desk.thanks", "desk.greet"})
NUMBER = re.compile(r"\s*(\d{1,3})\.\s+")
HOURS_ALONE = re.compile(r"[\d\s.,:✓↩→·+-]+")
NOTE = re.compile(r"\s*(\w+): [“\"]")
SHORT_DAYS = {
    day.casefold().rstrip("."): at for one in LANGUAGES.values() for at, day in enumerate(one.written.short_weekdays)
}
TOTALS = {"totaal", "total"}
# "Zie hieronder": what only says where the answers stand.
POINTS = re.compile(
    r"(?:ik heb )?(?:zie|zie ook|kijk|antwoord(?:en)?|opmerkingen|reactie|see|see also|answers?|comments?|replies|"
    r"siehe|antwort(?:en)?|voir|réponses?)\b(?: (?:mijn|de|my|the|meine|mes)(?: (?:antwoorden?|opmerkingen?|reacties?|"
    r"wijzigingen?|correcties?|aanpassingen?|answers?|comments?|replies|changes|corrections|anmerkungen|remarques))?)?"
    r"(?: (?:hier ?onder|onder|onderstaand|tussen de regels|tussen de tekst|in de tekst|in de mail|below|inline|"
    r"in line|between the lines|in the text|unten|ci-dessous|plus bas))+(?: in (?:het )?(?:rood|blauw|red|blue))?",
    re.IGNORECASE,
)
# "Akkoord met de rest": all that nothing was said of between the lines.
RESTS = {
    "nl": (re.compile(r"\b(?:(?:de|het|al het|alle) )?(?:rest|overigen?|andere|anderen)\b", re.IGNORECASE), "alles"),
    "en": (re.compile(r"\b(?:(?:all )?the )?(?:rest|others?)\b|\beverything else\b", re.IGNORECASE), "everything"),
    "de": (re.compile(r"\b(?:(?:der|die|den|alles) )?(?:rest|übrigen?|anderen?)\b", re.IGNORECASE), "alles"),
    "fr": (re.compile(r"\b(?:tout )?(?:le reste|les autres)\b", re.IGNORECASE), "tout"),
}
SENTENCE = re.compile(r"[.!;\n]+")


class NotUnderstoodError(Exception):
    """Something that was typed has no place. Facts: the doubt to ask about."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.problem)
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class Remark:
    """What was typed below one line of ours. above: that line, as quoted."""

    above: str
    words: str
    place: Place | None


@dataclass(slots=True)
class Judged:
    """What was said of one week. back: the days that go back, with the hours that each should have, if said."""

    approves: bool = False
    holds: bool = False
    is_back_whole: bool = False
    back: dict[date, int | None] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def is_consistent(self) -> bool:
        """Say whether no two things that were said of it exclude each other."""
        return (self.holds or self.is_back_whole) + (self.approves or bool(self.back)) <= 1 and not (
            self.holds and self.is_back_whole
        )


def hear(ctx: Context, typed: Typed, *, is_ours: bool) -> list[Reply]:
    """Carry out what was typed between our lines, and above and below them; ask when any of it was not understood.

    is_ours: the first of our texts that it may quote is that of the question it answers. ctx.is_whole: that is all they
    typed, and nobody else typed any of it.
    """
    remarks = remarks_in(typed)
    told = [f"{remark.above}: {remark.words}" for remark in remarks]
    ctx.said = ctx.words = "\n".join(part for part in (typed.text.strip(), *told) if part)
    context = within_reach(ctx)
    today = ctx.now.astimezone(ctx.actor.zone)
    try:
        meanings = understood(typed.text, remarks, context, is_ours=is_ours)
        is_timeless = context.now.date() == today.date() or meanings == understood(
            typed.text, remarks, replace(context, now=today), is_ours=is_ours
        )
    except NotUnderstoodError as error:
        ctx.is_whole = False  # what we keep of it was said about something that we did not understand
        return [ask_about(ctx, error.doubt, error.doubt.words)]
    if not (ctx.is_whole and is_timeless):
        meanings = [replace(meaning, certainty=Certainty.LIKELY) for meaning in meanings]
    return carry_all(ctx, Reading(tuple(meanings), language=context.language), ctx.said)


def remarks_in(typed: Typed) -> list[Remark]:
    """Join the lines that were typed below one line of ours, in their order."""
    places = typed.places or (None,) * len(typed.corrections)
    lines = zip(typed.corrections, places, strict=True)
    return [
        Remark(above, "\n".join(line for (_, line), _ in group), place)
        for (above, place), group in groupby(lines, key=lambda one: (one[0][0], one[1]))
    ]


def understood(text: str, remarks: Sequence[Remark], context: ReadingContext, *, is_ours: bool) -> list[Meaning]:
    """Understand every remark in its own place, then what was typed elsewhere. Raises: NotUnderstoodError."""
    shown = Shown(context)
    judged: dict[int, Judged] = {}
    certainty = Certainty.SURE
    for remark in remarks:
        week, day = shown.scope(remark.place) if is_ours and remark.place is not None else (None, None)
        if week is None and remark.place is None:
            # Below what we did not send so: of the week that it is a title of, or the only one there is.
            week, certainty = shown.titled(remark.above) or shown.only(remark.above), Certainty.LIKELY
        if week is None:
            raise NotUnderstoodError(Doubt(Problem.WHICH_WEEK, remark.words, candidates=tuple(context.focus)))
        _add(judged, _verdicts(remark, week, day, context), remark.words)
    left = _left(text)
    if left:
        reading, how_sure = _elsewhere(left, judged, context)
        certainty = how_sure if certainty is Certainty.SURE else certainty
        if certainty is Certainty.SURE and not shown.is_whole([remark.place for remark in remarks]):
            certainty = Certainty.LIKELY
        _add(judged, reading, left)
    return [replace(meaning, certainty=certainty) for meaning in _meanings(judged, context)]


class Shown:
    """The weeks of the question that was answered, as our text shows them."""

    def __init__(self, context: ReadingContext) -> None:
        focus = set(context.focus)
        self.weeks = [week for week in context.weeks if week.week_id in focus]
        self.dossiers = {week.dossier_id for week in self.weeks}
        self.names = {
            one.dossier_id: fold(" ".join(part for part in (one.first_name, one.infix, one.surname) if part))
            for one in context.known
        }

    def scope(self, place: Place) -> tuple[OpenWeek | None, date | None]:
        """Say which week, and which day of it, the line at this place shows; None when that is not certain."""
        if place.sent != 0:
            return None, None
        week = self._week(place)
        if week is None:
            return None, None
        note = NOTE.match(place.lines[place.line])
        found = [note[1].casefold()] if note else [word for word in place.part.split() if word in SHORT_DAYS]
        is_one = len(found) == 1 and found[0] in SHORT_DAYS
        return week, week.monday + timedelta(days=SHORT_DAYS[found[0]]) if is_one else None

    def only(self, above: str) -> OpenWeek | None:
        """Give the one week that was shown, unless a line names another student than its own."""
        named = set(fold(above).replace(",", " ").replace(":", " ").split())
        others = {name.split()[0] for dossier, name in self.names.items() if name and dossier not in self.dossiers}
        return self.weeks[0] if len(self.weeks) == 1 and not named & others else None

    def is_whole(self, places: Sequence[Place | None]) -> bool:
        """Say whether every week is titled in what was quoted: else "the rest" may be of fewer."""
        place = next((place for place in places if place is not None), None)
        if place is None or len(self.weeks) == 1:
            return len(self.weeks) == 1
        titled = {week.week_id for at in place.quoted if (week := self.titled(place.lines[at])) is not None}
        return len(titled) == len(self.weeks)

    def _week(self, place: Place) -> OpenWeek | None:
        """Go up from the line to the quoted title that it stands under, over nothing but what a week's card holds."""
        if len(self.weeks) == 1:
            return self.weeks[0]
        for at in range(place.line, -1, -1):
            titled = self.titled(place.lines[at])
            if titled is not None:
                return titled if at in place.quoted else None
            if not _is_of_card(place.lines[at], is_last=at == place.line):
                return None
        return None

    def titled(self, line: str) -> OpenWeek | None:
        """Give the week that a line is the title of: by its number in the list, or by the student's whole name."""
        number = NUMBER.match(line)
        title = fold(line[number.end() :] if number else line).lstrip(" -*•")
        found = [week for week in self.weeks if self._is_title(title, week, int(number[1]) if number else None)]
        return found[0] if len(found) == 1 else None

    def _is_title(self, title: str, week: OpenWeek, number: int | None) -> bool:
        named = f"week {week.monday.isocalendar().week}"
        name = self.names.get(week.dossier_id, "?")
        by_name, by_first_name = f"{name}, {named}", f"{name.split()[0]}, {named}"
        starts = [by_name] if number is None else [named, by_name, by_first_name] if number == week.number else []
        return any(title.startswith(start) and not title[len(start) :][:1].isalnum() for start in starts)


def _is_of_card(line: str, *, is_last: bool) -> bool:
    """Say whether a line belongs to the week above it: its days, its hours, a note; a warning only on the way up."""
    words = [word.strip("·") for word in line.casefold().split()]
    is_days = bool(words) and all(
        word in SHORT_DAYS or word in TOTALS or HOURS_ALONE.fullmatch(word) for word in words if word
    )
    return not words or is_days or NOTE.match(line) is not None or (line.lstrip().startswith("⚠") and not is_last)


def _verdicts(remark: Remark, week: OpenWeek, day: date | None, context: ReadingContext) -> list[Meaning]:
    """Read a remark with nothing in reach but its own week; what it says of a day is of the day it stands under."""
    known = [one for one in context.known if one.dossier_id == week.dossier_id]
    scoped = replace(context, weeks=[week], known=known, seen=(), focus=[week.week_id], choices=0, proposed=False)
    reading = read(remark.words, scoped)
    if day is not None and not _days(reading):
        weekday = LANGUAGES[reading.language].written.weekdays[day.weekday()]
        reading = read(f"{weekday} {remark.words}", scoped)
    doubt = next(iter(reading.doubts), None)
    is_verdict = reading.meanings and all(one.command in VERDICTS for one in reading.meanings)
    is_sure = is_verdict and all(one.certainty is Certainty.SURE for one in reading.meanings)
    is_scoped = day is None or (
        _days(reading) == {day} and all(one.command == BACK and one.weeks[0].days for one in reading.meanings)
    )
    if doubt is not None or reading.blocks_all or not (is_sure and is_scoped):
        problem = doubt.problem if doubt is not None else Problem.UNKNOWN_WORDS
        raise NotUnderstoodError(Doubt(problem, remark.words, about=(week.week_id,)))
    return list(reading.meanings)


def _days(reading: Reading) -> set[date]:
    return {change.date for one in reading.meanings for verdict in one.weeks for change in verdict.days}


def _left(text: str) -> str:
    """Give what was typed elsewhere, without sentences that only say where to look."""
    kept = [part for part in SENTENCE.split(text) if not POINTS.fullmatch(" ".join(part.split()).rstrip(" :,"))]
    return (
        text.strip()
        if len(kept) == len(SENTENCE.split(text))
        else ". ".join(part.strip() for part in kept if part.strip())
    )


def _elsewhere(text: str, judged: Mapping[int, Judged], context: ReadingContext) -> tuple[list[Meaning], Certainty]:
    """Read what was typed above and below the quote, for all that was not wholly settled in it.

    "Akkoord" there may have been said before the remarks; "akkoord met de rest" is said of what they leave.
    """
    settled = {one for one, said in judged.items() if said.approves or said.holds or said.is_back_whole}
    weeks = [
        replace(week, open=week.open - judged[week.week_id].back.keys()) if week.week_id in judged else week
        for week in context.weeks
    ]
    rest = replace(context, weeks=weeks, focus=[one for one in context.focus if one not in settled])
    reading = read(text, rest)
    if reading.meanings and all(one.command in COURTESIES for one in reading.meanings) and not reading.doubts:
        return [], Certainty.SURE
    if reading.doubts or reading.blocks_all or not all(one.command in VERDICTS for one in reading.meanings):
        doubt = next(iter(reading.doubts), Doubt(Problem.UNKNOWN_WORDS, text))
        raise NotUnderstoodError(replace(doubt, words=doubt.words or text))
    return list(reading.meanings), _of_the_rest(text, reading, rest)


def _of_the_rest(text: str, reading: Reading, context: ReadingContext) -> Certainty:
    """Say whether words surely mean all that is left: they do when "alles" in the place of "de rest" says the same."""
    if reading.language not in RESTS:
        return Certainty.LIKELY
    rest, everything = RESTS[reading.language]
    if not rest.search(text):
        return Certainty.LIKELY
    whole = read(rest.sub(everything, text), context)
    is_same = not whole.doubts and [(one.command, one.weeks) for one in whole.meanings] == [
        (one.command, one.weeks) for one in reading.meanings
    ]
    is_sure = all(one.certainty is Certainty.SURE for one in whole.meanings)
    return Certainty.SURE if is_same and is_sure else Certainty.LIKELY


def _add(judged: dict[int, Judged], meanings: Sequence[Meaning], words: str) -> None:
    """Add what was said to what was said of the same weeks before. Raises: NotUnderstoodError when they disagree."""
    for meaning in meanings:
        for verdict in meaning.weeks:
            week = judged.setdefault(verdict.week_id, Judged())
            changes = {change.date: change.minutes for change in verdict.days}
            is_said_twice = any(week.back.get(day, minutes) != minutes for day, minutes in changes.items())
            week.back |= changes
            week.approves |= meaning.command in {APPROVES, EXCEPT}
            week.holds |= meaning.command == HOLD
            week.is_back_whole |= meaning.command == BACK and not changes
            week.words.append(words)
            week.reasons += [meaning.reason] if meaning.reason else []
            if is_said_twice or not week.is_consistent():
                raise NotUnderstoodError(Doubt(Problem.UNKNOWN_WORDS, words, about=(verdict.week_id,)))


def _meanings(judged: Mapping[int, Judged], context: ReadingContext) -> Iterator[Meaning]:
    """Give one meaning for each week that something was said of, in the order of the list."""
    for week in context.weeks:
        said = judged.get(week.week_id)
        if said is None:
            continue
        days = tuple(DayChange(day, minutes) for day, minutes in sorted(said.back.items()))
        approves = said.approves and bool(week.open - said.back.keys())
        command = HOLD if said.holds else (EXCEPT if days else APPROVES) if approves else BACK
        words, reason = ("; ".join(dict.fromkeys(part)) for part in (said.words, said.reasons))
        yield Meaning(command, (WeekVerdict(week.week_id, days),), words=words, reason=reason)
