"""Which days are holidays where: the schools' by region, and the public ones; looked up once a year and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import takewhile
from typing import Any

import holidays

# Our names of a region, folded, and the names that the calendar knows them by.
REGIONS: dict[str, dict[str, str]] = {
    "NL": {"noord": "Noord", "midden": "Midden", "zuid": "Zuid"},
    "BE": {
        "vlaanderen": "Flemish",
        "flemish": "Flemish",
        "wallonië": "French",
        "french": "French",
        "ostbelgien": "German",
        "german": "German",
    },
}
LANGUAGES = {"nl": "nl", "en": "en_US"}
SUMMER = "Zomervakantie"
BUILDERS_FROM, BUILDERS_LAST = 16, 34
FIRST_YEAR = 2020
HORIZON = 2100


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday of one day. kind: "school" or "public". names: by language."""

    kind: str
    names: Mapping[str, str]


def is_region(country: str, region: str) -> bool:
    """Say whether school holidays are known for this region of this country."""
    return region.casefold() in REGIONS.get(country, {})


def holiday_on(day: date, *, country: str, region: str) -> Holiday | None:
    """Give the holiday of a day, a public one before a school's; None when there is none or none is known."""
    return _year(country, region.casefold(), day.year).get(day)


@cache
def builders_holiday(region: str, year: int) -> tuple[date, date] | None:
    """Give the first and last day of the Dutch builders' holiday ("bouwvak") of a region, a Monday and a Friday.

    The trade advises the third to the fifth week of the region's school summer holiday. None where that is not known,
    and for Belgium, where each province has its own weeks.
    """
    summer = [day for day, name in _school("NL", region.casefold(), year, "nl").items() if name == SUMMER]
    if not summer:
        return None
    return min(summer) + timedelta(days=BUILDERS_FROM), min(summer) + timedelta(days=BUILDERS_LAST)


@cache
def known_until(country: str = "NL", region: str = "Midden") -> date | None:
    """Give the last year's end until which a region's school holidays are known, None when it has none.

    Past that day no school holiday is flagged: silence then means "not known".
    """
    years = takewhile(lambda year: _school(country, region.casefold(), year, "nl"), range(FIRST_YEAR, HORIZON))
    last = max(years, default=None)
    return date(last, 12, 31) if last is not None else None


@cache
def _year(country: str, region: str, year: int) -> dict[date, Holiday]:
    """Collect a year's holidays of one region."""
    found: dict[date, Holiday] = {}
    for kind, read in (("school", _school), ("public", _public)):
        by_language = {ours: read(country, region, year, theirs) for ours, theirs in LANGUAGES.items()}
        for day, name in by_language["nl"].items():
            found[day] = Holiday(kind, {"nl": name, "en": by_language["en"].get(day, name)})
    return found


def _school(country: str, region: str, year: int, language: str) -> dict[date, str]:
    subdivision = REGIONS.get(country, {}).get(region)
    if subdivision is None:
        return {}
    return _read(country, year, language, subdiv=subdivision, categories=("school",))


def _public(country: str, _region: str, year: int, language: str) -> dict[date, str]:
    if country not in REGIONS:
        return {}
    return _read(country, year, language, categories=("public",))


def _read(country: str, year: int, language: str, **choice: Any) -> dict[date, str]:
    calendar = holidays.country_holidays(country, years=year, language=language, **choice)
    return dict(calendar.items())
