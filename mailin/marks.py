"""The marks by which mail programs set off what they quote, in Dutch, English, German and French."""

import re
from collections.abc import Sequence

from core.separator import SEPARATORS

WRAPPED_OVER = 4
HEADERS_WITHIN = 7
MOST_LINE = 1000

_WROTE = r"(?:schreef|heeft|het volgende geschreven|wrote|schrieb|a écrit|a ecrit|geschreven)"
ATTRIBUTION = re.compile(
    rf"^\W{{0,3}}(?:op|on|am|le|el)\b[^\n]{{4,400}}?\b{_WROTE}\b[^\n]{{0,200}}:\s*$", re.IGNORECASE
)
ATTRIBUTION_START = re.compile(r"^\W{0,3}(?:op|on|am|le)\b.{0,40}?\d", re.IGNORECASE)
DATED = re.compile(
    rf"^\W{{0,3}}(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[-/. ]\S{{1,12}}[-/. ]\d{{2,4}})[^\n]{{0,300}}"
    rf"(?:{_WROTE}[^\n]{{0,80}}:|<[^<>\s]+@[^<>\s]+>:)\s*$",
    re.IGNORECASE,
)
NAMED = re.compile(rf"^[^\n:]{{2,120}}<[^<>\s]+@[^<>\s]+>\s*{_WROTE}[^\n]{{0,80}}:\s*$", re.IGNORECASE)
BANNER = re.compile(
    r"^\W*-{2,}\s*(?:oorspronkelijk bericht|oorspronkelijk e-mailbericht|original message|original appointment|"
    r"ursprüngliche nachricht|message d'origine|message original|doorgestuurd bericht|forwarded message|"
    r"weitergeleitete nachricht|message transféré|antwoord bericht|reply message)\s*-{2,}",
    re.IGNORECASE,
)
PLAIN_BANNER = re.compile(
    r"^\W*(?:begin doorgestuurd bericht|begin forwarded message|doorgestuurd bericht|forwarded message|"
    r"oorspronkelijk bericht|original message|début du message|anfang der weitergeleiteten)\W*$",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*_{10,}\s*$")
FROM = re.compile(r"^\W{0,4}(?:van|from|von|de)\W{0,2}\s*:\s?\S", re.IGNORECASE)
OTHER_HEADER = re.compile(
    r"^\W{0,4}(?:verzonden|verstuurd|sent|gesendet|envoyé|datum|date|aan|to|an|à|onderwerp|subject|betreff|objet|cc)"
    r"\W{0,2}\s*:",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^\s?(?:>|\|\s)")
OURS_AT_LEAST = 12
ONE_LINE_AT_LEAST = 40


def bare(line: str) -> str:
    """Strip a line of quote marks and spacing, to compare it with what we sent."""
    return " ".join(line.lstrip(" >|\t").split()).casefold()


def first_mark(lines: Sequence[str], sent: Sequence[str]) -> tuple[int, str]:
    """Find the first line that is not typed, and the rule that says so; the number of lines and "" when all is."""
    ours = {bare(line) for text in sent for line in text.splitlines()}
    separators = {bare(text) for text in SEPARATORS.values()}
    for index, line in enumerate(lines):
        short = line[:MOST_LINE]
        if any(separator in bare(short) for separator in separators):
            return _back_over_attribution(lines, index), "our separator"
        if QUOTED.match(short):
            return _back_over_attribution(lines, index), "quote marks"
        rule = _header_rule(lines, index)
        if rule:
            return index, rule
        if _is_ours(lines, index, ours):
            return _back_over_attribution(lines, index), "our own words"
    return len(lines), ""


def _header_rule(lines: Sequence[str], index: int) -> str:
    line = lines[index][:MOST_LINE]
    if BANNER.match(line) or PLAIN_BANNER.match(line):
        return "a banner"
    if RULE.match(line):
        return "a ruled line"
    if FROM.match(line):
        following = lines[index + 1 : index + 1 + HEADERS_WITHIN]
        if sum(bool(OTHER_HEADER.match(other[:MOST_LINE])) for other in following) >= 1:
            return "reply headers"
    if DATED.match(line) or NAMED.match(line):
        return "an attribution"
    if ATTRIBUTION_START.match(line):
        joined = ""
        for more in lines[index : index + WRAPPED_OVER]:
            if not more.strip() and joined:
                break
            joined = f"{joined} {more.strip()}".strip()[:MOST_LINE]
            if ATTRIBUTION.match(joined):
                return "an attribution"
    return ""


def _is_ours(lines: Sequence[str], index: int, ours: set[str]) -> bool:
    """Say whether our own words begin here: a long line of ours, or two of ours on end."""
    first = bare(lines[index])
    if len(first) < OURS_AT_LEAST or first not in ours:
        return False
    if len(first) >= ONE_LINE_AT_LEAST:
        return True
    following = next((bare(line) for line in lines[index + 1 : index + 4] if line.strip()), "")
    return len(following) >= OURS_AT_LEAST and following in ours


def _back_over_attribution(lines: Sequence[str], index: int) -> int:
    """Step back over an attribution of a form that is not known: one line that ends in a colon, above a quote."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and lines[above].rstrip().endswith(":") and ("@" in lines[above] or "Akkoord" in lines[above]):
        begin = above
        while begin > 0 and lines[begin - 1].strip() and above - begin < WRAPPED_OVER - 1:
            if ATTRIBUTION_START.match(lines[begin]):
                break
            begin -= 1
        return begin if ATTRIBUTION_START.match(lines[begin]) else above
    return index
