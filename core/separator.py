"""The lines that mark where our own text begins in a mail, so that what was typed above them can be told apart."""

from core.languages import LANGUAGES, first_of

SEPARATORS = {code: language.separator for code, language in LANGUAGES.items()}

MARKER_OPEN = "[#"
MARKER_CLOSE = "]"


def separator(language: str) -> str:
    """Give the first line of our mails in this language; Dutch when we don't speak it."""
    return SEPARATORS[first_of(language, SEPARATORS)]


def marker(token: str) -> str:
    """Write a message's token as it stands in the footer, for servers that strip plus addresses."""
    return f"{MARKER_OPEN}{token}{MARKER_CLOSE}"
