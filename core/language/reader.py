"""Read a whole message: a command to the assistant, a question about hours, or a verdict on hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.language.clauses.correcting import Correction, correction, may_correct
from core.language.clauses.edges import Edges, without_courtesies, without_edges
from core.language.clauses.enumerated import without_enumeration
from core.language.clauses.framing import frame
from core.language.clauses.headed import headed
from core.language.clauses.heard import Heard, hear
from core.language.clauses.inverted import asks_oneself
from core.language.clauses.item import PUNCTUATION, Item, Kind
from core.language.clauses.marking import marked, with_namesakes
from core.language.clauses.paired import paired
from core.language.clauses.piece import Piece, Sentence
from core.language.clauses.pieces import cut
from core.language.clauses.pleasantries import only_nods, without_pleasantries
from core.language.clauses.pleasantries import warm as warm_pleasantries
from core.language.clauses.reach import Reach
from core.language.clauses.rewording import reworded
from core.language.clauses.unknowns import with_strangers
from core.language.meaning import Certainty, Context, Doubt, Meaning, Problem, Reading, WeekVerdict
from core.language.requests.back import LOOK_BACKS, read_back
from core.language.requests.cues import warm as warm_cues
from core.language.requests.sentences import command_of, skeleton
from core.language.requests.sentences import warm as warm_sentences
from core.language.requests.whole import read_request
from core.language.requests.whole import warm as warm_requests
from core.language.students.corrected import corrected
from core.language.students.handing_in import read_handing_in, read_submit, without_leave
from core.language.students.logged import read_logged
from core.language.students.waiting_days import read_student
from core.language.verdicts.announcing import announced
from core.language.verdicts.compose import Composer, Verdict
from core.language.verdicts.retracting import read_retraction
from core.language.verdicts.tangled import Tangle, tangle
from core.language.verdicts.totals import with_its_total
from core.language.vocabulary.names import Names, names_of
from core.language.vocabulary.said import Said
from core.language.vocabulary.words import warm as warm_words

LOOK_UPS = frozenset({"logbook.list_open", "logbook.show", "logbook.mine", "desk.help"})
# Only a student says these; from anyone else the same words are read as a verdict.
OF_STUDENTS = frozenset({"logbook.submit", "logbook.mine"})
YES_OF_A_STUDENT = frozenset(
    {"approve", "take_over", "does_later", "yes", "plain", "courtesy", "it", "that", "they", "be", "was"}
    | {"checked", "must"}
)
SHOWS = frozenset({"logbook.show", "logbook.show_named"})
LEAVES = frozenset({"logbook.hold", "logbook.later"})
SMALL = frozenset({"courtesy", "sign"})
WAVES = SMALL | {"emoji"}
PAUSES = PUNCTUATION - {Kind.QUESTION}
SHOWN_APART = SHOWS | LOOK_BACKS
ASKED = LOOK_UPS | {"desk.greet"}
LONGEST = 20_000
# Nobody judges hours in so many words; it bounds the time that any text can take.
MOST_ITEMS = 1_000
# With a signature, and all else that is left out.
MOST_SCANNED = 2 * MOST_ITEMS


def read(text: str, context: Context) -> Reading:
    """Read a message. It never raises on what was typed; what was not understood is a doubt."""
    heard = hear(text[:LONGEST], context)
    said = heard.said
    if not said.tokens or len(text) > LONGEST:
        problem = Problem.UNKNOWN_WORDS if said.tokens else Problem.NOTHING
        return _doubt(problem, heard.text[:200], heard.language)
    known = names_of(tuple(context.known))
    seen = names_of(tuple(context.seen)) if context.seen else known
    message = Message(heard, said, heard.text, heard.language, context, seen, _listed(context, said))
    scanned = heard.items(known)
    if len(scanned) > MOST_SCANNED:
        return message.doubt(Problem.UNKNOWN_WORDS)
    edges = without_edges(said, scanned, message.listed, context.speaker)
    letter = without_pleasantries(said, edges.items)
    letter = without_enumeration(said, letter, context.weeks)
    pointed = marked(said, with_strangers(said, letter))
    pointed = paired(said, with_namesakes(pointed))
    # "Ok, bedankt voor de herinnering" may say no more than that it was read.
    is_nod = len(letter) < len(edges.items) - 2 and only_nods(said, letter)
    tangled = tangle(said, pointed)
    is_mended = may_correct(said) and not context.for_student
    mended = correction(said, reworded(said, edges.items)) if is_mended else Correction.NONE
    is_sure = edges.is_sure and not is_nod and not tangled and not mended
    edges = Edges(reworded(said, announced(said, headed(said, pointed))), is_sure, is_torn=tangled is Tangle.ASKS)
    if len(edges.items) > MOST_ITEMS:
        return message.doubt(Problem.UNKNOWN_WORDS)
    return (
        _looking_back(message, edges.items)
        or _request(message, edges.items)
        or _whole_message(message, edges.items)
        or _taken_back(message, edges.items)
        or (message.doubt(Problem.UNFINISHED) if mended is Correction.SURE else None)
        or _by_sentence(message, edges)
    )


@dataclass(slots=True)
class Message:
    """A message while it is read. seen: names of all who may be looked at. listed: bare numbers that may be a week."""

    heard: Heard
    said: Said
    text: str
    language: str
    context: Context
    seen: Names
    listed: frozenset[int]

    def words(self, items: Sequence[Item]) -> str:
        """Give what was typed for these items."""
        tokens = self.said.tokens
        return self.text[tokens[items[0].first].start : tokens[items[-1].last - 1].end]

    def doubt(self, problem: Problem) -> Reading:
        """Answer a whole message with one question."""
        return _doubt(problem, self.text, self.language)


def warm() -> None:
    """Load every vocabulary and template, so that the first message is not the slow one.

    What takes most to build comes first, so that the rest is kept where that was let go of.
    """
    warm_words()
    warm_pleasantries()
    warm_cues()
    warm_sentences()
    warm_requests()


def _listed(context: Context, said: Said) -> frozenset[int]:
    """Give the bare numbers that may stand for a week: those of the list, and of the calendar."""
    numbers = [week.number for week in context.weeks if week.number is not None]
    return said.weeks.union(numbers, range(1, context.choices + 1))


def _doubt(problem: Problem, words: str, language: str) -> Reading:
    return Reading((), (Doubt(problem, words),), blocks_all=True, language=language)


def _looking_back(message: Message, items: Sequence[Item]) -> Reading | None:
    """Read a question about what was, with the names of all whom this person may see; None when it is none."""
    said, context = message.said, message.context
    if context.seen:
        wide = without_edges(said, message.heard.items(message.seen), message.listed, context.speaker)
        items = with_strangers(said, wide.items)
    found = read_back(said, items, context, text=message.text, language=message.language)
    if isinstance(found, Meaning):
        return Reading((found,), language=message.language)
    return None if found is None else Reading((), (found,), language=message.language)


def _request(message: Message, items: Sequence[Item]) -> Reading | None:
    """Read a request to the assistant, with its values; None when it is none."""
    # "Tot volgende week" is a farewell, unless the request needs it.
    found = None
    without = without_courtesies(items)
    for kept in (without,) if len(without) == len(items) else (without, items):
        found = found or read_request(
            message.said,
            kept,
            message.context,
            names=message.seen,
            text=message.text,
            language=message.language,
            judges=lambda words: _judges(words, message.context),
        )
    if isinstance(found, Meaning):
        # One behind a free text is of that text; any other asks whether.
        if "text" not in found.fields and any(item.kind is Kind.QUESTION for item in items):
            found = replace(found, certainty=Certainty.LIKELY)
        return Reading((found,), language=message.language)
    return None if found is None else Reading((), (found,), language=message.language)


def _judges(words: str, context: Context) -> bool:
    """Say whether words settle hours by themselves; that a student isn't there leaves them as they were."""
    settles = (meaning.command for meaning in read(words, context).meanings)
    return any(command.startswith("logbook.") and command not in LEAVES for command in settles)


