"""Know the lines of a signature that tell when a place is open, or what its mails are not for; they are of no hours."""

import re

# Words by which a line tells when somebody can be reached or a place is open.
TELLS = (
    r"gesloten|geopend|open|openingstijden|openingsuren|openingstijd|spreekuur|kantoortijden|kantooruren|werkdagen|werkdag|"
    r"werkzaam|bereikbaar|closed|opening|office|working|available|reachable|geschlossen|geöffnet|"
    r"geoeffnet|öffnungszeiten|oeffnungszeiten|sprechzeiten|sprechstunde|bürozeiten|buerozeiten|arbeitstage|erreichbar|"
    r"ruhetag|fermé|fermee|fermée|ouvert|ouverte|ouverture|horaires|joignable"
)
DAYS = (
    r"(?:ma|maan|di|dins|wo|woens|do|donder|vr|vrij|za|zater|zo|zon)(?:dag(?:en)?)?s?|"
    r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?|"
    r"(?:mo|mon|di|diens|mi|do|donners|fr|frei|sa|sams|so|sonn)(?:tags?)?|mittwochs?|"
    r"(?:lun|mar|mercre|jeu|vendre|same)(?:di)?s?|dimanches?"
)
SMALL = (
    r"op|van|t/?m|tot|en|met|uur|u|h|hrs|niet|alle|elke|de|het|ons|wij|zijn|weekend|feestdagen|dag|dagen|ochtend|middag|"
    r"telefonisch|vaste|mijn|on|from|to|till|and|not|in|the|we|are|my|days?|hours?|every|weekends?|uhr|von|bis|und|am|an|"
    r"nicht|montags?|jeden|zeiten|telefonisch|le|les|du|au|de|et|à|a|jours?|pas|tous|salon|winkel|zaak|kapsalon|shop|store|"
    r"restaurant|laden|magasin|kantoor|büro|bureau|boutique"
)
TIMES = r"\d{1,2}(?:[.:hu]\d{0,2})?u?"
OPENING = re.compile(
    rf"^(?=.*\b(?:{TELLS})\b)\W*(?:(?:{TELLS}|{DAYS}|{SMALL}|{TIMES})(?:[\s,:&+/()\-–—']+|$))+$", re.IGNORECASE
)
# What no mail is for, and what a company owes nobody.
NOTICE = re.compile(
    r"^\W*(?:aan (?:dit (?:e-?mail|mail)?bericht|deze (?:e-?)?mail|de inhoud)\b.{0,60}\brechten\b|"
    r"(?:afspraken|bestellingen|reserveringen|reservaties|annuleringen)\b.{0,30}\b(?:kunnen|kan|worden|enkel|alleen)\b|"
    r"(?:appointments?|orders?|bookings?|reservations?|cancellations?)\b.{0,20}\b(?:can|cannot|must|are|only)\b|"
    r"no rights (?:can|may) be derived|"
    r"(?:termine|bestellungen|reservierungen|terminabsagen)\b.{0,20}\b(?:können|werden|bitte|nur)\b|"
    r"(?:les )?(?:rendez-vous|commandes|réservations|annulations)\b.{0,20}\b(?:ne|uniquement|par|sont)\b)",
    re.IGNORECASE,
)
# Behind one of these such a notice may go on about something else, or be a verdict: "bestellingen per mail, Daan niet".
GOES_ON = re.compile(
    r",|:|\b(?:maar|en|behalve|akkoord|oké|klopt|kloppen|goed|goedge?keur\w*|afge?keur\w*|correct\w*|fout\w*|terug|"
    r"but|and|except|approv\w*|agree\w*|wrong|ok|okay|back|aber|und|außer|genehmig\w*|falsch|zurück|"
    r"mais|et|sauf|accord|bons?|bonnes?|faux)\b",
    re.IGNORECASE,
)
PARTS = re.compile(r"[.!;|•·]+(?:\s+|$)|\s[-–—|•·]\s")
# The closing, who signs and what they are: a line above these could be of hours, as "maandag gesloten" may be.
MOST_SIGNING = 3


def without_office(line: str) -> str:
    """Give what is left of a line when its parts of that sort are left out."""
    return " | ".join(part for part in PARTS.split(line) if not (OPENING.match(part) or _is_notice(part)))


def _is_notice(part: str) -> bool:
    return NOTICE.match(part) is not None and GOES_ON.search(part) is None
