"""Read what a face says: an emoji, or one of signs such as ":-/"; what it may be is the label of a word."""

from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort

EMOJI = {
    **dict.fromkeys("👍👌✅✔☑🙂😊😀😃😄🙏💪👋🌞☀🎉👏❤", "courtesy"),
    **dict.fromkeys("👎❌⛔🚫✖❎", "not"),
    **dict.fromkeys("❓❔⁉", "question"),
    **dict.fromkeys("🤔😂🤣😅😆🤷", "maybe"),
    **dict.fromkeys("🙄😏😒🤨🙃🤡🤥😬🥱", "irony"),
}
EYES = frozenset(":;=")
# A nose, or a tear.
NOSES = frozenset("-'")
MOUTHS = {
    **dict.fromkeys((")", "]", "d", "p"), "courtesy"),
    **dict.fromkeys(("(", "[", "/", "\\", "|", "s", "o", "x", "$", "@", "?"), "maybe"),
}


def read_face(said: Said, at: int) -> tuple[int, str]:
    """Say how many tokens a face takes that starts here, and its label; 0 and "" for none.

    Behind one of signs a space follows, or the end: "Daan:(ziek)" and "https://" are none.
    """
    token = said.tokens[at]
    if token.text in EMOJI:
        return 1, EMOJI[token.text]
    if token.text not in EYES:
        return 0, ""
    nose = _glued(said, at + 1) in NOSES
    mouth = at + 1 + nose
    label = MOUTHS.get(_glued(said, mouth), "")
    return (mouth + 1 - at, label) if label and not _glued(said, mouth + 1) else (0, "")


def _glued(said: Said, at: int) -> str:
    """Give the folded token here when it stands against the one before it."""
    token = said.tokens[at] if at < len(said.tokens) else None
    return token.folded if token is not None and token.near and token.sort not in {Sort.LINE, Sort.BLANK} else ""
