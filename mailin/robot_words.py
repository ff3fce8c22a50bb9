"""How programs say that nobody typed a mail, that one was received, or what is to be done first; in four languages."""

import re

from mailin.report_words import BEFORE, COURRIEL, MAIL, MESSAGE, NACHRICHT, any_of

SENTENCE = r"(?:^|[.!?:;(*\n]|[,–—-]\s)[\s*_(\[]{0,6}"
ROBOT = re.compile(
    SENTENCE
    + any_of(
        # Dutch
        r"dit is een automatisch(?:e|\b)",
        rf"(?:deze?|dit|bovenstaande?|onderstaande?) {MAIL} (?:is|wordt|werd) (?:volledig |geheel )?automatisch "
        r"(?:ge(?:genereerd|maakt|stuurd|creëerd)|ver(?:stuurd|zonden)|aangemaakt|opgesteld|afgegeven)",
        rf"automatisch (?:ge(?:genereerde?|maakte?)|verzonden|verstuurde?|aangemaakte?) {MAIL}",
        rf"(?:u|je) kunt? (?:hierop|hier|op (?:dit|deze) {MAIL}) niet (?:op )?(?:antwoorden|reageren)",
        rf"(?:u|je) kunt? (?:dit|deze) {MAIL} niet beantwoorden",
        r"(?:gelieve|s\.?v\.?p\.?|verzoeke) (?:op )?(?:niet|dit|deze)\b[^.\n]{0,30}(?:niet )?(?:te )?"
        r"(?:antwoorden|beantwoorden|reageren)",
        rf"(?:beantwoord|antwoord niet op|reageer niet op) (?:dit|deze) {MAIL}(?: niet)?",
        rf"(?:antwoorden|reacties|replies)(?: op (?:dit|deze) (?:{MAIL}|adres|mailbox))? worden niet "
        r"(?:gelezen|bekeken|verwerkt|beantwoord)",
        r"(?:deze?|dit|onze) (?:mailbox|postbus|inbox|postvak|e-?mail-?adres|mailadres|e-?mailbox|adres) "
        r"(?:is (?:niet (?:meer|langer)|buiten gebruik|opgeheven)|wordt niet (?:meer|langer|gelezen|beheerd|bekeken)|"
        r"bestaat niet)",
        # English
        r"this (?:is|was|has been) an? (?:automat(?:ed|ic)|auto-?generated|system[ -]generated)",
        rf"this (?:{MESSAGE}|reply|response|notification) (?:is|was|has been) (?:sent |generated |created )?"
        r"automatically(?: generated| sent| created)?",
        rf"automatically generated (?:{MESSAGE}|reply)",
        rf"(?:please )?(?:do not|don['’]t) (?:reply|respond)(?: directly)? to this (?:{MESSAGE}|address|notification)",
        rf"(?:replies|responses) to this (?:{MESSAGE}|address|mailbox) (?:are|will) not",
        r"this (?:e-?mail )?(?:mailbox|inbox|address|account) is (?:not|no longer|un)\s?\w+",
        # German
        rf"diese {NACHRICHT} (?:wurde|ist|wird) (?:automatisch|maschinell|systemseitig)",
        r"dies(?:es)? ist (?:eine?|ein) (?:automatisch|maschinell|systemgenerier)",
        r"bitte (?:antworten sie|antworte) nicht auf diese",
        r"(?:dieses|diese) (?:postfach|mailbox|e-?mail-?adresse) (?:wird|ist) nicht",
        # French
        rf"ceci est une? (?:{COURRIEL}|réponse|notification) (?:automatique|générée?)",
        rf"(?:ce|cet|cette) (?:{COURRIEL}|réponse|notification) (?:a été|est) (?:générée?|envoyée?|émise?|créée?) "
        r"(?:automatiquement|par un (?:système|robot))",
        r"(?:merci de|veuillez|prière de) ne pas (?:y )?répondre",
        r"cette (?:bo[iî]te|adresse)[^.\n]{0,40} n['’]est (?:pas|plus)",
    ),
    re.IGNORECASE,
)
# No footer of a person says so, whereas a machine says it under its greetings.
ROBOT_FOOTER = re.compile(
    r"automatisch (?:ge(?:genereerd|maakt)|verzonden|verstuurd|aangemaakt)|"
    r"(?:antwoorden|reacties)[^.\n]{0,40} worden niet gelezen|"
    rf"this (?:is an automat(?:ed|ic)|{MESSAGE} was (?:sent |generated )?automatically)|automatically generated|"
    rf"do not reply to this {MESSAGE}|(?:automatisch|maschinell) (?:erstellt|generiert|erzeugt|versandt|versendet)|"
    r"antworten sie nicht auf diese|(?:généré|envoyé)e? automatiquement|message automatique|"
    r"ne pas répondre à ce",
    re.IGNORECASE,
)
RECEIVED = re.compile(
    SENTENCE
    + any_of(
        r"(?:wij|we) nemen [^.\n]{0,40}contact (?:met (?:u|je) op|op met (?:u|je))",
        r"(?:wij|we) streven ernaar",
        r"we (?:aim|try|strive) to (?:respond|reply|answer)",
        r"(?:bedankt|dank) voor (?:uw (?:aanvraag|vraag|melding|verzoek|bestelling)|je (?:aanvraag|bestelling))",
        rf"(?:wij|we) hebben (?:uw|je) (?:{MAIL}|aanvraag|vraag|melding|verzoek|bestelling|reactie) "
        r"(?:in goede orde |goed )?ontvangen",
        rf"(?:wij|we) hebben (?:het|deze|dit)(?: {MAIL})? (?:in goede orde|goed) ontvangen",
        rf"(?:uw|je) (?:{MAIL}|aanvraag|vraag|melding|verzoek|bestelling)(?: \(\#?\w+\))? (?:is|wordt|werd|staat)"
        r"(?: bij ons| door ons)? (?:in goede orde |goed )?"
        r"(?:ontvangen|geregistreerd|in behandeling|verwerkt|doorgezet|aangemaakt|toegewezen)",
        rf"(?:we|we have|we['’]ve) (?:successfully )?received your (?:{MESSAGE}|request|question|inquiry|ticket)",
        rf"your (?:{MESSAGE}|request|question|inquiry|ticket|case)[^.\n]{{0,40}} (?:has been|was|is being) "
        r"(?:received|created|registered|logged|opened|reviewed|assigned)",
        r"wir haben ihre (?:nachricht|anfrage|e-?mail|mail) (?:dankend |soeben )?erhalten",
        r"ihre (?:nachricht|anfrage|e-?mail|mail) (?:ist|wurde)[^.\n]{0,40} (?:eingegangen|registriert|erfasst)",
        rf"(?:nous avons|j['’]ai) (?:bien )?reçu votre (?:{COURRIEL}|demande)",
        rf"votre (?:{COURRIEL}|demande)[^.\n]{{0,40}} a (?:bien )?été (?:reçue?|enregistrée?|prise en compte)",
    ),
    re.IGNORECASE,
)
# A question of a machine to whoever wrote, and what an office program asks of another.
ASKED_BACK = re.compile(
    BEFORE
    + any_of(
        r"\#\#\W{0,4}(?:typ|schrijf|please (?:type|reply)|reply|bitte|veuillez)\b",
        r"please confirm (?:that )?(?:you|your)\b[^\n]{0,60}\b(?:sent|human|person|message|address|clicking)",
        rf"your {MESSAGE} (?:to \S+ )?(?:is|was|has been) "
        r"(?:awaiting|held|waiting for) (?:moderator|approval|moderation)",
        r"[^\n]{1,60} (?:wants|would like) to recall (?:the|a) message",
        r"[^\n]{1,60} wil (?:het|een) bericht [^\n]{0,80}intrekken",
        r"[^\n]{1,60} möchte (?:die|eine) nachricht [^\n]{0,80}zurückrufen",
        r"[^\n]{1,60} souhaite(?:rait)? rappeler (?:le|un) message",
    ),
    re.IGNORECASE,
)
RECEIVED_MORE = re.compile(
    r"\b(?:kenmerk|referentie|ticket|dossiernummer|(?:onder|met|zaak|meldings?|ticket)\s?-?nummer|onder \w*-?\d|"
    r"(?:zo|ten) (?:snel|spoedig)(?:ste)? mogelijk|z\.?s\.?m|geregistreerd als|medewerker|"
    r"binnen (?:\w+ )?(?:uur|werkdag\w*|dagen)|(?:twee|drie|één|\d+) werkdag\w*|in behandeling|"
    r"u (?:ontvangt|krijgt|hoort)|reference|"
    r"(?:support|service ?desk|case|ticket)\b|business days?|working days?|as soon as possible|within \w+ hours?|"
    r"will (?:get back|respond|reply|be in touch)|schnell|umgehend|werktage?n?|vorgangsnummer|bearbeite\w*|"
    r"délais|sous \d+ (?:heures|jours)|numéro|répondrons|traitée?)|\(#?\w*\d{3,}\)|#\d{3,}",
    re.IGNORECASE,
)
NAMED_START = re.compile(
    r"^\W*(?:automatisch(?:e|es)? (?:antwoord|reactie|bericht|antwort)|automatic (?:reply|response)|auto-?reply|"
    r"afwezigheids?(?:melding|bericht|notificatie|assistent)|afwezig\s*[:!\n]|abwesenheits(?:notiz|meldung|nachricht)|"
    r"réponse automatique|message d['’]absence|(?:notification|avis) d['’]absence|"
    r"out of (?:the )?office(?: (?:auto)?reply| notification| message)?\s*[:!\n]|ooo\s*[:!\n]|"
    r"vacation (?:reply|notice|responder)|vakantie(?:melding|bericht)\b)",
    re.IGNORECASE,
)
