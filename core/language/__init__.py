"""Language: sentences as data, and the readers of weeks, days, dates, hours, names and verdicts."""

from core.language.reader import read, warm
from core.language.requests.loosely import read_loosely
from core.language.requests.whole import values_in

__all__ = ["read", "read_loosely", "values_in", "warm"]
