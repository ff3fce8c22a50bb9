"""How mail systems begin the reports that a mail was not delivered, or not yet: Dutch, English, German and French."""

import re


def any_of(*ways: str) -> str:
    """Write a pattern for one of several ways to say it."""
    return "(?:" + "|".join(ways) + ")"


MAIL = r"(?:e-?mails?|mails?|bericht(?:je|en)?|mailtje)"
MESSAGE = r"(?:e-?mail|mail|message)"
NACHRICHT = r"(?:e-?mail|mail|nachricht)"
COURRIEL = r"(?:e-?mail|mail|message|courriel)"
WHOM = r"(?:recipients?|addressees?|address(?:es)?|people|recipients or groups)"
AAN = r"(?:geadresseerden?|ontvangers?|adres(?:sen)?|personen|groepen)"
# Of who reports: what an answer to a person begins with, and drawn lines and stars.
BEFORE = (
    r"^(?:(?:beste|hallo|hoi|dag|hi|hello|dear|geachte|sehr geehrte\w*|guten tag|bonjour|madame|monsieur|"
    r"goede(?:morgen|middag|navond|ndag))\b[^\n.!]{0,60}[\n.!]|l\.?s\.?,?\s?\n)?[\W_]{0,20}"
)
DELIVERED_NOT = any_of(
    r"(?:could|can|was|has|have|were|did)(?: ?not|n['’]t) (?:be |been |yet been )?(?:delivered|sent|reach\w*)",
    r"(?:was|is|are|were) (?:undeliverable|not delivered|rejected|bounced)",
    r"(?:was|is|has been|have been) (?:automatically )?"
    r"(?:blocked|rejected|delayed|returned|bounced|refused|quarantined|discarded|held)",
    r"(?:has |have )?failed\b",
)
NIET_BEZORGD = (
    r"(?:(?:is|zijn|kon(?:den)?|kan|kunnen|werd|werden)\b[^.\n]{0,100}?\bniet\b[^.\n]{0,100}?\b"
    r"(?:bezorgd|afgeleverd|besteld|verzonden|verstuurd|bereikt)|heeft [^.\n]{0,100}niet bereikt|"
    r"(?:is|werd) (?:onbestelbaar|geweigerd|geblokkeerd|geretourneerd|vertraagd)|is (?:nog )?niet bezorgd)"
)
NICHT_ZUGESTELLT = (
    r"(?:konnten?|kann|wurden?|ist)\b[^\n]{0,120}?\bnicht\b[^\n]{0,120}?\b(?:zugestellt|übermittelt|ausgeliefert|"
    r"gesendet|zustellbar)"
)
PAS_REMIS = (
    r"(?:n['’](?:a|ont) (?:pas|pu)\b[^\n]{0,80}?(?:remis|distribué|délivré|livré|envoyé|acheminé|pu)|"
    r"n['’]est pas parvenu|a été (?:bloqué|rejeté|retardé|refusé))"
)
REPORT_START = re.compile(
    BEFORE
    + any_of(
        # English
        r"delivery (?:has failed|to the following|failed|incomplete|status notification)[^\n]{0,80}",
        rf"(?:your|the|this|a|following) (?:following )?(?:{MESSAGE}s?)\b[^\n]{{0,120}}?\b{DELIVERED_NOT}",
        r"(?:address|recipient|mailbox|user) not found\s*\n",
        r"(?:message|mail) (?:not delivered|blocked|rejected|undeliverable)\W*\n",
        r"recipient (?:inbox|mailbox) (?:is )?full\W*\n",
        r"(?:the |your )?(?:recipient|user)['’]?s? (?:inbox|mailbox)[^\n]{0,60}\b(?:full|over (?:its )?quota)",
        r"this is (?:the mail system at|the [\w-]{1,40} program at|a (?:delivery )?warning message|a warning)",
        r"this (?:is a )?(?:message|mail|report) was (?:created|generated) automatically by (?:the )?mail",
        r"(?:sorry|unfortunately)[,.]? (?:we|i) (?:were|was|are|am) (?:unable|not able) to deliver",
        r"(?:i['’]m|i am) (?:sorry|afraid)[^\n]{0,60}\b(?:inform you|deliver)",
        r"(?:we|i) (?:were|was) (?:unable|not able) to deliver (?:your|the|this)",
        rf"the following {WHOM} (?:had|have|has|failed|could|were|was)\b",
        r"there was a (?:temporary )?problem delivering your",
        r"undeliver(?:able|ed)(?: mail)?(?: returned to sender)?\s*[:\n]",
        r"(?:mail delivery failed|returned mail|delivery failure|failure notice)\b[^\n]{0,60}[:\n]",
        rf"{MESSAGE} (?:blocked|rejected|quarantined)\s*:",
        r"(?:the )?(?:mail )?server (?:was|is) unable to deliver",
        r"[^\s<>@]{1,64}@[^\s<>@]{1,190}>?:? (?:host \S{1,200} said|\(?reason)\s?:",
        r"(?:\#?[45]\d\d)[ -]\#?\d\.\d{1,3}\.\d{1,3}\b",
        # Dutch
        rf"(?:de )?(?:bezorging|aflevering|verzending) (?:van (?:uw|je) {MAIL} )?(?:is mislukt )?(?:aan|bij)"
        rf"(?: de)? (?:volgende|deze) {AAN}",
        rf"(?:de )?(?:bezorging|aflevering) van (?:uw|je|het) {MAIL}[^.\n]{{0,80}}\b(?:mislukt|vertraagd|niet gelukt)",
        rf"(?:uw|je|het|dit|onderstaande|volgende|het volgende) {MAIL}\b[^\n]{{0,120}}?\b{NIET_BEZORGD}",
        r"(?:adres|ontvanger|mailbox|postvak|geadresseerde) niet gevonden\s*\n",
        rf"{MAIL} (?:niet (?:bezorgd|afgeleverd|verzonden)|geblokkeerd|geweigerd)\W*\n",
        r"bezorging (?:onvolledig|mislukt|vertraagd)\W*\n",
        r"(?:de |het )?(?:mailbox|postvak|postbus|inbox) van (?:de |uw )?[^\n]{0,80}?\b(?:is|zit) (?:te )?vol\b",
        rf"(?:de server )?(?:kan|kon) (?:het |uw |je |dit )?{MAIL} niet (?:bezorgen|afleveren|verzenden)",
        rf"het is niet gelukt (?:om )?(?:uw|je) {MAIL} (?:te bezorgen|af te leveren)",
        r"onbestelbaar\s*[:\n]",
        # German
        r"fehler bei der (?:nachrichten)?zustellung",
        r"(?:die )?zustellung (?:an|ihrer|der|fehlgeschlagen)\b[^\n]{0,120}",
        rf"(?:ihre|deine|die|diese|folgende) (?:folgende )?{NACHRICHT}\b[^\n]{{0,120}}?\b{NICHT_ZUGESTELLT}",
        r"(?:adresse|empfänger|postfach) nicht gefunden\s*\n",
        r"nachricht (?:nicht zugestellt|blockiert)\W*\n",
        r"(?:das )?postfach (?:des empfängers|von)[^\n]{0,60}\b(?:voll|überfüllt)",
        r"unzustellbar\s*[:\n]",
        # French
        r"le serveur n['’]a pas pu (?:remettre|distribuer|envoyer)",
        r"(?:échec|echec) (?:de (?:la )?)?(?:remise|livraison|distribution|envoi)\b",
        rf"(?:votre|le|ce) {COURRIEL}\b[^\n]{{0,120}}?\b{PAS_REMIS}",
        r"(?:adresse|destinataire) (?:introuvable|non trouvée?)\s*\n",
        rf"{COURRIEL} (?:non (?:remis|distribué)|bloqué)\W*\n",
        r"la bo[iî]te (?:aux lettres|de réception)[^\n]{0,60}\b(?:pleine|saturée)",
        r"non (?:remis|distribué)\s*[:\n]",
    ),
    re.IGNORECASE,
)
DELAY = re.compile(
    r"\bdelayed\b|will (?:retry|be retried|keep trying)|temporary problem|warning message|vertraagd|"
    r"opnieuw proberen|verzögert|retardé",
    re.IGNORECASE,
)
# Whoever reads them meets them; they name what a person would not.
REPORT_INSIDE = re.compile(
    r"^[^\w\n]{0,20}(?:the following addresses had (?:permanent|transient)|delivery has failed to these|"
    r"this is the mail system at|a message that you sent could not be delivered|final-recipient:|diagnostic-code:|"
    r"reporting-mta:|generating server:|diagnostic information for administrators|remote server returned|"
    r"technical details of (?:permanent|temporary) failure|(?:de )?bezorging (?:is mislukt )?aan (?:de |deze )?"
    r"(?:volgende )?(?:geadresseerden|ontvangers)|diagnostische gegevens voor beheerders|"
    r"fehler bei der nachrichtenzustellung|échec de la remise à ces)",
    re.IGNORECASE | re.MULTILINE,
)
STATUS = re.compile(r"\b(?:4[25]\d|55\d)[ -]\d\.\d{1,3}\.\d{1,3}\b|#\d\.\d{1,3}\.\d{1,3}\b", re.IGNORECASE)
RECEIPT_START = re.compile(
    r"^(?:uw|je|your|ihre|votre) (?:bericht|e-?mail|message|nachricht)\s{0,4}\n\s{0,8}(?:aan|to|an|à)\s?:[^\n]*\n"
    r"(?:[^\n]{0,200}\n){0,8}?\s{0,8}(?:is gelezen|was read|is verwijderd|was deleted|wurde|a été lu)",
    re.IGNORECASE,
)
