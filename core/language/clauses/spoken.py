"""Clauses where they stand in a message, and their words as they were typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language.clauses.item import Item
from core.language.clauses.judging import Clause
from core.language.meaning import Problem
from core.language.vocabulary.said import Said


@dataclass(slots=True)
class Spoken:
    """One clause where it stands. sentence: the number of its sentence. problem: that is a question or a condition.

    reason: why, in the sender's own words. explains: the verdict whose reason it is.
    joins: the clause whose hours it completes.
    """

    clause: Clause
    words: str
    sentence: int
    reason: str = ""
    problem: Problem | None = None
    explains: "Spoken | None" = None
    joins: "Spoken | None" = None


def sliced(said: Said, text: str, items: Sequence[Item]) -> str:
    """Give what was typed from the first of these items to the last."""
    if not items:
        return ""
    first, last = min([item.first for item in items]), max([item.last for item in items])
    return text[said.tokens[first].start : said.tokens[last - 1].end]


def quoted(said: Said, text: str, spoken: Sequence[Spoken], clauses: Sequence[int]) -> str:
    """Give the words of clauses, by their place; of those of one sentence in a row with all that stands between."""
    found: list[list[int]] = []
    for index in sorted(clauses):
        follows = found and index == found[-1][-1] + 1 and spoken[index].sentence == spoken[found[-1][-1]].sentence
        if follows:
            found[-1].append(index)
        else:
            found.append([index])
    rows = ([item for index in row for item in spoken[index].clause.items] for row in found)
    return " … ".join(dict.fromkeys(words for row in rows if (words := sliced(said, text, row))))
