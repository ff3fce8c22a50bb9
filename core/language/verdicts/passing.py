"""Notice who was named while nothing was said of them that we know, before the message goes on with another."""

from collections.abc import Sequence

from core.language.clauses.frames import Frame
from core.language.clauses.reach import Scope
from core.language.clauses.spoken import Spoken


def is_passed_over(before: Frame, scope: Scope) -> bool:
    """Say whether another is named now, so that nothing more comes of whoever was; praise of them was said in full."""
    return before.scope.is_explicit and scope.is_explicit and not before.has("lauds")


def loses_name(spoken: Sequence[Spoken], dangling: int | None, index: int) -> bool:
    """Say whether somebody was named just before, of whom nothing was said, and this names a week or a number.

    Behind "alleen" it may be a week of theirs, whatever was said of them.
    """
    read = spoken[index].clause.frame
    is_only = index > 0 and read.piece.lead == "only"
    before = index - 1 if is_only and dangling is None else dangling
    is_named = before is not None and bool(spoken[before].clause.frame.scope.names)
    return is_named and read.scope.is_explicit and not read.scope.names
