"""Read a whole message: a command to the assistant, a question about hours, or a verdict on hours."""

from collections.abc import Sequence

from core.language.compose import Composer, Verdict
from core.language.edges import without_edges
from core.language.frames import frame
from core.language.items import Item, Kind, scan
from core.language.meaning import Certainty, Context, Doubt, Meaning, Problem, Reading, WeekVerdict
from core.language.names import names_of
from core.language.pieces import Piece, Sentence, cut
from core.language.reach import Reach
from core.language.said import Said
from core.language.sentences import command_of, skeleton
from core.language.sentences import warm as warm_sentences
from core.language.student import read_student
from core.language.text import clean, tokenise
from core.language.words import LANGUAGES, language_of, lexicon

LOOK_UPS = frozenset({"logbook.list_open", "logbook.show", "desk.help"})
YES_OF_A_STUDENT = frozenset(
    {"approve", "yes", "plain", "courtesy", "it", "that", "they", "be", "was", "checked", "must"}
)
SHOWS = frozenset({"logbook.show", "logbook.show_named"})
LONGEST = 20_000


def read(text: str, context: Context) -> Reading:
    """Read a message. It never raises on what was typed; what was not understood is a doubt."""
    cleaned = clean(text[:LONGEST]).strip()
    tokens = tokenise(cleaned)
    language = language_of(tokens, context.language)
    if not tokens or len(text) > LONGEST:
        return _doubt(Problem.NOTHING if not tokens else Problem.UNKNOWN_WORDS, cleaned[:200], language)
    said = Said(tokens, lexicon(language), today=context.now.date(), mondays=_mondays(context))
    edges = without_edges(said, scan(said, names_of(tuple(context.known))))
    whole = _whole_message(said, edges.items, context, cleaned, language)
    if whole is not None:
        return whole
    sentences, looked_up, doubts = _look_ups(said, cut(edges.items), context, cleaned, language)
    if not sentences and not looked_up and not doubts:
        return _doubt(Problem.NOTHING, cleaned, language)
    if not sentences:
        return Reading(tuple(looked_up), tuple(doubts), language=language)
    if context.for_student:
        if looked_up:
            return Reading(tuple(looked_up), tuple(doubts), language=language)
        return _as_student(sentences, context, cleaned, language)
    verdict = Composer(said, context, cleaned).compose(sentences)
    return _reading(verdict, looked_up, doubts, cleaned, language, context, is_sure=edges.is_sure)


def warm() -> None:
    """Load every vocabulary and template, so that the first message is not the slow one."""
    for name in LANGUAGES:
        lexicon(name)
    warm_sentences()


def _mondays(context: Context) -> dict[int, frozenset[object]]:
    found: dict[int, set[object]] = {}
    for week in context.weeks:
        found.setdefault(week.monday.isocalendar().week, set()).add(week.monday)
    return {number: frozenset(mondays) for number, mondays in found.items()}


def _doubt(problem: Problem, words: str, language: str) -> Reading:
    return Reading((), (Doubt(problem, words),), blocks_all=True, language=language)


def _whole_message(said: Said, items: Sequence[Item], context: Context, text: str, language: str) -> Reading | None:
    """Read what holds for a message as a whole: a number to choose, a yes, "oeps"; None when it is something else."""
    content = [
        item for item in items if item.kind not in {Kind.COMMA, Kind.STOP, Kind.OPEN, Kind.COLON} and "sign" not in item
    ]
    if not content or all("emoji" in item for item in content):
        return _doubt(Problem.NOTHING, text, language)
    if len(content) == 1 and content[0].kind is Kind.NUMBERS:
        return _chosen(content[0], context, text, language)
    command = command_of(skeleton(said, items), language)
    if not command or command in SHOWS:
        return None
    asks = any(item.kind is Kind.QUESTION for item in items)
    if asks and command not in LOOK_UPS | {"desk.greet"}:
        return _doubt(Problem.QUESTION, text, language)
    return Reading((Meaning(command, words=text),), language=language)


