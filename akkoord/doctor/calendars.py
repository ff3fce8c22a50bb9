"""How long the calendars go on: when their years run out, silence about a holiday means "not known"."""

from datetime import date, timedelta

from akkoord.doctor.findings import Finding, ok, trouble, warning
from core.logbook.holidays import FIRST_YEAR, REGIONS, builders_holiday, known_until

SOON = timedelta(days=270)
COUNTRY = "NL"
ADVICE = 'Install a newer version of Akkoord, or of the package "holidays"; the school year is known two years ahead.'


def check_school_holidays(today: date) -> Finding:
    """See until when the school holidays of every region are known."""
    known = [known_until(COUNTRY, region) for region in REGIONS[COUNTRY]]
    return _until("school holidays", min(day or date.min for day in known), today)


def check_builders_holidays(today: date) -> Finding:
    """See until when the builders' holidays are known."""
    last = date.max
    for region in REGIONS[COUNTRY]:
        schools = known_until(COUNTRY, region)
        ahead = range(FIRST_YEAR, schools.year + 1 if schools is not None else FIRST_YEAR)
        years = [year for year in ahead if builders_holiday(region, year) is not None]
        last = min(last, date(years[-1], 12, 31) if years else date.min)
    return _until("builders' holidays", last, today)


def _until(check: str, last: date, today: date) -> Finding:
    if last < today:
        said = f"They were known until {last.year}; days off are not seen any more, and reminders go on them."
        return trouble(check, said, ADVICE)
    if last - today < SOON:
        return warning(check, f"They are known until the end of {last.year}, and then no more.", ADVICE)
    return ok(check, f"They are known until the end of {last.year}.")
