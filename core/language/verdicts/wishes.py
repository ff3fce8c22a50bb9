"""Hear a wish in a courteous question: "kan ze dat wijzigen?", "could you send it back?"; a yes is only said back."""

from collections.abc import Sequence
from dataclasses import replace

from core.language.clauses.framing import frame
from core.language.clauses.item import PLAIN, Item, Kind
from core.language.clauses.joining import joined
from core.language.clauses.judging import Act, Clause, judge
from core.language.clauses.piece import Piece, Sentence
from core.language.meaning import Problem
from core.language.vocabulary.said import Said

# What such a question begins with.
BEGINS = frozenset({"wishing", "must"})
# What makes of such a question more than a wish.
DOUBTS = frozenset(
    {"not", "instead", "or", "maybe", "not_until", "ask", "approve", "approve_act", "unsure_approve", "hold", "if"}
)
SMALL = frozenset({"courtesy", "sign"})
GIVEN_BACK = frozenset({Act.BACK, Act.CORRECT, Act.NOTHING})


def wished(said: Said, sentence: Sentence) -> list[Clause] | None:
    """Judge a sentence that asks for something to be done as the wish it is; None when it may ask something."""
    if said.labels.isdisjoint(BEGINS):
        return None
    wish = _as_wish(said, sentence)
    clauses = [judge(frame(piece)) for piece in joined(wish)] if wish is not None else []
    if _is_wish(clauses):
        return clauses
    left = _as_leave(said, sentence)
    if left is not None:
        return left
    plea = _as_plea(said, sentence)
    if plea is None or not (sentence.asks or _asks(sentence)):
        return None
    clauses = [judge(frame(piece)) for piece in joined(plea)]
    if any(clause.act is not Act.APPROVE or not clause.sure for clause in clauses):
        return None
    for clause in clauses:
        clause.sure = False
    return clauses


def _asks(sentence: Sentence) -> bool:
    """Say whether a part of a sentence is a question or a condition, also without its mark."""
    clauses = (judge(frame(piece)) for piece in joined(sentence))
    return any(clause.problem in {Problem.QUESTION, Problem.CONDITION} for clause in clauses)


def _as_leave(said: Said, sentence: Sentence) -> list[Clause] | None:
    """Judge "could you hold Daan's week until I spoke to him?" as the wish it is: it leaves his hours as they are."""
    if not any(piece.has("hold") for piece in sentence.pieces):
        return None
    items = _written(sentence.items)
    verb = _modal(said, items, asks=True)
    behind = items[items.index(verb) + 1 :] if verb is not None else []
    if verb is None or not behind or not said.has(behind[0].first, "addressed"):
        return None
    quiet = items[: items.index(verb) + 2]
    pieces = [
        Piece(one.lead, [replace(item, labels=PLAIN) if item in quiet else item for item in one.items])
        for one in sentence.pieces
    ]
    clauses = [judge(frame(piece)) for piece in joined(Sentence(pieces))]
    is_whose = all(clause.frame.scope.is_explicit and not clause.frame.approves for clause in clauses)
    return clauses if is_whose and all(clause.act is Act.HOLD for clause in clauses) else None


def _as_plea(said: Said, sentence: Sentence) -> Sentence | None:
    """Give "could you approve Daan?" without the words it asks with; None for any other sentence, "can I" included."""
    items = _written(sentence.items)
    verb = _modal(said, items, asks=True)
    if verb is None or not any("approve_act" in item for item in items):
        return None
    at = items.index(verb)
    behind = items[at + 1 :]
    is_kind = any("courtesy" in item for item in sentence.items)
    if not behind or not said.has(behind[0].first, "addressed") or _may_only_ask(said, verb, behind, is_kind=is_kind):
        return None
    if any(item.kind is Kind.WORD and not item.labels.isdisjoint(DOUBTS - {"approve_act"}) for item in behind[1:]):
        return None
    quiet = [*items[: at + 2], *(item for item in behind if said.has(item.first, "wishing"))]
    return Sentence(
        [
            Piece(
                piece.lead, [replace(one, kind=Kind.WORD, labels=PLAIN) if one in quiet else one for one in piece.items]
            )
            for piece in sentence.pieces
        ]
    )


def _may_only_ask(said: Said, verb: Item, behind: Sequence[Item], *, is_kind: bool) -> bool:
    """Say whether "can you approve Daan?" asks whether we can, or "zou jij Daan goedkeuren?" what we would do."""
    if any(said.has(item.first, "speaker") or said.has(item.first, "still") for item in behind):
        return True
    is_would = said.has(verb.first, "would") and not any(said.has(item.first, "wishing") for item in behind)
    return not is_kind and bool(is_would or said.has(verb.first, "able"))


def _as_wish(said: Said, sentence: Sentence) -> Sentence | None:
    """Give a sentence that asks for hours to be mended as the wish it is; None when it may ask something."""
    pieces = [_wish(said, piece, asks=sentence.asks) or piece for piece in sentence.pieces]
    if not pieces or pieces[-1] is sentence.pieces[-1]:
        return None
    return Sentence(pieces)


def _wish(said: Said, piece: Piece, *, asks: bool) -> Piece | None:
    """Give a piece that begins with "kan" or "would" and asks to mend, without that verb; None for any other."""
    if not _mends(said, piece):
        return None
    items = _written(piece.items)
    verb = _modal(said, items, asks=asks)
    if verb is None:
        return None
    behind = items[items.index(verb) + 1 :][:1]
    if not behind or said.has(behind[0].first, "speaker"):
        return None
    others = [item for item in items if item is not verb]
    if any(item.kind is Kind.WORD and not item.labels.isdisjoint(DOUBTS) for item in others):
        return None
    plain = verb if "back" in verb else replace(verb, kind=Kind.WORD, labels=frozenset({"plain"}))
    return Piece(piece.lead, [plain if item is verb else item for item in piece.items])


def _mends(said: Said, piece: Piece) -> bool:
    """Say whether a piece asks for hours to be mended, or asks somebody for other hours on a day."""
    if piece.has("back", "back_whole"):
        return True
    if not (piece.any(Kind.DAYS) and piece.any(Kind.HOURS, Kind.NUMBERS)):
        return False
    is_asked = any(said.has(item.first, "addressee") for item in piece.items)
    return piece.has("made", "to", "cuts", "adds", "less", "more") or (is_asked and piece.has("must", "sets"))


def _is_wish(clauses: list[Clause]) -> bool:
    """Say whether what was heard as a wish is whole: it gives back or corrects, and every word has a place."""
    return any(clause.act in {Act.BACK, Act.CORRECT} for clause in clauses) and all(
        clause.act in GIVEN_BACK and clause.sure and not clause.frame.asks for clause in clauses
    )


def _written(items: Sequence[Item]) -> list[Item]:
    """Leave out courtesies and signs."""
    return [item for item in items if item.kind is not Kind.WORD or item.labels - SMALL]


def _modal(said: Said, items: list[Item], *, asks: bool) -> Item | None:
    """Give the verb that such a question begins with, an "en" or a "daarom" before it left aside."""
    for item in items[:2]:
        # Without its mark "moet ie zelf goedzetten" only leaves out what.
        if said.has(item.first, "wishing") or (not asks and "must" in item and "be" in item):
            return item
        if "and" not in item and "why" not in item and "plain" not in item:
            return None
    return None
