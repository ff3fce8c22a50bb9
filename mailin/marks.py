"""The marks by which mail programs set off what they quote; Dutch, English, German and French, and any dated line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailin.lines import MOST_LINE, Ours
from mailin.signatures import FOOTER

HTML_QUOTE = "\ue0f1"
HTML_REST = "\ue0f2"
WRAPPED_OVER = 4
HEADERS_WITHIN = 12
ENOUGH_HEADERS = 3

_WROTE = (
    r"(?:schreef|geschreven|wrote|writes|schrieb|geschrieben|a écrit|a ecrit|écrit|skrev|napisał\w*|kirjoitti|escreveu|"
    r"scritto|escribió|написал\w*|пишет|yazdı|said|citeren|quoting|zitat von|quelques mots)"
)
WROTE = re.compile(rf"(?<!\w){_WROTE}(?!\w)", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>()@]{1,64}@[^\s<>()@]{2,190}")
ADDRESS_LAST = re.compile(r"@[^\s<>()@]{2,190}>$")
YEAR_OR_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.u]\d\d\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b")
ENDS = re.compile(r"(?:[:：]|[>)\]]\s?:)[\s*_]*$")
STARTS = re.compile(
    r"^\W{0,3}(?:op|on|am|le|el|il|em|den|dnia|w dniu|in data|citeren|quoting|zitat von|citando|citat)\b", re.IGNORECASE
)
WROTE_LAST = re.compile(rf"(?<!\w){_WROTE}\s*[-–—]*\s*$", re.IGNORECASE)
BARE_DATED = re.compile(r"^\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b[^\n]{1,120}<\s*[^<>\s]+@[^<>\s]+>\s*$")
WROTE_START = re.compile(rf"^\W{{0,3}}{_WROTE}\b", re.IGNORECASE)

_TITLES = (
    r"(?:(?:oorspronkelijk|origine(?:e)?l)e? (?:bericht|e-?mailbericht|e-?mail|afspraak)|"
    r"original (?:message|appointment|e-?mail)|"
    r"ursprüngliche (?:nachricht|e-?mail)|originalnachricht|message d'origine|message d’origine|message original|"
    r"doorgestuurd(?:e)? bericht|forwarded (?:message|by .{1,60})|weitergeleitete nachricht|message transféré|"
    r"courriel original|antwoord bericht|reply message|oprindelig besked|mensaje original|messaggio originale|"
    r"reply above this line|begin forwarded message)"
)
BANNER = re.compile(rf"^\W{{0,4}}[-–—‐‑_=]{{2,40}}\s*{_TITLES}\s*[-–—‐‑_=:]*", re.IGNORECASE)
# "-----School schreef: -----", with which Lotus Notes begins, above its headers.
NOTES_BANNER = re.compile(rf"^-{{5}}[^\n-][^\n]{{0,150}}?{_WROTE}\s?:\s?-{{5}}\s*$", re.IGNORECASE)
PLAIN_BANNER = re.compile(
    r"^\W{0,4}(?:begin doorgestuurd bericht|begin forwarded message|doorgestuurd bericht|forwarded message|"
    r"oorspronkelijk bericht|original message|début du message \w+|anfang der weitergeleiteten (?:nachricht|e-mail)|"
    r"weitergeleitete nachricht|ursprüngliche nachricht|message transféré)\W*$",
    re.IGNORECASE,
)
# Of the languages around; "do:", Polish for "to:", is a Thursday.
LABELS = {
    "from": r"van|from|von|de|da|fra|från|expéditeur|absender|afzender|от|од|od|de la|gönderen|kimden|від|feladó|"
    r"lähettäjä|من|מאת",
    "sent": r"verzonden|verstuurd|sent|gesendet|envoyé(?: le)?|datum|date|dato|отправлено|enviado(?: em)?|enviada em|"
    r"message du|wysłano|data|trimis|gönderildi|gönderilme tarihi|tarih|надіслано|дата|odesláno|elküldve|dátum|"
    r"inviato|lähetetty|skickat|sendt|تم الإرسال|נשלח",
    "to": r"aan|to|an|à|a|til|till|кому|destinataire|para|ontvanger|către|kime|komu|címzett|vastaanottaja|إلى|אל",
    "subject": r"onderwerp|subject|betreff|objet|emne|ämne|тема|sujet|asunto|assunto|oggetto|temat|subiect|konu|"
    r"předmět|tárgy|aihe|الموضوع|נושא",
    "cc": r"cc|kopie|copie à|bcc",
    "reply": r"reply-to|beantwoorden aan|antwort an|répondre à|organisatie|belang(?:rijkheid)?|urgentie|importance|"
    r"wichtigkeit|bijlagen|attachments?",
}
LABEL = re.compile(
    r"^\W{0,4}(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in LABELS.items()) + r")\s?[*_]{0,3}\s?[:：]",
    re.IGNORECASE,
)
OTHER_LABEL = re.compile(r"^(?:[\s<;]|\W{0,3}[^\W\d_][\w ’'-]{1,20}\s?:)")
QUOTED = re.compile(r"^\s{0,3}(?:>(?!\s?:\s*$)|\|\s)")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where what was typed ends. at: the first line that is not typed. is_sure: it can't well be anything else.

    below: where what it introduces begins, for a mark that is not sure by itself.
    """

    at: int
    rule: str
    is_sure: bool
    below: int = 0


