"""Tell what is said of people from what is said of their hours: who is back, or wanted back, or goes by such a name."""

from collections.abc import Sequence
from itertools import pairwise

from core.language.clauses.item import PLAIN, Item, Kind
from core.language.clauses.judging import Clause
from core.language.clauses.piece import SCOPES
from core.language.clauses.wording import ends, is_all, within
from core.language.verdicts.mending import MENDS, SUBJECTS
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

BESIDE = frozenset({"courtesy", "via"})
# What is left of "is" and "are".
SHORT_VERBS = ("'s", "'re")


def is_of_us(said: Said, clause: Clause) -> bool:
    """Say whether it may be how the speaker is: "bij ons alles goed", "we are fine"."""
    scope, items = clause.frame.scope, clause.items
    if scope.is_explicit or clause.frame.has_days or clause.frame.has_hours:
        return False
    if any(is_all(said, item, "with_us") for item in items):
        return True
    # "Fine with you" of which "fine with" is a yes.
    if any(at + said.has(at, "with_us") > item.last for item in items for at in range(item.first + 1, item.last)):
        return True
    yes = next((at for at, item in enumerate(items) if ends(said, item, "of_people")), 0)
    return any(said.has(item.first, "speaker_is") for item in items[max(yes - 2, 0) : yes])


def is_wanted(said: Said, clause: Clause) -> bool:
    """Say whether somebody wants another back, "ik wil Daan terug", and no verb of sending stands there."""
    items = clause.items
    is_wished = any(within(said, item, "wanting") for item in items)
    named = next((at for at, item in enumerate(items) if item.kind is Kind.NAME), len(items))
    backs = [item for item in items if not item.labels.isdisjoint(MENDS)]
    is_bare = bool(backs) and all(is_all(said, item, "comes_back") for item in backs)
    return is_wished and is_bare and named < len(items) and "tail" not in backs[-1]


def is_had(said: Said, clause: Clause) -> bool:
    """Say whether the speaker may tell that somebody is there again: "fijn dat we Daan terug hebben"."""
    backs = [item for item in clause.items if not item.labels.isdisjoint(MENDS)]
    is_bare = all(is_all(said, item, "comes_back") and item.labels.isdisjoint({"head", "tail"}) for item in backs)
    is_ours = any(said.has(item.first, "speaker") for item in clause.items)
    return is_bare and is_ours and any(is_all(said, item, "having") for item in clause.items)


def is_own_return(said: Said, clause: Clause) -> bool:
    """Say whether somebody is or comes back, and no hours go: "ik ben terug", "I will come + back to Daan"."""
    items = clause.items
    told = next((at for at, item in enumerate(items) if _returns(said, item)), len(items))
    if told < len(items) and all(item.kind not in SCOPES for item in items[:told]):
        return True  # "zo terug", "back in 5"
    back = next((at for at, item in enumerate(items) if not item.labels.isdisjoint(MENDS)), 0)
    is_bare = is_all(said, items[back], "comes_back") and items[back].labels.isdisjoint({"head", "tail"})
    before = items[:back]
    comes = any(is_all(said, item, "arriving") or is_all(said, item, "speaker_is") for item in before)
    return is_bare and (comes or _is_there(said, before))


def _returns(said: Said, item: Item) -> bool:
    return item.kind is not Kind.NAME and said.has(item.first, "own_return") > 0


def _is_there(said: Said, before: Sequence[Item]) -> bool:
    """Say whether it is the "hij is" of "hij is terug", "he's", or an "is" that begins."""
    if len(before) == 1 and "be" in before[0] and "must" not in before[0]:
        return True
    subject = next((at for at, item in enumerate(before) if not item.labels.isdisjoint(SUBJECTS | {"it"})), len(before))
    is_short = subject < len(before) and said.folded[before[subject].last - 1].endswith(SHORT_VERBS)
    return is_short or any("be" in item for item in before[subject + 1 :])


