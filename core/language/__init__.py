"""Language: sentences as data, and the readers of weeks, days, dates, hours, names and verdicts."""

from core.language.reader import read, warm

__all__ = ["read", "warm"]