def _whole_message(message: Message, items: Sequence[Item]) -> Reading | None:
    """Read what holds for a message as a whole: a number to choose, a yes, "oeps"; None when it is something else."""
    content = [item for item in items if item.kind not in PAUSES and "sign" not in item.labels]
    if not content or all("emoji" in item.labels for item in content):
        return message.doubt(Problem.NOTHING)
    if len(content) == 1 and content[0].kind is Kind.NUMBERS:
        return _chosen(message, content[0])
    command = _command(message, items)
    if not command or command in SHOWN_APART or (command in OF_STUDENTS and not message.context.for_student):
        return None
    if command == "desk.greet" and _says_yes_apart(items):
        return None
    asks = any(item.kind is Kind.QUESTION for item in items)
    if asks and command not in ASKED:
        return message.doubt(Problem.QUESTION)
    return _of_a_student(message, command, items) or Reading(
        (Meaning(command, words=message.text),), language=message.language
    )


def _taken_back(message: Message, items: Sequence[Item]) -> Reading | None:
    found = read_retraction(message.said, items, message.context, message.text)
    return None if found is None else Reading((found,), language=message.language)


def _says_yes_apart(items: Sequence[Item]) -> bool:
    """Say whether a comma sets a yes apart from the greeting, as in "hoi, akkoord"; "hoi akkoord" may be our name."""
    return any(item.kind in {Kind.COMMA, Kind.STOP} and "approve" in following for item, following in pairwise(items))


