"""What was said, ready to be read: tokens beside what the vocabulary knows of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.language.text import Sort, Token
from core.language.words import Entry, Lexicon


class Said:
    """Tokens with their phrases. Readers ask it what starts at a token; every answer is a number of tokens, 0 for no.

    today: the speaker's date. mondays: of the weeks in reach, by ISO week number.
    """

    def __init__(
        self, tokens: Sequence[Token], words: Lexicon, *, today: date, mondays: Mapping[int, frozenset[date]]
    ) -> None:
        self.tokens = tokens
        self.words = words
        self.today = today
        self.mondays = mondays
        self._matches: dict[int, list[tuple[int, Entry]]] = {}

    def matches(self, at: int) -> list[tuple[int, Entry]]:
        """Give the phrases that start at a token, longest first."""
        found = self._matches.get(at)
        if found is None:
            found = self._matches[at] = self.words.matches(self.tokens, at)
        return found

    def has(self, at: int, label: str) -> int:
        """Say how many tokens the longest phrase with this label has."""
        for length, entry in self.matches(at):
            if label in entry.labels:
                return length
        return 0

    def value(self, at: int, label: str) -> tuple[int, int] | None:
        """Give (how many tokens, which number) of the longest phrase that stands for a number of this sort."""
        for length, entry in self.matches(at):
            if label in entry.values:
                return length, entry.values[label]
        return None

    def is_number(self, at: int) -> bool:
        """Say whether a token is a run of plain digits."""
        return at < len(self.tokens) and self.tokens[at].sort is Sort.NUMBER

    def is_near(self, at: int, sign: str) -> bool:
        """Say whether a sign stands against the token before it."""
        return at < len(self.tokens) and self.tokens[at].folded == sign and self.tokens[at].near

    def near_number(self, at: int) -> bool:
        """Say whether digits stand against the token before them."""
        return self.is_number(at) and self.tokens[at].near

    def digits(self, at: int) -> str:
        """Give the digits of a token as typed."""
        return self.tokens[at].text
