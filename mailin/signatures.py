"""Where a person's words end and their signature, footer or disclaimer begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailin.lines import has_words
from mailin.office import MOST_SIGNING, without_office

DASHES = re.compile(r"^\s*(?:--|—|–|__)\s*$")
RULE = re.compile(r"^\s*(?:_{8,}|-{8,}|={4,}|\*{8,}|~{8,})\s*$")
THANKS = r"(?:alvast |hartelijk |met |many |vielen |merci )?(?:bedankt|dank|thanks|dank je wel|dank u wel)(?: en|,)? "
CLOSING = re.compile(
    rf"^\s*(?:{THANKS})?(?:"
    r"met (?:een )?(?:vriendelijke?|hartelijke?|beleefde|collegiale|sportieve|warme|zonnige|vr\.?) "
    r"(?:groet(?:en)?|groetjes|gr\.?)|"
    r"(?:vriendelijke?|hartelijke?|beste|warme|veel|lieve|zonnige|fijne) groet(?:en|jes)?|vriendelijk groetend|"
    r"met groet(?:en)?|hoogachtend|"
    r"m\.?\s?v\.?\s?g\.?(?=[\s,.!]|$)|vr\.?\s?gr(?:oet)?\.?(?=[\s,.!]|$)|mvrgr\b|"
    r"(?:groet(?:en|jes)?|grtz?|grtjs?|grts|gr)\b|liefs\b|"
    r"(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)\s+)?regards|best wishes|cheers|sincerely|"
    r"(?:yours|very truly) (?:sincerely|faithfully|truly|yours)|all the best|best,|kr,|br,|"
    r"mit (?:freundlichen|besten|vielen|herzlichen|lieben) gr(?:ü|ue)(?:ß|ss)en|"
    r"(?:freundliche|viele|beste|liebe|herzliche|sch(?:ö|oe)ne) gr(?:ü|ue)(?:ß|ss)e|mfg\b|lg\b|vg\b|"
    r"(?:bien )?(?:cordialement|à vous|amicalement|sincèrement)|bien à (?:vous|toi)|"
    r"(?:meilleures |sincères )?salutations(?: distinguées)?"
    r")[\s,.!;:–-]*(?P<rest>[^\n]{0,60})$",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r"^\W{0,3}(?:(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|met|via|door|op)\b|"
    r"sent (?:from|with|via|using)\b|send from my\b|get (?:outlook|bluemail|typeapp) for|"
    r"outlook (?:voor|for|für|pour) \w+|download outlook|(?:von meinem|von meiner) .{0,40}gesendet|"
    r"gesendet (?:von|mit|aus)\b|diese nachricht wurde von mein|envoyé (?:de|depuis|à partir|avec|via)\b|"
    r"télécharge[rz] outlook|obten(?:ir|ez) outlook|sendt fra min|skickat från min|lähetetty |wysłane? z |odesláno z |"
    r"(?:virusvrij|virus-?free|virenfrei|sans virus|garanti sans virus)\b|"
    r"outlook .{0,12}herunterladen|holen sie sich outlook|yahoo mail|inviato da|enviado desde|"
    r"\[?(?:cid|image|afbeelding|inline image)\s?:)[^\n]{0,80}$",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^\W{0,3}(?:disclaimer\b|deze? e-?mail (?:en|is|kan|bevat)|dit (?:e-?mail)?bericht (?:en|is|kan|bevat)|"
    r"de (?:informatie|inhoud) (?:in|van|verzonden)|"
    r"this (?:e-?mail|message|communication)\b.{0,60}(?:confidential|intended)|"
    r"(?:think|denk|consider).{0,40}(?:before|voor|voordat).{0,20}print|diese e-?mail (?:enthält|kann|ist)|"
    r"ce (?:message|courriel) (?:et|est|peut)|cet? e-?mail a été (?:vérifié|envoyé))",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"vertrouwelijk|confidential|geadresseerde|aansprakelijk|intended recipient|bestemd voor|disclaimer|vertraulich|"
    r"virus|privacy|kvk\b|terms and conditions|voorwaarden",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"^\s*(?:p\.?\s?s\.?|n\.?b\.?|post scriptum)(?:\s*[:.,-]|\s)", re.IGNORECASE)
WORKING_DAYS = re.compile(
    r"(?:^|[|•·;])\W{0,3}(?:(?:mijn |my )?(?:vaste )?"
    r"(?:werkdagen|werkzaam|(?:niet )?aanwezig|bereikbaar|openingstijden|kantooruren|working (?:days|hours)|available|"
    r"office hours|arbeitstage|bürozeiten|vrije dag(?:en)?))\s*(?:(?:op|zijn|are|van|tussen)\b|[:|]|\d)",
    re.IGNORECASE,
)
VERDICT = re.compile(
    r"\b(?:niet|geen|nee|behalve|maar|akkoord|oké|klopt|kloppen|uur|uren|weken?|wk|goedge?keur\w*|afge?keur\w*|"
    r"correct\w*|tenzij|mits|wacht\w*|later|moet\w*|wel|fout\w*|(?:maan|dins|woens|donder|vrij|zater|zon)dag|except|not|"
    r"but|hours?|weeks?|approv\w*|agree\w*|wrong|unless|(?:mon|tues|wednes|thurs|fri|satur|sun)day|nicht|keine?|außer|"
    r"aber|stunden|genehmig\w*|sauf|mais|heures|accord|semaine)\b",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?:\+|\b00)\d[\d\s().-]{7,}|\b0\d{1,3}[\s-]?\d[\d\s-]{5,}|\b(?:kvk|btw|iban|vat|tva|ust)\b.{0,8}\d|\bwww\.|https?://|"
    r"^\W{0,3}(?:tel|telefoon|phone|mobiel|mob|fax|t|m|e|e-?mail|web|website)\W{0,3}[:.|]|[\w.+-]+@[\w-]+\.\w",
    re.IGNORECASE,
)
DAY_AND_NUMBER = re.compile(r"\b(?:ma|di|wo|do|vr|za|zo|mon|tue|wed|thu|fri|sat|sun)\b[^\n]{0,20}\d", re.IGNORECASE)
# A wish or thanks on a line of its own, below which one signs: no list that the name belongs to.
WISH = re.compile(
    r"^\s*(?:(?:nog |alvast )?(?:een )?(?:fijne?|prettige?|goede?|mooie) (?:dag|avond|week|middag|weekend)"
    r"(?: verder| nog)?|(?:alvast |hartelijk |nogmaals )?(?:bedankt|dank)|"
    r"(?:have a )?(?:nice|good|great|lovely) (?:day|evening|weekend|week)|"
    r"(?:many |kind )?thanks(?: in advance)?|thank you(?: very much)?|"
    r"(?:schönen?|guten?) (?:tag|abend|woche|wochenende)(?: noch)?|(?:vielen )?dank(?: im voraus)?|danke(?: schön)?|"
    r"(?:bonne|belle|excellente) (?:journée|soirée|semaine|après-midi)|bonne fin de (?:journée|semaine)|"
    r"bon week-?end|(?:un grand )?merci(?: d['’]avance| beaucoup)?)[\s,.!]*$",
    re.IGNORECASE,
)
PARTICLES = {"van", "de", "der", "den", "ten", "ter", "von", "du", "la", "le", "el", "en", "and", "et", "und", "namens"}
ASKS_MORE = {"voor", "met", "van", "behalve", "en", "of", "niet", "ook", "aan", "for", "except", "and", "with", "from"}
NAME_WORD = re.compile(r"^[^\W\d_][\w.'’&-]*[.,!]?$")
DASHED_NAME = re.compile(r"^\s*[-–]\s?[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,2}\s*$")
SHORT_CODE = re.compile(r":[+\w-]+:$")
CARD_SEPARATOR = re.compile(r"\s*[|•·,]\s*|\s+[–-]\s+")
MOST_LINE = 400
MOST_NAME_WORDS = 5
MOST_PLAIN_NAME = 2
CARD_AT_LEAST = 2
LOOKED_BACK = 5
CARD = "a business card"
MAY_FOLLOW_A_CARD = {"a footer", "a ruled line", "a disclaimer"}


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands above a signature. rule: what found it. is_sure: False when what was left out may hold words.

    tail: what was left out.
    """

    lines: list[str]
    rule: str = ""
    is_sure: bool = True
    tail: Sequence[str] = ()