def _command(message: Message, items: Sequence[Item]) -> str:
    """Give the one command that these words are; a greeting in front and thanks behind are no part of it."""
    words = skeleton(message.said, items)
    command = command_of(words, message.language) if words else ""
    kept = items if command else without_courtesies(items)
    return command if len(kept) == len(items) else command_of(skeleton(message.said, kept), message.language)


def _of_a_student(message: Message, command: str, items: Sequence[Item]) -> Reading | None:
    """Read what means something else from a student: a yes, and a week that is handed in."""
    if command == "logbook.submit":
        return replace(read_submit(items, message.context, message.text), language=message.language)
    return _yes_of_a_student(message) if command == "desk.yes" and message.context.for_student else None


def _chosen(message: Message, item: Item) -> Reading | None:
    numbers = item.numbers.numbers if item.numbers else ()
    if len(numbers) == 1 and 0 < numbers[0] <= message.context.choices:
        return Reading((Meaning("desk.choose", words=message.text, number=numbers[0]),), language=message.language)
    if not message.context.for_student:
        return message.doubt(Problem.UNFINISHED)
    if message.context.choices > 1 and not message.context.guesses:
        return message.doubt(Problem.UNKNOWN_NUMBER)
    sentences = [Sentence([Piece("start", [item])])]
    return read_student(sentences, message.context, message.text, message.language)


def _by_sentence(message: Message, edges: Edges) -> Reading:
    """Read a message sentence by sentence: what is asked to be shown, then what is said of hours."""
    looked_up, sentences, is_lost = _look_ups(message, cut(edges.items))
    if not sentences and not looked_up.meanings and not looked_up.doubts:
        return message.doubt(Problem.NOTHING)
    if not sentences or (message.context.for_student and looked_up.meanings):
        return looked_up
    if message.context.for_student:
        return _as_student(message, sentences, edges)
    if any(asks_oneself(message.said, sentence) for sentence in sentences):
        return message.doubt(Problem.QUESTION)

    def judged(some: Sequence[Sentence]) -> Verdict:
        return Composer(message.said, message.context, message.text, is_lost=is_lost).compose(some)

    verdict = with_its_total(edges.items, judged, message.context.weeks) or judged(sentences)
    if edges.is_torn and verdict.meanings:
        return message.doubt(Problem.UNFINISHED)
    # "approved no. 3 is fine" may say no, or number.
    either = [item for item in edges.items if item.kind is Kind.NUMBERS and "maybe" in item.labels]
    is_whole = not either and "weekend" not in message.said.labels and not _is_cut_short(message.said, edges.items)
    is_whole = is_whole and not _answers_about_others(message.context, edges.items, verdict)
    return _reading(message, verdict, looked_up, is_sure=edges.is_sure and is_whole)


