"""Language: sentences as data, and the readers of weeks, days, dates, hours, names and verdicts."""

from core.language.loosely import read_loosely
from core.language.reader import read, warm
from core.language.requests import values_in

__all__ = ["read", "read_loosely", "values_in", "warm"]
