"""Ask about a clause, instead of doing what it says."""

from core.language.clauses.judging import Act, Clause
from core.language.meaning import Problem


def ask(clause: Clause, problem: Problem) -> None:
    """Leave what a clause says undone, and ask."""
    clause.act, clause.problem, clause.sure = Act.DOUBT, problem, False


def ask_anew(clause: Clause, problem: Problem) -> None:
    """Ask, and let go of the days and hours that it gave."""
    ask(clause, problem)
    clause.figures = []