def first_mark(lines: Sequence[str], ours: Ours) -> Mark:
    """Find the first line that is not typed, and the rule that says so; the number of lines and "" when all is."""
    after = _after_own_quotes(lines, ours)
    for index, line in enumerate(lines):
        short = line[:MOST_LINE]
        if ours.is_mark(short):
            return Mark(_back_over_attribution(lines, index), "our separator", is_sure=True)
        if short.startswith((HTML_QUOTE, HTML_REST)):
            return Mark(_back_over_attribution(lines, index), "an HTML quote", is_sure=True)
        if index >= after and QUOTED.match(short):
            return Mark(_back_over_attribution(lines, index), "quote marks", is_sure=True)
        found = _set_off(lines, index)
        if found is not None:
            return found
        if ours.begins_at(lines, index):
            return Mark(_back_over_attribution(lines, index), "our own words", is_sure=True)
    return Mark(len(lines), "", is_sure=True)


def _after_own_quotes(lines: Sequence[str], ours: Ours) -> int:
    """Give where the quote may begin at the earliest: behind what a person quotes in their own words.

    Lines with ">" that stand directly under typed ones, hold nothing of ours and come before an attribution in the open
    are part of what was typed; they make nothing certain.
    """
    first = next((index for index, line in enumerate(lines) if QUOTED.match(line)), len(lines))
    if first in {0, len(lines)} or not lines[first - 1].strip() or ENDS.search(lines[first - 1][:MOST_LINE]):
        return 0
    if ADDRESS.search(lines[first - 1][:MOST_LINE]) or any(_set_off(lines, index) for index in range(first)):
        return 0
    end = first
    while end < len(lines) and QUOTED.match(lines[end]):
        if ours.is_mark(lines[end]) or ours.has(lines[end]) or ours.begins_at(lines, end):
            return 0
        end += 1
    for index in range(end, len(lines)):
        if not QUOTED.match(lines[index]) and _set_off(lines, index) is not None:
            return end
    return 0


def _set_off(lines: Sequence[str], index: int) -> Mark | None:
    """Read a banner, reply headers or an attribution at this line."""
    line = lines[index][:MOST_LINE]
    if not line.strip():
        return None
    if BANNER.match(line) or NOTES_BANNER.match(line):
        return Mark(index, "a banner", is_sure=True)
    if PLAIN_BANNER.match(line):
        return Mark(index, "a banner", is_sure=False, below=index + 1)
    if LABEL.match(line):
        found = _headers(lines, index)
        if found is not None:
            return found
    start = _attribution(lines, index)
    return Mark(start, "an attribution", is_sure=False, below=index + 1) if start is not None else None


