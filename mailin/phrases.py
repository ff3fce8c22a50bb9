"""How machines word what they send, in Dutch, English, German and French."""

import re

ROBOTS = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon|bounces?|no-?reply-bounce|mail-?delivery(?:-?system)?)"
    r"(?:[+\-_.=].*)?@",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"^(?:no-?_?\.?reply|do-?_?not-?_?reply|niet-?(?:be)?antwoorden|geen-?antwoord|ne-?pas-?repondre|nicht-?antworten|"
    r"keine-?antwort|autoreply|auto-?responder|notifications?|out-?of-?office)(?:[+\-_.=].*)?@",
    re.IGNORECASE,
)
AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(?:(?:re|aw|antw|sv|fwd?|fw|tr|wg|réf?)\s*:\s*)*\W*(?:"
    r"auto(?:mated|matic|matisch)?e?[\s-]*(?:reply|response|answer|antwoord|beantwoording|antwort)|"
    r"automatische? (?:antwoord|antwort|reactie|reply|mail|e-?mail)|automatisierte antwort|auto(?:\s|-)?(?:resp|re):|"
    r"abwesenheit|abwesend\b|nicht im (?:büro|haus)|außer haus|urlaub(?:svertretung)?:|"
    r"réponse (?:automatique|auto)|reponse automatique|message d['’]absence|absen(?:ce|t)(?:e)?\s*(?:du bureau|:|$)|"
    r"out of (?:the )?office|ooo\b|autoreply|autoresponder|"
    r"afwezig(?:heid(?:s\w*)?)?\s*(?:[:!–-]|$|t/m|tot|van|wegens)|"
    r"(?:momenteel |tijdelijk )?(?:niet aanwezig|afwezig|buiten kantoor|niet op kantoor)\b|"
    r"vacation (?:reply|notice|response|message)|"
    r"(?:i am |i'm )?(?:currently )?on (?:vacation|(?:annual |maternity )?leave)\b|"
    r"ik ben (?:met (?:vakantie|verlof|zwangerschapsverlof)|afwezig)|met vakantie\b|verlof(?:bericht|melding))",
    re.IGNORECASE,
)
AUTOMATIC_START = re.compile(
    r"^\W*(?:automatisch(?:e)? (?:antwoord|reactie|bericht|antwort)|automatic (?:reply|response)|auto-?reply|"
    r"abwesenheitsnotiz|réponse automatique|out of office(?: reply)?\s*[:\n])",
    re.IGNORECASE,
)
RECEIVED_SUBJECT = re.compile(
    r"^\W*(?:ontvangstbevestiging|(?:wij|we) hebben (?:uw|je) (?:e-?mail|bericht|vraag) ontvangen|"
    r"bedankt voor (?:uw|je) (?:e-?mail|bericht)\s*$|thank you for (?:your (?:e-?mail|message)|contacting)|"
    r"we (?:have )?received your|ticket (?:ontvangen|received|created)|eingangsbestätigung|"
    r"(?:réception de|nous avons (?:bien )?reçu) votre)",
    re.IGNORECASE,
)
RECEIPT_SUBJECT = re.compile(
    r"^\W*(?:gelezen|niet gelezen|ongelezen verwijderd|verwijderd zonder te lezen|bezorgd|read|not read|"
    r"delivered|relayed|gelesen|ungelesen gelöscht|zugestellt|lu|non lu|remis|supprimé sans avoir été lu|"
    r"leesbevestiging|read receipt|"
    r"return receipt(?: \(displayed\))?|disposition notification|lesebestätigung|accusé de (?:réception|lecture)|"
    r"confirmation de lecture|ontvangstbewijs)\s*(?::|\(displayed\))",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|notification|has failed)|mail delivery|failure notice|"
    r"niet (?:bezorgd|bestelbaar)|onbestelbaar|unzustellbar|nicht zugestellt|non remis|non distribué|"
    r"échec de (?:la )?remise|mail system error|warning: could not send|delivery problem|could not be delivered",
    re.IGNORECASE,
)
DELAY_SUBJECT = re.compile(
    r"delay(?:ed)?\b|vertraagd|verzögert|retardé|still trying|warning.*(?:not delivered|4 hours)", re.IGNORECASE
)
REACTION_BODY = re.compile(
    r"^(?:\W|[\U0001F300-\U0001FAFF])*(?:[^\n]{1,80}\b(?:"
    r"reacted (?:to (?:your|the) (?:message|e-?mail)|via gmail)|"
    r"heeft op (?:uw|je|het) (?:bericht|e-?mail) gereageerd|"
    r"heeft gereageerd (?:op (?:uw|je|het) (?:bericht|e-?mail)|via gmail)|"
    r"hat (?:auf (?:ihre|deine|die) (?:nachricht|e-?mail) reagiert|über gmail reagiert)|"
    r"a réagi (?:à votre (?:message|e-?mail)|via gmail))|"
    r"(?:liked|loved|laughed at|emphasized)\s[“\"„«])",
    re.IGNORECASE,
)
ROBOT_BODY = re.compile(
    r"(?:dit is een automatisch(?:e| gegenereerd| verstuurd| verzonden)|"
    r"automatisch gegenereerde? (?:bericht|e-?mail)|"
    r"(?:deze?|dit) (?:e-?mail|bericht) (?:is|wordt|werd) automatisch|"
    r"(?:u|je) kunt? (?:hierop|op dit bericht|op deze (?:e-?)?mail) niet (?:antwoorden|reageren)|"
    r"this is an automat(?:ed|ic)|automatically generated (?:message|reply|email)|(?:please )?do not reply to this|"
    r"diese (?:e-?mail|nachricht) wurde automatisch|dies ist eine automatische|"
    r"ceci est une? (?:message|réponse) automatique|"
    r"this (?:e-?mail )?(?:mailbox|inbox|address) is (?:not|no longer))",
    re.IGNORECASE,
)
AWAY_BODY = re.compile(
    r"(?:^|[.,!\n]\s*)(?:i\.?v\.?m\.? \w+ |wegens \w+ |vanwege \w+ )?(?:"
    r"(?:ik ben|wij zijn|ben ik|zijn wij)[^.\n]{0,60}"
    r"\b(?:afwezig|niet aanwezig|niet op kantoor|niet bereikbaar|met vakantie|op vakantie|met (?:\w+)?verlof)|"
    r"i(?:'m| am| will be)[^.\n]{0,40}\b(?:out of (?:the )?office|on (?:\w+ )?leave|on (?:vacation|holiday)|away from)|"
    r"ich bin[^.\n]{0,60}\b(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar|außer haus)|"
    r"je suis[^.\n]{0,60}\b(?:absente?|en (?:congés?|vacances))|"
    r"(?:bedankt|dank|hartelijk dank) voor (?:uw|je|jouw) (?:e-?mail|bericht|mail)|"
    r"thank you for your (?:e-?mail|message)|"
    r"(?:vielen dank|danke) für ihre (?:e-?mail|nachricht)|merci (?:pour|de) votre (?:e-?mail|message|courriel))",
    re.IGNORECASE,
)
AWAY_MORE = re.compile(
    r"\b(?:dringende?|spoed|urgent\w*|neem (?:dan )?(?:contact|u)|contact op(?:nemen)?|mijn collega|vervang\w*|"
    r"(?:ben ik|weer|ik ben) (?:weer )?(?:terug|bereikbaar|aanwezig|op kantoor)|"
    r"(?:niet|beperkt) (?:doorgestuurd|gelezen|toegang)|(?:in|tijdens) mijn afwezigheid|bij terugkomst|"
    r"na mijn (?:vakantie|terugkomst)|(?:zo snel|zo spoedig) mogelijk|binnen \w+ (?:werk)?dag|"
    r"limited access|upon my return|when i (?:am|return)|in my absence|will respond|back (?:on|in)|please contact|"
    r"dringenden fällen|wenden sie sich|wieder erreichbar|meiner abwesenheit|nicht weitergeleitet|"
    r"en cas d['’]urgence|à mon retour|de retour le|mon absence)",
    re.IGNORECASE,
)
AWAY_UNTIL = re.compile(
    r"\b(?:tot(?: en met)?|t/m|until|till|through|bis(?: zum)?|jusqu['’]au)\s+(?:\w+\s+)?\d{1,2}", re.IGNORECASE
)
