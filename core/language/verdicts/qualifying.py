"""Take a yes for less than it looks: "dan is het goed", "approve the usual", "ok dan zal ik wel de boeman zijn"."""

from core.language.clauses.items import Item, Kind
from core.language.clauses.judging import Act, Clause
from core.language.meaning import Problem
from core.language.vocabulary.said import Said

APPROVES = ("approve", "approve_act", "unsure_approve", "yes")
YESES = frozenset({Act.APPROVE, Act.DAYS_FINE, Act.EXCEPT, Act.ALSO})
VERBS = frozenset({"be", "was", "must"})


def temper(said: Said, clause: Clause) -> None:
    """Propose a yes that follows from something else; ask about one whose unknown words are what it is a yes to."""
    if clause.act in YESES and clause.frame.has("then"):
        # "Niet voor" says when; beside a yes its "niet" may as well deny that: "niet voor mij goed".
        clause.act, clause.problem, clause.sure = Act.DOUBT, Problem.NEGATION, False
    if clause.act is not Act.APPROVE:
        return
    if _follows(said, clause):
        clause.sure = False
    scope = clause.frame.scope
    # "Het" may be an article: "keur het gebruikelijke goed".
    is_bare = scope.is_empty or (scope.pronoun == "it" and not (scope.is_explicit or scope.everything))
    if is_bare and not clause.frame.has_days and _says_otherwise(said, clause):
        clause.act, clause.problem, clause.sure = Act.DOUBT, Problem.UNKNOWN_WORDS, False


def _follows(said: Said, clause: Clause) -> bool:
    """Say whether a clause begins with "dan" and its verb: "dan is het goed", not "ok dan"."""
    written = [item for item in clause.items if item.labels.isdisjoint({"courtesy", "sign", "and"})]
    if not written or not said.has(written[0].first, "consequent"):
        return False
    return any(item.kind is Kind.WORD and not item.labels.isdisjoint(VERBS) for item in written[1:3])


def _says_otherwise(said: Said, clause: Clause) -> bool:
    """Say whether unknown words are the object of the yes ("approve the usual"), or have a verb of their own."""
    items = clause.items
    unknown = [index for index, item in enumerate(items) if _is_unknown(item)]
    yes = next((index for index, item in enumerate(items) if not item.labels.isdisjoint(APPROVES)), len(items))
    behind = [index for index in unknown if index > yes]
    if not behind:
        return False
    first = behind[0]
    is_act = not items[yes].labels.isdisjoint({"approve_act"})
    is_object = is_act and said.has(items[first - 1].first, "article") > 0 and first - 1 > yes
    has_verb = any(not item.labels.isdisjoint(VERBS) and "approve" not in item for item in items[yes + 1 : first])
    return is_object or has_verb


def _is_unknown(item: Item) -> bool:
    return item.kind is Kind.UNKNOWN and item.labels.isdisjoint({"cause"})
