"""Take a yes for less than it looks: "dan is het goed", "approve the usual", "ok dan zal ik wel de boeman zijn"."""

from itertools import pairwise

from core.language.clauses.item import Item, Kind
from core.language.clauses.judging import Act, Clause
from core.language.clauses.wording import is_all
from core.language.meaning import Problem
from core.language.verdicts.asking import ask, ask_anew
from core.language.verdicts.mending import mended_already
from core.language.verdicts.telling import only_told
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

APPROVES = ("approve", "approve_act", "unsure_approve", "yes")
YESES = frozenset({Act.APPROVE, Act.DAYS_FINE, Act.EXCEPT, Act.ALSO})
TAKES_AWAY = frozenset({Act.BACK, Act.REJECT, Act.HOLD})
FIGURED = frozenset({Act.CORRECT, Act.EXCEPT})
VERBS = frozenset({"be", "was", "must"})
QUOTES = frozenset({'"', "“", "”", "„", "'", "«"})


def temper(said: Said, clause: Clause) -> None:
    """Propose a yes that follows from something else; ask about one whose unknown words are what it is a yes to."""
    if clause.act in YESES and clause.frame.has("then"):
        # "Niet voor" says when; beside a yes its "niet" may as well deny that: "niet voor mij goed".
        ask(clause, Problem.NEGATION)
    if len(clause.frame.scope.names) > 1 and any(_is_half_verb(said, item) for item in clause.frame.strange):
        # "Keur Sanne, Daan terug": her hours were to be approved.
        ask_anew(clause, Problem.UNFINISHED)
    if clause.act in YESES and any(_may_deny(said, item) for item in clause.frame.strange):
        ask_anew(clause, Problem.NEGATION)
    mended_already(said, clause)
    only_told(said, clause)
    _temper_days(said, clause)
    if clause.act is Act.BACK and (_tells_of_person(said, clause) or _is_own_doing(said, clause)):
        clause.sure = False
    is_in_words = any(_is_in_words(said, item) for item in clause.items if item.numbers is not None)
    clause.sure = clause.sure and not (is_in_words and clause.act in TAKES_AWAY)
    if clause.act is not Act.APPROVE:
        return
    if _praises(said, clause):
        clause.act, clause.sure = Act.PRAISE, not clause.frame.strange
        return
    is_less = any(may_be(said, clause) for needs, may_be in LESS if not needs.isdisjoint(said.labels))
    if is_in_words or is_less or _is_quoted(said, clause):
        clause.sure = False
    scope = clause.frame.scope
    # "Het" may be an article: "keur het gebruikelijke goed".
    is_bare = scope.is_empty or (scope.pronoun == "it" and not (scope.is_explicit or scope.everything))
    if is_bare and not clause.frame.has_days and _says_otherwise(said, clause):
        ask(clause, Problem.UNKNOWN_WORDS)


def _temper_days(said: Said, clause: Clause) -> None:
    """Ask about days that are held against others, or may be still to come."""
    if clause.act in FIGURED and _holds_days_together(said, clause):
        ask(clause, Problem.BAD_HOURS)
    elif clause.act is Act.CORRECT and _is_to_come(said, clause):
        clause.sure = False
        if clause.is_absence:
            ask_anew(clause, Problem.UNFINISHED)


def _is_half_verb(said: Said, item: Item) -> bool:
    """Say whether it is the "keur" of "keur ... goed" without the word that closes it."""
    return said.tokens[item.first].folded in said.words.split


def _may_deny(said: Said, item: Item) -> bool:
    """Say whether an unknown word may be a "niet" or a "behalve" that was mistyped."""
    return item.kind is Kind.UNKNOWN and said.words.is_like_a_denial(said.folded[item.first])


def _praises(said: Said, clause: Clause) -> bool:
    """Say whether all that is approved of is somebody ("blij met Noor", "happy with her"), and no hours or weeks."""
    if "pleased" not in said.labels:
        return False
    yeses = [item for item in clause.items if not item.labels.isdisjoint(APPROVES)]
    scope = clause.frame.scope
    is_of_hours = bool(scope.weeks or scope.numbers) or scope.pronoun in {"it", "they"} or clause.frame.has_hours
    if is_of_hours or not yeses or not all("pleased" in item for item in yeses):
        return False
    if any(said.has(item.first, "owned") for item in clause.items):
        return False
    return bool(scope.names) or any(said.has(item.first, "person") for item in clause.items)


def _forgets(said: Said, clause: Clause) -> bool:
    """Say whether "ik vergeet altijd goed te keuren": who forgets to approve has not done so."""
    return any(said.has(item.first, "forgetting") for item in clause.items)


def _follows(said: Said, clause: Clause) -> bool:
    """Say whether a clause begins with "dan" and its verb: "dan is het goed", not "ok dan"."""
    written = [item for item in clause.items if item.labels.isdisjoint(("courtesy", "sign", "and"))]
    if not written or not said.has(written[0].first, "consequent"):
        return False
    return any(item.kind is Kind.WORD and not item.labels.isdisjoint(VERBS) for item in written[1:3])


def _holds_days_together(said: Said, clause: Clause) -> bool:
    """Say whether hours are held against those of another day, "een uur minder dan woensdag": that day is as it is."""
    if "than" not in said.labels:
        return False
    items = [item for item in clause.items if item.labels != {"plain"} or said.has(item.first, "than")]
    is_compared = False
    for before, item in pairwise(items):
        is_compared = is_compared or not before.labels.isdisjoint({"less", "more"})
        if is_compared and item.kind is Kind.DAYS and said.has(before.first, "than"):
            return True
    return False


