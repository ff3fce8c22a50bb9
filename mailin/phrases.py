"""How machines head what they send, in Dutch, English, German and French."""

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
