"""Read one cell strictly: dates, hours, yes and no, addresses, as they are written in Dutch and English files."""

import re
from datetime import date, timedelta
from typing import Any

from core.languages import CODES, LANGUAGES
from core.sheets import folded

MONTHS = {
    **dict.fromkeys(("januari", "january", "jan"), 1),
    **dict.fromkeys(("februari", "february", "feb"), 2),
    **dict.fromkeys(("maart", "march", "mrt", "mar", "maa"), 3),
    **dict.fromkeys(("april", "apr"), 4),
    **dict.fromkeys(("mei", "may"), 5),
    **dict.fromkeys(("juni", "june", "jun"), 6),
    **dict.fromkeys(("juli", "july", "jul"), 7),
    **dict.fromkeys(("augustus", "august", "aug"), 8),
    **dict.fromkeys(("september", "sept", "sep"), 9),
    **dict.fromkeys(("oktober", "october", "okt", "oct"), 10),
    **dict.fromkeys(("november", "nov"), 11),
    **dict.fromkeys(("december", "dec"), 12),
}
WEEKDAYS = (
    r"(?:(?:ma|di|wo|do|vr|za|zo)(?:andag|nsdag|ensdag|nderdag|ijdag|terdag|ndag)?"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,? "
)
# A date that lost its format in a spreadsheet, of the years 2000 to 2099.
SERIAL = re.compile(r"3652[6-9]|365[3-9]\d|36[6-9]\d\d|3[7-9]\d{3}|[4-6]\d{4}|7[0-2]\d{3}|730[0-4]\d|73050")
SERIAL_ZERO = date(1899, 12, 30)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: 0?0:00(?::00)?)?")
IN_WORDS = re.compile(r"(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4})")
DECIMAL = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))? ?(?:uur|uren|u|hours?|hrs?|h)?\.?")
CLOCK = re.compile(r"(\d{1,4}) ?(?::|u|h|uur|uur en|uren en) ?(\d{2}) ?(?:min|minuten|minutes|m)?")
THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+")
ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
YES = frozenset({"ja", "j", "yes", "y", "1", "true", "waar", "x"})
NO = frozenset({"nee", "n", "no", "0", "false", "onwaar"})
CALLED = {name: code for code, language in LANGUAGES.items() for name in (code, *language.called)}
FIRST_YEAR, LAST_YEAR = 2000, 2099
DAY_MINUTES = 24 * 60
GENERAL = frozenset(
    ("aanmelden", "accounts", "admin", "administratie", "administration", "algemeen", "balie", "bestellingen",
     "boekhouding", "bpv", "contact", "directie", "facturen", "factuur", "finance", "general", "hallo", "hello",
     "helpdesk", "hr", "hrm", "info", "informatie", "inkoop", "kantoor", "mail", "magazijn", "marketing",
     "no-reply", "noreply", "office", "onderhoud", "order", "orders", "pers", "personeel", "personeelszaken",
     "planning", "post", "postbus", "praktijk", "receptie", "reception", "redactie", "sales", "school",
     "secretariaat", "service", "stage", "stagebureau", "stages", "support", "team", "verkoop", "welkom",
     "werkplaats", "winkel")
)  # fmt: skip


class CellError(ValueError):
    """A cell that can't be read as what it should be. reason, facts: as in a report's problem."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def read_date(text: str) -> date:
    """Read "3-3-2026", "03/03/2026", "3 maart 2026" or "2026-03-03", day before month; years have four digits.

    Also a spreadsheet's bare number of a day, such as 46084: days since 30 December 1899. Raises: CellError.
    """
    plain = re.sub(rf"^{WEEKDAYS}", "", folded(text))
    if SERIAL.fullmatch(plain):
        plain = (SERIAL_ZERO + timedelta(days=int(plain))).isoformat()
    if match := ISO.fullmatch(plain):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := DAY_FIRST.fullmatch(plain):
        year, month, day = int(match[4]), int(match[3]), int(match[1])
    elif match := IN_WORDS.fullmatch(plain):
        year, month, day = int(match[3]), MONTHS.get(match[2], 0), int(match[1])
    else:
        raise CellError("not_a_date", text=text)
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellError("not_a_date", text=text) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellError("not_a_date", text=text)
    return found


def read_minutes(text: str) -> int:
    """Read hours as minutes: "7,5", "7.5", "7:30", "7u30", "8 uur".

    Raises: CellError; a number with three decimals is refused, since "1.000" may be a thousand.
    """
    plain = folded(text)
    if re.match(r"[-−–] ?\d", plain):
        raise CellError("negative", text=text)
    if THOUSANDS.fullmatch(plain):
        raise CellError("ambiguous_number", text=text)
    if match := CLOCK.fullmatch(plain):
        hours, minutes = int(match[1]), int(match[2])
        if minutes >= 60:  # noqa: PLR2004 - an hour has sixty minutes
            raise CellError("not_hours", text=text)
        return hours * 60 + minutes
    if match := DECIMAL.fullmatch(plain):
        hundredths = int((match[2] or "0").ljust(2, "0"))
        return int(match[1]) * 60 + (hundredths * 60 + 50) // 100
    raise CellError("not_hours", text=text)


def read_day_minutes(text: str) -> int:
    """Read the hours of one day as minutes. Raises: CellError, also for more than 24 hours."""
    minutes = read_minutes(text)
    if minutes > DAY_MINUTES:
        raise CellError("outside_day", text=text)
    return minutes


def read_yes(text: str) -> bool:
    """Read yes or no. Raises: CellError."""
    plain = folded(text)
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise CellError("not_yes_or_no", text=text)


def read_language(text: str) -> str:
    """Read a language that we speak. Raises: CellError."""
    found = CALLED.get(folded(text))
    if found is None:
        raise CellError("unknown_choice", text=text, choices=", ".join(CODES))
    return found


def read_address(text: str) -> str:
    """Read a bare mail address, in lower case. Raises: CellError."""
    plain = text.lower()
    if len(plain) > 254 or not ADDRESS.fullmatch(plain):  # noqa: PLR2004 - the longest address there is (RFC 5321)
        raise CellError("not_an_address", text=text)
    return plain


def is_general(email: str) -> bool:
    """Say whether an address is a desk's rather than a person's, by what stands before the @."""
    local = email.partition("@")[0].partition("+")[0]
    return local in GENERAL or bool(set(re.split(r"[._-]", local)) & GENERAL & {"info", "planning", "administratie"})
