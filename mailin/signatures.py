"""Where a person's words end and their signature, footer or disclaimer begins."""

import re
from collections.abc import Sequence

DASHES = re.compile(r"^\s*(?:--|—|__)\s*$")
CLOSING = re.compile(
    r"^\s*(?:met (?:vriendelijke|hartelijke|beleefde|collegiale|sportieve) (?:groet(?:en)?|groetjes)|"
    r"(?:vriendelijke|hartelijke|beste|warme|veel) groet(?:en|jes)?|hoogachtend|m\.?v\.?g\.?|vr\.?\s?gr(?:oet)?\.?|"
    r"(?:groet(?:en|jes)?|grtz?|grtjs|gr|mvrgr|mvg)\b|(?:kind|best|warm|with kind|many)?\s*regards|best wishes|cheers|"
    r"sincerely|yours (?:sincerely|faithfully|truly)|all the best|best,|"
    r"mit freundlichen grüßen|freundliche grüße|viele grüße|beste grüße|liebe grüße|mfg|"
    r"(?:bien )?cordialement|bien à vous|salutations|meilleures salutations|sincères salutations)"
    r"[\s,.!]*(?P<rest>[^\n]{0,60})$",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r"^\s*(?:(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|met|via|door)\b|"
    r"sent from (?:my|outlook|yahoo|mail|samsung)|"
    r"get outlook for|outlook (?:voor|for|für|pour) \w+|(?:von meinem|gesendet (?:von|mit)|envoyé (?:de|depuis)|"
    r"téléchargez outlook)|download outlook)",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^\s*(?:disclaimer\b|deze? e-?mail (?:en|is|kan|bevat)|dit (?:e-?mail)?bericht (?:en|is|kan|bevat)|"
    r"de (?:informatie|inhoud) (?:in|van|verzonden)|"
    r"this (?:e-?mail|message|communication)\b.{0,60}(?:confidential|intended)|"
    r"(?:think|denk|consider).{0,40}(?:before|voor|voordat).{0,20}print|diese e-?mail|ce (?:message|courriel))",
    re.IGNORECASE,
)
NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?:\s+[\w.'’-]+){0,4}\W*$")
MOST_LINE = 400


def without_signature(lines: Sequence[str]) -> tuple[list[str], str]:
    """Give the lines above the signature, and the rule that found it; a closing only counts below other words."""
    has_words = False
    for index, line in enumerate(lines):
        short = line[:MOST_LINE]
        if DASHES.match(short):
            return list(lines[:index]), "signature marks"
        if FOOTER.match(short):
            return list(lines[:index]), "a footer"
        if has_words and DISCLAIMER.match(short):
            return list(lines[:index]), "a disclaimer"
        closing = CLOSING.match(short)
        if closing and _only_name(closing["rest"]) and has_words:
            return list(lines[:index]), "a closing"
        has_words = has_words or bool(line.strip())
    return list(lines), ""


def _only_name(rest: str) -> bool:
    """Say whether what follows a closing on its own line is nothing but a name."""
    return not rest.strip() or bool(NAME.match(rest.strip()))