def without_signature(lines: Sequence[str], name: str = "") -> Signed:
    """Give the lines above the signature; a postscript below it is kept, and other words there make it unsure.

    name: the sender's own name, which ends their words when it stands on a line of its own.
    """
    begin, rule = _beginning(lines, name)
    if not rule:
        return Signed(list(lines))
    above, tail = list(lines[:begin]), lines[begin:]
    postscript = _postscript(tail)
    if postscript:
        above += ["", *postscript]
        tail = tail[: len(tail) - len(postscript)]
    is_a_strangers = rule == CARD and bool(name) and not _holds_name(tail, name)
    return Signed(above, rule, is_sure=not is_a_strangers and not may_hold_words(tail), tail=tail)


def may_hold_words(lines: Sequence[str]) -> bool:
    """Say whether lines that would be left out could say something of hours: then they are no mere signature.

    When a place is open is told below who signs and what they are; "maandag gesloten" below a name may be of hours.
    """
    written = 0
    for line in lines:
        short = line[:MOST_LINE]
        written += has_words([line])
        if LEGAL.search(short) or DISCLAIMER.match(short):
            return False
        if WORKING_DAYS.search(short):
            continue
        short = without_office(short) if written > MOST_SIGNING else short
        if VERDICT.search(short) or DAY_AND_NUMBER.search(short):
            return True
    return False