def _is_cut_short(said: Said, items: Sequence[Item]) -> bool:
    """Say whether a message ends on a word that something must follow: "akkoord voor"."""
    if "cut_short" not in said.labels:
        return False
    written = (item for item in reversed(items) if item.kind not in PUNCTUATION and item.labels.isdisjoint(WAVES))
    last = next(written, None)
    if last is None or ("and" in last.labels and _is_after_thanks(items, last)):
        return False
    return said.has(last.last - 1, "cut_short") > 0


def _is_after_thanks(items: Sequence[Item], joint: Item) -> bool:
    """Say whether it is the "et" of "merci et bonne journée", of which the wish was left out."""
    at = next(index for index, item in enumerate(items) if item is joint)
    before = items[at - 1] if at else joint
    begins = at < 2 or items[at - 2].kind in {Kind.STOP, Kind.COMMA}  # noqa: PLR2004 - what thanks, and the pause before it
    return "courtesy" in before and "approve" not in before and begins


def _answers_about_others(context: Context, items: Sequence[Item], verdict: Verdict) -> bool:
    """Say whether "ja, Sanne" answers a proposal that was not about her: she may be who it is said to."""
    if not context.proposed:
        return False
    at = next((at for at, item in enumerate(items) if item.kind not in PUNCTUATION), len(items))
    first, behind = items[at : at + 1], items[at + 1 : at + 2]
    is_yes = any("yes" in item for item in first)
    is_yes = is_yes or (any("approve" in item for item in first) and any(item.kind is Kind.COMMA for item in behind))
    if not is_yes:
        return False
    weeks = {week.week_id for meaning in verdict.meanings for week in meaning.weeks}
    return bool(weeks) and weeks.isdisjoint(context.focus)


def _look_ups(message: Message, sentences: Sequence[Sentence]) -> tuple[Reading, list[Sentence], bool]:
    """Take out the sentences that only ask to be shown something; gives what these ask and the sentences left.

    And whether one of those came behind a look-up: a bare "akkoord" there may mean what it asked for, or everything.
    """
    left: list[Sentence] = []
    found: list[Meaning] = []
    doubts: list[Doubt] = []
    is_lost = names_only = False
    for sentence in sentences:
        items = sentence.items
        command = _command(message, items) if items else ""
        if command == "logbook.show" or (command == "logbook.show_named" and len(sentences) == 1):
            weeks = _shown(message, items)
            names_only = command == "logbook.show_named" and not sentence.asks
            found += [weeks] if isinstance(weeks, Meaning) else []
            doubts += [weeks] if isinstance(weeks, Doubt) else []
        elif command in LOOK_UPS and (command not in OF_STUDENTS or message.context.for_student):
            found.append(Meaning(command, words=message.words(items)))
        elif sentence.asks or _says_something(items):
            left.append(sentence)
            is_lost = is_lost or bool(found or doubts)
    facts = {"names_only": "yes"} if names_only else {}
    return Reading(tuple(found), tuple(doubts), language=message.language, facts=facts), left, is_lost


def _says_something(items: Sequence[Item]) -> bool:
    return any(not (item.kind is Kind.WORD and item.labels <= SMALL) for item in items)


def _shown(message: Message, items: Sequence[Item]) -> Meaning | Doubt:
    """Find the weeks that someone wants to see: all of a student that are in reach, or those that were named."""
    context, words = message.context, message.words(items)
    read = frame(Piece("start", list(items)))
    scope = read.scope
    if read.strangers:
        return Doubt(Problem.UNKNOWN_NAME, message.words(read.strangers[:1]))
    days = [day for item in items for day in item.days]
    students = {ids for item in scope.names if item.name for ids in item.name.dossiers}
    if scope.names and any(item.name is None or len(item.name.dossiers) != 1 for item in scope.names):
        return Doubt(Problem.WHICH_STUDENT, words, candidates=tuple(sorted(students)))
    weeks = [week for week in context.weeks if not students or week.dossier_id in students]
    if scope.weeks or scope.numbers:
        found = Reach(context).find(scope, (), words)
        if found.doubt is not None:
            return found.doubt
        weeks = list(found.weeks)
    dates = {day.on for day in days if day.on is not None}
    if dates:
        weeks = [week for week in weeks if any(0 <= (day - week.monday).days < 7 for day in dates)]  # noqa: PLR2004 - a week
    if not weeks:
        return Doubt(Problem.UNKNOWN_WEEK, words)
    is_near = any(item.name is not None and item.name.near for item in scope.names)
    certainty = Certainty.LIKELY if is_near else Certainty.SURE
    return Meaning("logbook.show", tuple(WeekVerdict(week.week_id) for week in weeks), certainty, words=words)


