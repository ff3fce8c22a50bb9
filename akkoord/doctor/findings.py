"""What a check comes back with."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is. TROUBLE: something people count on does not work."""

    OK = "ok"
    WARNING = "warning"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. check: what was looked at. says: what was found and what that means. advice: what to do; "" if ok."""

    check: str
    state: State
    says: str
    advice: str = ""


def ok(check: str, says: str) -> Finding:
    """Say that all is well."""
    return Finding(check, State.OK, says)


def warning(check: str, says: str, advice: str) -> Finding:
    """Say that something will or may go wrong."""
    return Finding(check, State.WARNING, says, advice)


def trouble(check: str, says: str, advice: str) -> Finding:
    """Say that something does not work."""
    return Finding(check, State.TROUBLE, says, advice)


def off(check: str) -> Finding:
    """Say that there is nothing to look at, since nothing is set for it."""
    return ok(check, "Not set, so there is nothing to look at.")
