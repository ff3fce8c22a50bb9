"""Say in which constructions a word has a place; one that we know from elsewhere was not understood there."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

# Small words, courtesies, and words for whom and which: these have a place in any clause.
ALWAYS = frozenset(
    {
        *("plain", "courtesy", "sign", "tail", "and", "also", "yes", "it", "that", "they"),
        *("all", "everyone", "rest", "both", "three", "four", "count"),
    }
)
APPROVES = frozenset({"approve", "approve_act", "unsure_approve"})
YES = ALWAYS | APPROVES | {"checked", "as_is", "contrast", "was"}
# What goes back may be told with how it came: what stands there, who was where, who is to mend it.
BACK = ALWAYS | {
    *("back", "back_whole", "by_student", "wrong", "missing", "not", "instead", "yet", "must", "stands", "was", "be"),
    *("less", "more", "adding", "to", "clock", "shifts", "made", "presence", "clocking", "causing", "because", "why"),
    *("checked", "via"),
}
PLACES: Mapping[str, AbstractSet[str]] = {
    "approve": YES,
    "days_fine": YES | {"clock", "must"},
    "also": YES | BACK,
    "except": YES | BACK,
    "scope": YES,
    "correct": BACK | APPROVES,
    "back": BACK,
}


def are_placed(act: str, words: Iterable[AbstractSet[str]]) -> bool:
    """Say whether each of these words, by its labels, has a place beside what is done; other acts do nothing."""
    places = PLACES.get(act)
    return places is None or all(not places.isdisjoint(labels) for labels in words)
