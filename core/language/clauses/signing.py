"""What stands right below a mail's closing, where a name is expected: whether it could take back what is above."""

from collections.abc import Sequence

from core.language.vocabulary.text import Token, tokenise
from core.language.vocabulary.words import LANGUAGES, Lexicon, lexicon

# What denies, sets a condition, asks or doubts is in few names and titles; "of" is in many, but at no end of them.
TAKES_BACK = frozenset({"not", "not_yet", "not_until", "not_begins", "if", "maybe", "except", "ask"})
AT_AN_END = TAKES_BACK | {"or"}
# The closing, a name and a title; who has more to say below it has a line of more words than a name has.
MOST_LINES = 3
MOST_WORDS = 7


def may_take_back(signature: str) -> bool:
    """Say whether a signature begins with lines that could take back what stands above it: "Groet, Jan, of niet?"."""
    lines = [line.rstrip() for line in signature.splitlines() if line.strip()][:MOST_LINES]
    return any(line.endswith("?") or _takes_back(line) for line in lines if len(line.split()) <= MOST_WORDS)


def _takes_back(line: str) -> bool:
    tokens = tokenise(line)
    return any(_holds(lexicon(language), tokens) for language in LANGUAGES)


def _holds(words: Lexicon, tokens: Sequence[Token]) -> bool:
    phrases = words.phrases(tokens)
    at = 0
    while at < len(tokens):
        length, labels = next(((length, one.labels) for length, one in phrases[at].matches), (1, frozenset()))
        is_at_an_end = at == 0 or at + length == len(tokens)
        if not labels.isdisjoint(AT_AN_END if is_at_an_end else TAKES_BACK):
            return True
        at += length
    return False
