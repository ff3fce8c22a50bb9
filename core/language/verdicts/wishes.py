"""Hear a wish in a courteous question: "kan ze dat wijzigen?", "could you send it back?"; it approves nothing."""

from dataclasses import replace

from core.language.clauses.items import Item, Kind
from core.language.clauses.judging import Act, Clause
from core.language.clauses.pieces import Piece, Sentence
from core.language.vocabulary.said import Said

# What makes of such a question more than a wish.
DOUBTS = frozenset(
    {"not", "instead", "or", "maybe", "not_until", "ask", "approve", "approve_act", "unsure_approve", "hold", "if"}
)
GIVEN_BACK = frozenset({Act.BACK, Act.CORRECT, Act.NOTHING})


def as_wish(said: Said, sentence: Sentence) -> Sentence | None:
    """Give a sentence that asks for hours to be mended as the wish it is; None when it may ask something."""
    pieces = [_wish(said, piece, asks=sentence.asks) or piece for piece in sentence.pieces]
    if not pieces or pieces[-1] is sentence.pieces[-1]:
        return None
    return Sentence(pieces)


def _wish(said: Said, piece: Piece, *, asks: bool) -> Piece | None:
    """Give a piece that begins with "kan" or "would" and asks to mend, without that verb; None for any other."""
    items = [item for item in piece.items if not (item.kind is Kind.WORD and item.labels <= {"courtesy", "sign"})]
    verb = _modal(said, items, asks=asks) if piece.has("back", "back_whole") else None
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


def is_wish(clauses: list[Clause]) -> bool:
    """Say whether what was heard as a wish is whole: it gives back or corrects, and every word has a place."""
    return any(clause.act in {Act.BACK, Act.CORRECT} for clause in clauses) and all(
        clause.act in GIVEN_BACK and clause.sure and not clause.frame.asks for clause in clauses
    )


def _modal(said: Said, items: list[Item], *, asks: bool) -> Item | None:
    """Give the verb that such a question begins with, an "en" or a "daarom" before it left aside."""
    for item in items[:2]:
        # Without its mark "moet ie zelf goedzetten" only leaves out what.
        if said.has(item.first, "wishing") or (not asks and "must" in item and "be" in item):
            return item
        if "and" not in item and "why" not in item and "plain" not in item:
            return None
    return None
