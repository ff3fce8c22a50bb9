"""Tell a question by its word order: its verb stands before its subject."""

from collections.abc import Iterator

from core.language.clauses.item import PUNCTUATION, STATES, Item, Kind
from core.language.clauses.piece import Piece, Sentence
from core.language.vocabulary.said import Said

# What begins a question about oneself.
BEGINS = frozenset({"inverts", "may_word", "self_question"})
PAIR, TRIPLE = 2, 3
VERBS = frozenset({"be", "was"})
SILENT = frozenset({"courtesy", "and", "sign"})
SUBJECTS = frozenset(["all", "everyone", "rest", "it", "that", "they", "both", "three", "four", "count"])


def asks(piece: Piece) -> bool:
    """Say whether a piece puts its verb before its subject: "is Bilal goed", "klopt dat", "can 2 go through"."""
    if not piece.has("be", "ask"):
        return False
    content = _content(piece)
    first = next(content, None)
    second = next(content, None)
    if first is None or ("approve" in first and _is_beside(piece, first)):
        return False
    if ("ask" in first and "plain" not in first) or _is_named_first(first, second, next(content, None)):
        return True
    if "be" not in first or "mine" in first or second is None:
        return False
    is_told = "was" in first and not piece.has("approve", "approve_act", "yes")
    if ("must" in first or is_told) and second.kind in {Kind.NUMBERS, Kind.HOURS}:
        return False
    is_subject = second.kind in {Kind.NAME, Kind.WEEKS, Kind.NUMBERS} or not second.labels.isdisjoint(SUBJECTS)
    is_day = second.kind is Kind.DAYS and not piece.any(Kind.HOURS, Kind.NUMBERS)
    return is_subject or is_day


def _is_named_first(first: Item, second: Item | None, third: Item | None) -> bool:
    """Say whether it is "Daan klopt dat (wel)": "klopt dat" asks, whoever is named in front of it."""
    is_verb = first.kind is Kind.NAME and second is not None and {"be", "approve"} <= second.labels
    return is_verb and third is not None and not third.labels.isdisjoint({"it", "that"})


def _is_beside(piece: Piece, verb: Item) -> bool:
    """Say whether a word such as "für" stands right behind a verb: "passt für Noor" tells, "passt Noor" asks."""
    behind = piece.items[piece.items.index(verb) + 1 :][:1]
    return any("beside" in item for item in behind)


def _content(piece: Piece) -> Iterator[Item]:
    for item in piece.items:
        if item.kind is Kind.WORD and (
            item.labels <= {"courtesy", "emoji", "yes", "sign", "plain"} or "and" in item.labels
        ):
            continue
        yield item


def asks_oneself(said: Said, sentence: Sentence) -> bool:
    """Say whether a sentence begins as a question, with or without its mark.

    "Mag ik dit goedkeuren" asks about oneself, "kan een student dat nog wijzigen" about what is still possible.
    """
    if "owned" in said.labels and not sentence.asks and _asks_about_hours(said, sentence):
        return True
    if said.labels.isdisjoint(BEGINS):
        return False
    written = [item for item in sentence.items if item.kind not in PUNCTUATION and "courtesy" not in item.labels]
    if not written:
        return False
    first = written[0].first
    if not sentence.asks and any(_inverts(said, piece) for piece in sentence.pieces):
        return True
    may = said.has(first, "may_word") > 0 and any(said.has(at, "still") > 0 for at in range(first, written[-1].last))
    return may or said.has(first, "self_question") > 0


def _holds_subject(said: Said, item: Item) -> bool:
    """Say whether the subject stands in the same phrase as its verb: "was hij er"."""
    return item.last - item.first > 1 and said.has(item.first + 1, "subject") > 0


def _asks_about_hours(said: Said, sentence: Sentence) -> bool:
    """Say whether it is "zijn de uren goed", or no more than "klopt de week": "klopt de week, akkoord" says yes."""
    pieces = [piece for piece in sentence.pieces if any("courtesy" not in item for item in piece.items)]
    written = _written(pieces[0]) if pieces else []
    if len(written) < TRIPLE or written[0].labels.isdisjoint(VERBS) or not said.has(written[1].first, "article"):
        return False
    end = written[-1].last
    if not said.has(written[2].first, "owned") or (end < len(said.tokens) and said.tokens[end].text in STATES):
        return False
    behind = written[TRIPLE:]
    if "approve" in written[0]:
        return len(pieces) == 1 and all("asserts" in item for item in behind)
    return any("approve" in item for item in behind) and all(item.labels.isdisjoint(VERBS) for item in behind)


def _written(piece: Piece) -> list[Item]:
    return [item for item in piece.items if item.labels.isdisjoint(SILENT)]


def _inverts(said: Said, piece: Piece) -> bool:
    """Say whether a piece begins with a verb that is in front only to ask, and its subject: "should Monday be 7"."""
    written = _written(piece)
    if written and said.has(written[0].first, "inverts") == 1 and _holds_subject(said, written[0]):
        return True  # "was hij er vrijdag niet"
    is_so = piece.lead == "start" and len(written) > PAIR and said.has(written[0].first, "consequence") > 0
    written = written[1:] if is_so and said.words.language == "en" else written  # "so is Daan fine"
    if len(written) < PAIR or not said.has(written[0].first, "inverts"):
        return False
    second = written[1]
    if second.kind is Kind.DAYS:
        return said.has(written[0].first, "inverts_days") > 0
    return second.kind in {Kind.NAME, Kind.WEEKS} or not second.labels.isdisjoint(SUBJECTS)