def is_of_namesake(said: Said, clause: Clause) -> bool:
    """Say whether somebody who isn't known may be named by a word of every day: "Ben is goed", "Will back"."""
    items = [item for item in clause.items if "sign" not in item]
    if any(_is_name(said, before, item) for before, item in pairwise(items)):
        return True
    if any(_is_joined(said, one, joint, other) for (one, joint), (_, other) in pairwise(pairwise(items))):
        return True
    if len(items) < 2 or clause.frame.scope.is_explicit or not is_all(said, items[0], "name_word"):  # noqa: PLR2004 - the word and its verdict
        return False
    # "Mark has approved."
    told = items[1:3] if is_all(said, items[1], "having") else items[1:2]
    return any(_is_of_word(said, items[0], behind) for behind in told)


def _is_of_word(said: Said, word: Item, behind: Item) -> bool:
    """Say whether what stands behind a word may judge whoever is called so."""
    # "Mark approved" is no verb that closes on "approved".
    is_verb = ("was" in behind and is_all(said, behind, "having")) or (
        "tail" in behind and within(said, behind, "yes_given")
    )
    is_verdict = not behind.labels.isdisjoint(MENDS) or any(
        is_all(said, behind, one) for one in ("of_people", "yes_given")
    )
    # "Ton akkoord", of which "ton" is French; "ben akkoord" is of who speaks.
    is_verdict = is_verdict or (word.labels == PLAIN and is_all(said, behind, "yes_noun"))
    return is_verb or (is_verdict and _is_capital(said, word))


def _is_joined(said: Said, one: Item, joint: Item, other: Item) -> bool:
    """Say whether it is "Mark and Daan"."""
    word = one if other.kind is Kind.NAME else other
    is_pair = "and" in joint and Kind.NAME in {one.kind, other.kind}
    return is_pair and is_all(said, word, "name_word") and _is_capital(said, word)


def _is_name(said: Said, before: Item, item: Item) -> bool:
    """Say whether a word in the middle has a capital, "akkoord voor Ben".

    Behind "bedankt" it is who is thanked, behind "via" whose task it is.
    """
    is_word = is_all(said, item, "name_word") and said.tokens[item.first - 1].sort is Sort.WORD
    return is_word and said.tokens[item.first].text.istitle() and before.labels.isdisjoint(BESIDE)


def _is_capital(said: Said, item: Item) -> bool:
    return said.tokens[item.first].text[:1].isupper()


def is_off(said: Said, clause: Clause) -> bool:
    """Say whether it may be what the speaker does: "I pass", "signing off"."""
    scope = clause.frame.scope
    is_named = scope.is_explicit or scope.everything or scope.everyone or scope.rest or bool(scope.pronoun)
    return not is_named and any(is_all(said, item, "faint_act") for item in clause.items)


def breaks_off(said: Said, clause: Clause) -> bool:
    """Say whether a nod goes on "dus", and no more than somebody's name follows: "oke dus Daan"."""
    items = [item for item in clause.items if "sign" not in item]
    for at, (nod, lead) in enumerate(pairwise(items)):
        if is_all(said, nod, "nod") and said.has(lead.first, "consequence") and "approve" in nod:
            return all(item.kind in SCOPES for item in items[at + 2 :])
    return False


def only_promises(said: Said, clause: Clause) -> bool:
    """Say whether a nod goes on with what the speaker will do, or does: "ok I'm on it", "ok I'm in a meeting"."""
    scope = clause.frame.scope
    if not clause.frame.has("does_later", "busy"):
        return False
    is_open = scope.is_explicit or scope.everything or scope.everyone or scope.rest or clause.frame.has_days
    yeses = [item for item in clause.items if not item.labels.isdisjoint({"approve", "approve_act", "yes"})]
    return not is_open and bool(yeses) and all(said.has(item.first, "nod") for item in yeses)