def _is_in_words(said: Said, item: Item) -> bool:
    """Say whether it is the "twee" of "twee akkoord": that may be the second, or two of them."""
    numbers = item.numbers
    is_bare = numbers is not None and not numbers.explicit and len(numbers.numbers) == 1
    return is_bare and said.tokens[item.first].sort is Sort.WORD


def _speaks(said: Said, clause: Clause) -> bool:
    return any(said.has(item.first, "speaker") for item in clause.items)


def _is_to_come(said: Said, clause: Clause) -> bool:
    """Say whether somebody may or must be away on a day: "Daan mag vrijdag vrij" may be the next one."""
    if any(figures.has_hours and figures.times is None for figures in clause.frame.figures):
        return False
    behind = [item for before, item in pairwise(clause.items) if before.kind is Kind.NAME]
    is_told = clause.is_absence and any("must" in item for item in behind)
    return is_told or any(said.has(item.first, "may_word") for item in behind)


def _is_able(said: Said, clause: Clause) -> bool:
    """Say whether someone tells that they can, may, will or had approved, which they do not do by that."""
    is_act = clause.frame.has("approve_act")
    told = [
        is_act or not item.labels.isdisjoint(APPROVES)
        for before, item in pairwise(clause.items)
        if said.has(before.first, "not_done")
    ]
    return any(told) and _speaks(said, clause)


def _is_own_doing(said: Said, clause: Clause) -> bool:
    """Say whether it may be what the speaker will see to ("maak ik in orde"), where it is not said whose hours."""
    scope = clause.frame.scope
    is_open = not (scope.is_explicit or scope.everything or scope.everyone or clause.frame.has_days)
    return is_open and _speaks(said, clause)


def _tells_of_person(said: Said, clause: Clause) -> bool:
    """Say whether somebody is said to be back, and not their hours: "Daan is terug", "back on Monday"."""
    read = clause.frame
    at = next((at for at, item in enumerate(clause.items) if said.has(item.first, "comes_back")), None)
    if at is not None and not read.scope.is_explicit and Kind.DAYS in [item.kind for item in clause.items[at + 2 :]]:
        return True
    before, after = (clause.items[at - 1 : at], clause.items[at + 1 : at + 3]) if at else ([], [])
    is_onward = any(day.onward for item in clause.items for day in item.days)
    if is_onward and read.has("back") and not read.has("must"):
        return True  # "Daan vanaf woensdag weer terug"
    # "Daan terug op maandag", "Daan's back".
    is_on_day = len(after) > 1 and said.has(after[0].first, "on_day") > 0 and after[1].kind is Kind.DAYS
    is_short = any(one.kind is Kind.NAME and said.tokens[one.last - 1].folded.endswith("'s") for one in before)
    if read.scope.names and (is_on_day or is_short):
        return True
    # "Daan is vrijdag terug."
    is_there = at is not None and read.has("be") and not read.has("must", "sets", "tail", "head")
    if is_there and read.scope.names and read.has_days:
        return True
    is_named = bool(read.scope.names) and not (read.scope.weeks or read.scope.numbers or read.has_days)
    return is_named and not clause.whole and read.has("was")


def _is_quoted(said: Said, clause: Clause) -> bool:
    """Say whether the yes stands between quotation marks, and something beside it: those may be another's words."""
    if QUOTES.isdisjoint(said.typed):
        return False
    written = [item for item in clause.items if "sign" not in item.labels]
    if len(written) < 2:  # noqa: PLR2004 - the yes and what is beside it
        return False
    yeses = (item for item in written if not item.labels.isdisjoint(APPROVES))
    return any(item.first > 0 and said.tokens[item.first - 1].folded in QUOTES for item in yeses)


def _is_anothers(said: Said, clause: Clause) -> bool:
    """Say whether a student is said to agree with something: "Daan is akkoord met zijn uren"."""
    items = [item for item in clause.items if "sign" not in item.labels]
    if any(before.kind is Kind.NAME and is_all(said, yes, "own_act") for before, yes in pairwise(items)):
        return True
    for at, ((before, verb), (_, yes)) in enumerate(pairwise(pairwise(items))):
        is_subject = before.kind is Kind.NAME and "was" in verb and not yes.labels.isdisjoint(APPROVES)
        ends = [yes.last - 1, *(after.first for after in items[at + 3 :][:1])]
        agrees = said.has(yes.first, "agrees_oneself") > 0 or any(said.has(end, "agreeing_with") for end in ends)
        if is_subject and agrees:
            return True
    return False


# Why a yes may be none, each with the labels of which it needs one.
LESS = (
    (frozenset({"forgetting"}), _forgets),
    (frozenset({"consequent"}), _follows),
    (frozenset({"not_done"}), _is_able),
    (frozenset({"own_act", "agrees_oneself", "agreeing_with"}), _is_anothers),
)


def _says_otherwise(said: Said, clause: Clause) -> bool:
    """Say whether unknown words are the object of the yes ("approve the usual"), or have a verb of their own."""
    items = clause.items
    unknown = [index for index, item in enumerate(items) if _is_unknown(item)]
    yes = next((index for index, item in enumerate(items) if not item.labels.isdisjoint(APPROVES)), len(items))
    behind = [index for index in unknown if index > yes]
    if not behind:
        return False
    first = behind[0]
    is_object = "approve_act" in items[yes] and said.has(items[first - 1].first, "article") > 0 and first - 1 > yes
    has_verb = any(not item.labels.isdisjoint(VERBS) and "approve" not in item for item in items[yes + 1 : first])
    return is_object or has_verb


def _is_unknown(item: Item) -> bool:
    return item.kind is Kind.UNKNOWN and item.labels.isdisjoint(("cause",))