def _chosen(item: Item, context: Context, text: str, language: str) -> Reading | None:
    numbers = item.numbers.numbers if item.numbers else ()
    if context.for_student and not (len(numbers) == 1 and 0 < numbers[0] <= context.choices):
        return None
    if len(numbers) == 1 and 0 < numbers[0] <= context.choices:
        return Reading((Meaning("desk.choose", words=text, number=numbers[0]),), language=language)
    return _doubt(Problem.UNFINISHED, text, language)


def _look_ups(
    said: Said, sentences: Sequence[Sentence], context: Context, text: str, language: str
) -> tuple[list[Sentence], list[Meaning], list[Doubt]]:
    """Take out the sentences that only ask to be shown something."""
    left: list[Sentence] = []
    found: list[Meaning] = []
    doubts: list[Doubt] = []
    for sentence in sentences:
        items = sentence.items
        command = command_of(skeleton(said, items), language) if items else ""
        words = text[said.tokens[items[0].first].start : said.tokens[items[-1].last - 1].end] if items else ""
        if command == "logbook.show" or (command == "logbook.show_named" and len(sentences) == 1):
            weeks = _shown(items, context, words)
            found += [weeks] if isinstance(weeks, Meaning) else []
            doubts += [weeks] if isinstance(weeks, Doubt) else []
        elif command in LOOK_UPS:
            found.append(Meaning(command, words=words))
        elif _says_something(sentence):
            left.append(sentence)
    return left, found, doubts


def _says_something(sentence: Sentence) -> bool:
    return sentence.asks or any(
        not (item.kind is Kind.WORD and item.labels <= {"courtesy", "sign"}) for item in sentence.items
    )


def _shown(items: Sequence[Item], context: Context, words: str) -> Meaning | Doubt:
    """Find the weeks that someone wants to see: all of a student that are in reach, or those that were named."""
    scope = frame(Piece("start", list(items))).scope
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
    return Meaning("logbook.show", tuple(WeekVerdict(week.week_id) for week in weeks), words=words)


def _as_student(sentences: Sequence[Sentence], context: Context, text: str, language: str) -> Reading:
    items = [item for sentence in sentences for item in sentence.items]
    is_yes = all(item.kind in {Kind.WORD, Kind.COMMA} and item.labels <= YES_OF_A_STUDENT | {"sign"} for item in items)
    if is_yes and any("approve" in item for item in items) and not any(sentence.asks for sentence in sentences):
        return Reading((Meaning("desk.yes", words=text),), language=language)
    return read_student(sentences, context, text, language)


def _reading(
    verdict: Verdict,
    looked_up: list[Meaning],
    doubts: list[Doubt],
    text: str,
    language: str,
    context: Context,
    *,
    is_sure: bool,
) -> Reading:
    meanings = list(verdict.meanings)
    if not is_sure:
        meanings = [_likely(meaning) for meaning in meanings]
    if context.proposed and _is_plain_yes(verdict, context):
        meanings = [Meaning("desk.yes", certainty=meanings[0].certainty, words=text)]
    found = (*meanings, *looked_up)
    all_doubts = (*verdict.doubts, *doubts)
    if not verdict.judged and not found:
        problem = next(
            (doubt.problem for doubt in all_doubts if doubt.problem is not Problem.WHICH_WEEK), Problem.UNKNOWN_WORDS
        )
        return Reading((), (Doubt(problem, text),), blocks_all=True, language=language)
    if not found and not all_doubts:
        all_doubts = (Doubt(Problem.UNKNOWN_WORDS, text),)
    return Reading(found, all_doubts, verdict.blocks_all, language)


def _likely(meaning: Meaning) -> Meaning:
    return Meaning(
        meaning.command, meaning.weeks, Certainty.LIKELY, meaning.words, meaning.reason, meaning.number, meaning.when
    )


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