def _as_student(message: Message, sentences: Sequence[Sentence], edges: Edges) -> Reading:
    items = [item for sentence in sentences for item in sentence.items]
    is_yes = all(item.kind in {Kind.WORD, Kind.COMMA} and item.labels <= YES_OF_A_STUDENT | {"sign"} for item in items)
    is_yes = is_yes and any(not item.labels.isdisjoint(("approve", "take_over")) for item in items)
    if is_yes and not any(sentence.asks for sentence in sentences):
        if any("approve" in item for item in items) and any(message.said.has(item.first, "insist") for item in items):
            return message.doubt(Problem.NEGATION)
        if any("does_later" in item for item in items):
            return message.doubt(Problem.NOTHING)
        return _yes_of_a_student(message)
    handed = read_handing_in(message.said, edges.items, message.context, message.text) if edges.is_sure else None
    if handed is not None:
        return replace(handed, language=message.language)
    told, is_known = corrected(message.said, without_leave(message.said, edges.items), message.context)
    is_sure = edges.is_sure and is_known
    logged = read_logged(message.said, told, message.context, message.text, is_sure=is_sure)
    if logged is not None:
        return replace(logged, language=message.language)
    if list(told) != list(edges.items):
        sentences = cut(told)
    first = items[0] if items else None
    denies = first is not None and message.said.has(first.first, "no") > 0
    return read_student(sentences, message.context, message.text, message.language, denies=denies)


def _yes_of_a_student(message: Message) -> Reading:
    """Take a yes as the one choice that is offered: the hours that the supervisor named for every day that waits."""
    context = message.context
    is_choice = context.choices == 1 and not (context.proposed or context.guesses)
    meaning = (
        Meaning("desk.choose", words=message.text, number=1) if is_choice else Meaning("desk.yes", words=message.text)
    )
    return Reading((meaning,), language=message.language)


def _reading(message: Message, verdict: Verdict, looked_up: Reading, *, is_sure: bool) -> Reading:
    meanings = list(verdict.meanings)
    if not is_sure:
        meanings = [replace(meaning, certainty=Certainty.LIKELY) for meaning in meanings]
    if message.context.proposed and _is_plain_yes(verdict, message.context):
        meanings = [Meaning("desk.yes", certainty=meanings[0].certainty, words=message.text)]
    found = (*meanings, *looked_up.meanings)
    doubts = (*verdict.doubts, *looked_up.doubts)
    if not verdict.judged and not found:
        first = next((doubt for doubt in doubts if doubt.problem is not Problem.WHICH_WEEK), None)
        if first is not None and first.problem is Problem.UNKNOWN_NAME:
            return Reading((), (first,), blocks_all=True, language=message.language)
        return message.doubt(first.problem if first else Problem.UNKNOWN_WORDS)
    if not found and not doubts:
        doubts = (Doubt(Problem.UNKNOWN_WORDS, message.text),)
    return Reading(found, doubts, verdict.blocks_all, message.language)


def _is_plain_yes(verdict: Verdict, context: Context) -> bool:
    """Say whether a message that answers a proposal does no more than agree."""
    if len(verdict.meanings) != 1 or verdict.doubts or verdict.blocks_all:
        return False
    only = verdict.meanings[0]
    return (
        only.command == "logbook.approve"
        and {week.week_id for week in only.weeks} == set(context.focus)
        and verdict.is_bare
    )