def _headers(lines: Sequence[str], index: int) -> Mark | None:
    """Read the block of headers that Outlook and others write above what they quote."""
    kinds: set[str] = set()
    has_address = False
    below = index
    for below, line in enumerate(lines[index : index + HEADERS_WITHIN], index):  # noqa: B007 - it is used behind the loop
        short = line[:MOST_LINE]
        if not short.strip():
            continue
        label = LABEL.match(short)
        if label is None:
            if len(kinds) >= ENOUGH_HEADERS or not OTHER_LABEL.match(short):
                break
            continue
        kinds.add(str(label.lastgroup))
        has_address = has_address or ADDRESS.search(short) is not None
    if "from" not in kinds or len(kinds) == 1:
        return None
    under_rule = _is_under_rule(lines, index)
    if len(kinds) < ENOUGH_HEADERS and not (has_address or under_rule):
        return None
    return Mark(index, "reply headers", is_sure=len(kinds) >= ENOUGH_HEADERS or under_rule, below=below)


def _is_under_rule(lines: Sequence[str], index: int) -> bool:
    above = next((line.strip() for line in reversed(lines[max(0, index - 3) : index]) if line.strip()), "")
    return len(above) >= 5 and not above.strip("_-=")  # noqa: PLR2004 - a drawn line


def _attribution(lines: Sequence[str], end: int) -> int | None:
    """Find the attribution that ends at this line, wrapped or not; the shortest that is one.

    In any language it has a date or time and ends in a colon, with an address or a word for "wrote". Without a colon it
    must have all of them. "Op dinsdag schreef hij 8 uur:" has no date or time and is what a person types.
    """
    last = lines[end][:MOST_LINE].rstrip()
    ends = ENDS.search(last) is not None
    if not ends and not WROTE_LAST.search(last) and not BARE_DATED.match(last) and not last.endswith(">"):
        return None
    joined = ""
    for start in range(end, max(-1, end - WRAPPED_OVER), -1):
        line = lines[start][:MOST_LINE].strip()
        if not line or QUOTED.match(line):
            break
        joined = f"{line} {joined}".strip()[: 2 * MOST_LINE]
        if _is_attribution(joined, ends=ends) and not _begins_above(lines, start):
            return start
    return None


def _is_attribution(joined: str, *, ends: bool) -> bool:
    if BARE_DATED.match(joined):
        return True
    has_date = YEAR_OR_TIME.search(joined) is not None
    has_address = ADDRESS.search(joined) is not None
    wrote = WROTE.search(joined) is not None
    if ends:
        return (wrote and (has_date or has_address)) or (has_date and has_address and "<" in joined)
    return has_date and has_address and wrote and WROTE_LAST.search(joined) is not None


def _begins_above(lines: Sequence[str], start: int) -> bool:
    """Say whether the line above belongs to the attribution too: it begins as one does and this line does not."""
    if start == 0 or not lines[start - 1].strip() or STARTS.match(lines[start]):
        return False
    above = lines[start - 1][:MOST_LINE].rstrip()
    if STARTS.match(above) and YEAR_OR_TIME.search(above):
        return True
    if above.endswith("<"):
        return True
    if WROTE_START.match(lines[start]) or lines[start].lstrip().startswith("<"):
        # What has nothing of an attribution may be what they typed.
        further = lines[start - 2][:MOST_LINE] if start >= 2 and STARTS.match(lines[start - 2][:MOST_LINE]) else ""  # noqa: PLR2004 - two lines above
        is_like_one = STARTS.match(above) or YEAR_OR_TIME.search(f"{further} {above}") or ADDRESS.search(above)
        return is_like_one is not None and not above.endswith((".", "!", "?"))
    return start >= 2 and STARTS.match(lines[start - 2][:MOST_LINE]) is not None and not above.endswith(".")  # noqa: PLR2004 - two lines above


def _back_over_attribution(lines: Sequence[str], index: int) -> int:
    """Step back over an attribution of a form that is not known, directly above what is surely quoted."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above < 0:
        return index
    joined = ""
    for start in range(above, max(-1, above - WRAPPED_OVER), -1):
        line = lines[start][:MOST_LINE].strip()
        if not line or line.startswith((">", "--")) or FOOTER.match(line):
            break
        joined = f"{line} {joined}".strip()
        is_ended = ENDS.search(joined) is not None or ADDRESS_LAST.search(joined) is not None
        names_someone = ADDRESS.search(joined) is not None or "akkoord <" in joined.casefold()
        if is_ended and (names_someone or WROTE.search(joined)) and not _begins_above(lines, start):
            return start
    return index
