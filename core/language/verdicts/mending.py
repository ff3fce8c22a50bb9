"""Tell hours that were mended, or that somebody is mending, from those that are to be mended."""

from core.language.clauses.item import Item, Kind
from core.language.clauses.judging import Act, Clause
from core.language.clauses.wording import is_all, within
from core.language.meaning import Problem
from core.language.vocabulary.said import Said

MENDS = frozenset({"back", "back_whole"})
# "In the middle of".
LONGEST_LEAD = 4
PLEASE = frozenset({"courtesy", "must"})
SUBJECTS = frozenset({"that", "they"})


def mended_already(said: Said, clause: Clause) -> None:
    """Take "Daan heeft vrijdag aangepast" for whom it is about: that was done, and what he did may now be right."""
    if "mended" not in said.labels or clause.act is not Act.BACK or not _is_mended(said, clause):
        return
    clause.sure, clause.figures = False, []
    clause.act = Act.SCOPE if clause.frame.piece.lead not in {"except", "only"} else Act.DOUBT
    clause.problem = Problem.UNFINISHED if clause.act is Act.DOUBT else None


def _is_mended(said: Said, clause: Clause) -> bool:
    """Say whether a verb of having stands in front of what was mended, or in English who did it."""
    told = [at for at, item in enumerate(clause.items) if is_all(said, item, "mended")]
    mends = [item for item in clause.items if not item.labels.isdisjoint(MENDS)]
    if not told or len(mends) != len(told) or _is_asked(said, clause):
        return False
    before = clause.items[: told[0]]
    if any(within(said, item, "perfect") for item in before):
        return True
    is_subject = bool(before) and (before[-1].kind is Kind.NAME or not before[-1].labels.isdisjoint(SUBJECTS))
    return is_subject and said.words.language == "en" and clause.frame.has_days


def _is_asked(said: Said, clause: Clause) -> bool:
    """Say whether a word asks or obliges, such as "graag" or "moet"; "werd" does not."""
    return any(
        (not item.labels.isdisjoint(PLEASE) and not within(said, item, "perfect")) or is_all(said, item, "to_be")
        for item in clause.items
        if item.kind is Kind.WORD
    )


def may_be_mended(said: Said, clause: Clause) -> bool:
    """Say whether "vrijdag aangepast" may tell that it was, and nothing asks for it."""
    told = [item for item in clause.items if is_all(said, item, "mended")]
    others = [item for item in clause.items if not item.labels.isdisjoint(MENDS) and item not in told]
    return bool(told) and not others and not _is_asked(said, clause)


def is_mending(said: Said, clause: Clause) -> bool:
    """Say whether somebody is said to be mending: "ik pas vrijdag aan", "Daan is correcting Friday"."""
    items = [item for item in clause.items if "sign" not in item]
    for at, item in enumerate(items):
        is_own, is_others = (within(said, item, label) for label in ("mending_own", "mending_other"))
        before = items[:at]
        if before and (within(said, before[-1], "having") or "be" in before[-1]):
            before = before[:-1]
        subject = before[-1:]
        is_speaker = any(_is_speaker(said, one) for one in (*subject, *items[at + 1 :][:1]))
        if (is_own and is_speaker) or (is_others and any(one.kind is Kind.NAME for one in subject)):
            return not _is_asked(said, clause)
    return False


def is_underway(said: Said, clause: Clause) -> bool:
    """Say whether somebody is busy mending: "vrijdag ben ik aan het aanpassen"."""
    return any(
        said.has(item.first - length, "underway") >= length
        for item in clause.items
        if not item.labels.isdisjoint(MENDS)
        for length in range(1, min(item.first, LONGEST_LEAD) + 1)
    )


def _is_speaker(said: Said, item: Item) -> bool:
    is_speaker = said.has(item.first, "speaker") > 0 or said.has(item.first, "speaker_is") > 0
    return is_speaker and not said.has(item.first, "to_me")
