"""What was said, ready to be read: tokens beside what the vocabulary knows of them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from core.language.vocabulary.entries import NO_LABELS, Entry
from core.language.vocabulary.text import Sort, Token
from core.language.vocabulary.words import NO_PHRASES, Lexicon, Phrases

NUMBER = Sort.NUMBER

# So many numbers with commas are a row; two may be a decimal.
ROW = 3


class _Phrases(dict[int, Phrases]):
    """The phrases by the token at which they start; none behind the last."""

    def __missing__(self, at: int) -> Phrases:
        return NO_PHRASES


class Said:
    """Tokens with their phrases. Readers ask it what starts at a token; every answer is a number of tokens, 0 for no.

    folded: each token so. typed: the same, as a set. numbers: the places of plain digits. today: the speaker's date.
    weeks: the ISO numbers of those in reach.

    labels: of all its phrases together, those that a longer one hides included; a rule about a label that is not among
    them has nothing to do.
    """

    def __init__(
        self, tokens: Sequence[Token], words: Lexicon, *, today: date, weeks: frozenset[int] = frozenset()
    ) -> None:
        self.tokens = tokens
        self.words = words
        self.today = today
        self.weeks = weeks
        self.folded = [token.folded for token in tokens]
        self.typed = frozenset(self.folded)
        self._count = len(tokens)
        self.numbers = frozenset([at for at, token in enumerate(tokens) if token.sort is NUMBER])
        phrases = words.phrases(tokens)
        self._phrases = _Phrases(enumerate(phrases))
        self.labels: frozenset[str] = NO_LABELS.union(*[one.labels for one in phrases])

    def phrases(self, at: int) -> Phrases:
        """Give the phrases that start at a token."""
        return self._phrases[at]

    def matches(self, at: int) -> Sequence[tuple[int, Entry]]:
        """Give the phrases that start at a token, longest first, as (how many tokens, what it may be)."""
        return self.phrases(at).matches

    def has(self, at: int, label: str) -> int:
        """Say how many tokens the longest phrase with this label has."""
        return self._phrases[at].lengths.get(label, 0)

    def has_any(self, at: int, labels: AbstractSet[str]) -> bool:
        """Say whether a phrase with one of these labels starts at a token."""
        return not labels.isdisjoint(self._phrases[at].labels)

    def value(self, at: int, label: str) -> tuple[int, int] | None:
        """Give (how many tokens, which number) of the longest phrase that stands for a number of this sort."""
        return self._phrases[at].values.get(label)

    def is_number(self, at: int) -> bool:
        """Say whether a token is a run of plain digits."""
        return at in self.numbers

    def is_near(self, at: int, sign: str) -> bool:
        """Say whether a sign stands against the token before it."""
        return at < self._count and self.tokens[at].folded == sign and self.tokens[at].near

    def glued(self, at: int) -> str:
        """Give the folded token that stands against the one before it; empty when a blank parts them."""
        return self.tokens[at].folded if at < self._count and self.tokens[at].near else ""

    def near_number(self, at: int) -> bool:
        """Say whether digits stand against the token before them."""
        return self.is_number(at) and self.tokens[at].near

    def in_row(self, at: int) -> bool:
        """Say whether digits stand in a row of three or more: "1,2,3" is no 1.2."""
        count = 1
        for step in (-2, 2):
            index = at
            # No further than it takes to know: a row may be as long as a message.
            while count < ROW and index + step >= 0 and self._goes_on(index, step):
                index, count = index + step, count + 1
        return count >= ROW

    def _goes_on(self, at: int, step: int) -> bool:
        return self.near_number(max(at, at + step)) and self._has_comma(at, step)

    def _has_comma(self, at: int, step: int) -> bool:
        return self.is_near(at + step // 2, ",") and self.is_number(at + step)

    def digits(self, at: int) -> str:
        """Give the digits of a token as typed."""
        return self.tokens[at].text