def is_silent(lines: Sequence[str]) -> bool:
    """Say whether nothing is written in these lines but what a company's server puts under every mail."""
    for line in lines:
        if LEGAL.search(line[:MOST_LINE]) or DISCLAIMER.match(line[:MOST_LINE]):
            return True
        if has_words([line]) and not FOOTER.match(line[:MOST_LINE]):
            return False
    return True


def _beginning(lines: Sequence[str], name: str) -> tuple[int, str]:
    """Find where the signature begins; a closing or a name only counts below other words."""
    own = {part.casefold().strip(".,") for part in name.split()}
    has_words = False
    before = ""
    for index, line in enumerate(lines):
        short = line[:MOST_LINE].rstrip()
        if not short.strip():
            before = "" if has_words and not before.endswith((":", ",")) else before
            continue
        rule = _rule_of(short, has_words=has_words)
        if not rule and has_words and not _asks_more(lines[max(0, index - LOOKED_BACK) : index]):
            is_alone = not before and not "".join(lines[index + 1 : index + 2]).strip()
            if is_alone and DASHED_NAME.match(short) and (not own or _is_own_name(short, own)):
                rule = "a name"
            elif _is_own_name(short, own):
                rule = "their own name"
        if rule in MAY_FOLLOW_A_CARD:
            card = _business_card(lines, own)
            return card if card[0] < index else (index, rule)
        if rule:
            return index, rule
        has_words, before = True, short
    return _business_card(lines, own)


def _holds_name(lines: Sequence[str], name: str) -> bool:
    """Say whether some part of the sender's name stands in these lines: without, a card may be of someone else."""
    shown = " ".join(line[:MOST_LINE] for line in lines).casefold()
    return any(len(part) > 1 and part.casefold().strip(".,") in shown for part in name.split())


def _business_card(lines: Sequence[str], own: set[str]) -> tuple[int, str]:
    """Find the paragraph where telephone numbers, sites and addresses begin, below other words."""
    places = [index for index, line in enumerate(lines) if CONTACT.search(line[:MOST_LINE])]
    if len(places) < CARD_AT_LEAST:
        return len(lines), ""
    if _is_own_card(lines, own):
        return 0, CARD
    begin = places[0]
    while begin > 0 and lines[begin - 1].strip():
        begin -= 1
    above = next((line.strip() for line in reversed(lines[:begin]) if line.strip()), "")
    is_announced = above.endswith((":", ",")) and not SHORT_CODE.search(above)
    return (begin, CARD) if above and not is_announced else (len(lines), "")


def _is_own_card(lines: Sequence[str], own: set[str]) -> bool:
    """Say whether all there is begins with the sender's own name: then nothing was typed. Another's is an answer."""
    first = next((line[:MOST_LINE] for line in lines if line.strip()), "").replace("*", "")
    return _is_own_name(CARD_SEPARATOR.split(first, maxsplit=1)[0], own) and not may_hold_words(lines)


def _rule_of(line: str, *, has_words: bool) -> str:
    """Give the rule by which this line begins a signature, or ""."""
    closing = CLOSING.match(line)
    tests = (
        (DASHES.match(line) is not None, "signature marks"),
        (RULE.match(line) is not None, "a ruled line"),
        (FOOTER.match(line) is not None, "a footer"),
        (DISCLAIMER.match(line) is not None and (has_words or LEGAL.search(line) is not None), "a disclaimer"),
        (closing is not None and _only_name(closing["rest"]), "a closing"),
    )
    return next((rule for is_so, rule in tests if is_so), "")


def _only_name(rest: str) -> bool:
    """Say whether what follows a closing on its own line is nothing but a name."""
    parts = rest.replace(",", " ").split()
    if not parts:
        return True
    if len(parts) > MOST_NAME_WORDS or VERDICT.search(rest) or not all(NAME_WORD.match(part) for part in parts):
        return False
    return len(parts) <= MOST_PLAIN_NAME or all(part[0].isupper() or part.lower() in PARTICLES for part in parts)


def _is_own_name(line: str, own: set[str]) -> bool:
    """Say whether a line is nothing but the sender's own name, or its first part or initials."""
    parts = [part.casefold().strip(".,!-–") for part in line.split()]
    if not own or not parts or len(parts) > MOST_NAME_WORDS:
        return False
    known = [part for part in parts if part in own]
    initials = {part[0] for part in own if part}
    return bool(known) and all(part in own or (len(part) == 1 and part in initials) for part in parts)


def _asks_more(lines: Sequence[str]) -> bool:
    """Say whether the words above a name end in such a way that the name belongs to them: a list, or "behalve"."""
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    if not last or WISH.match(last):
        return False
    return last.endswith((":", ",")) or last.startswith(("-", "*", "•")) or last.casefold().split()[-1] in ASKS_MORE


def _postscript(tail: Sequence[str]) -> list[str]:
    """Give the postscript with which a tail ends."""
    for index, line in enumerate(tail):
        if POSTSCRIPT.match(line[:MOST_LINE]):
            return list(tail[index:])
        if LEGAL.search(line[:MOST_LINE]):
            return []
    return []
