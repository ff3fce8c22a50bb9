"""How people have their program say that they are away, or gone for good; Dutch, English, German and French."""

import re

_BEGIN = r"(?:^|[.,:!\n]\s{0,3})"
_NAME = r"[\w-]{1,20}(?: [\w.-]{1,20}){0,3}"
_LEAD = (
    r"(?:(?:i\.?v\.?m\.?|in verband met|wegens|vanwege|door) [\w ]{1,30}? |"
    r"(?:op dit moment|momenteel|tijdelijk|vandaag|op \w+dag|currently|actuellement|derzeit) )?"
)
_SHORT = r"(?:[^.\n]|\d\.){0,60}?"
ABSENT = re.compile(
    rf"{_BEGIN}{_LEAD}(?:"
    rf"(?:ik ben|wij zijn|we zijn|ben ik|zijn wij|zijn we|"
    rf"(?:ons|het) (?:kantoor|bedrijf|team) is|is (?:ons|het) (?:kantoor|bedrijf|team)){_SHORT}"
    r"\b(?:afwezig|niet aanwezig|niet op kantoor|buiten kantoor|niet (?:goed )?bereikbaar|niet werkzaam|met vakantie|"
    r"op vakantie|met (?:\w+)?verlof|gesloten|vrij\b)|"
    r"ik ben er (?:even|nu|momenteel|tijdelijk|deze week) niet|"
    r"(?:geniet ik|ik geniet) van (?:mijn|een)[^.\n]{0,30}(?:vakantie|verlof|rust|vrije dagen)|"
    r"(?:in|tijdens|gedurende) (?:mijn|onze) (?:afwezigheid|vakantie|verlof)|"
    rf"i(?:['’]m| am| will be|['’]ll be){_SHORT}\b(?:out of (?:the )?office|on (?:\w+ )?leave|on (?:vacation|holiday)|"
    r"away (?:from|on|until)|off (?:until|till|from)|unavailable|not in the office|travelling|traveling)|"
    rf"(?:we|our offices?) (?:are|is|will be){_SHORT}\bclosed|"
    rf"ich (?:bin|befinde mich){_SHORT}\b(?:nicht im (?:büro|haus)|abwesend|i[mn] urlaub|nicht erreichbar|außer haus|"
    r"in elternzeit)|"
    rf"(?:wir haben|unser büro ist){_SHORT}\b(?:geschlossen|betriebsferien)|"
    r"en congés?\b|je ne consulte pas|"
    rf"je (?:suis|serai){_SHORT}\b(?:absente?|en (?:congés?|vacances|déplacement))|"
    rf"(?:nous sommes|nos bureaux sont|nos bureaux seront){_SHORT}\bfermés?)",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"(?:^|[.,!\n]\s{0,3})(?:(?:bedankt|dank|hartelijk dank) voor (?:uw|je|jouw) (?:e-?mail|bericht|mail)|"
    r"(?:thank you|thanks) for (?:your (?:e-?mail|message|request)|contacting|reaching out)|"
    r"(?:vielen dank|danke) für ihre (?:e-?mail|nachricht)|merci (?:pour|de) votre (?:e-?mail|message|courriel))",
    re.IGNORECASE,
)
MORE = re.compile(
    r"\b(?:dringende?|(?:bij |voor )?spoed\w*|urgent\w*|neem (?:dan )?(?:contact|u)|contact op(?:nemen)?|mijn collega|"
    r"vervang\w*|(?:ben ik|weer|ik ben) (?:weer )?(?:terug|bereikbaar|aanwezig|op kantoor)|"
    r"(?:niet|beperkt) (?:doorgestuurd|gelezen|toegang)|(?:in|tijdens) mijn afwezigheid|bij terugkomst|"
    r"na mijn (?:vakantie|terugkomst)|(?:zo snel|zo spoedig) mogelijk|binnen \w+ (?:werk)?dag|"
    r"(?:neemt|nemen) mijn (?:taken|werkzaamheden)|ik reageer|beantwoord(?:en)? (?:wij|ik)|staan wij weer|weer voor u|"
    r"will (?:reply|return)|reach out to|my response|reopen|within \w+ (?:working |business )?(?:days?|hours?)|"
    r"vous adresser|contacte[rz]|wieder für|neem(?:t)? .{1,20} waar|"
    r"limited access|upon my return|when i (?:am|return)|in my absence|will respond|back (?:on|in)|please contact|"
    r"dringenden fällen|wenden sie sich|wieder (?:erreichbar|im (?:büro|haus)|da)|meiner abwesenheit|"
    r"nicht weitergeleitet|en cas d['’]urgence|à mon retour|(?:de )?retour le|mon absence)",
    re.IGNORECASE,
)
# Said to whoever may have written, by who is away; people say it to us only in mails of another kind.
FORMAL = re.compile(
    r"\b(?:uw (?:e-?mail|mail|bericht)|kunt u (?:contact|bellen|mailen|terecht|zich)|u (?:kunt|kan)|"
    r"beantwoord ik (?:uw|je)|terecht bij|"
    r"your (?:e-?mail|message)|ihre (?:e-?mail|nachricht|anfrage)|votre (?:e-?mail|message|courriel|demande))\b",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"\b(?:tot(?: en met)?|t/m|until|till|through|bis(?: zum)?|jusqu['’]au)\s+(?:\w+\s+)?\d{1,2}", re.IGNORECASE
)
WHEN = re.compile(
    r"\b(?:tot(?: en met)?|t/m|until|till|through|bis(?: zum)?|jusqu['’]au|vanaf|weer op|from|back on|ab(?: dem)?|"
    r"retour le|to|am|op|on)\s+(?:\w+\s+)?\d{1,2}",
    re.IGNORECASE,
)
# A person goes on to what they want of us.
GOES_ON = re.compile(
    r"\?|\b(?:maar|dus|daarna|but|so (?:i|we|here|both|all|it|that|week)|aber|also|danach|mais|donc|ensuite)\b",
    re.IGNORECASE,
)
NOT_READ = re.compile(
    r"\b(?:(?:uw|je) (?:e-?mails?|mail|bericht(?:en)?) (?:word(?:t|en)|zal|zullen) (?:\w+ )?niet (?:\w+ )?"
    r"(?:doorgestuurd|gelezen|beantwoord)|"
    r"your (?:e-?mail|message) (?:will not|is not|has not) be(?:en)? (?:forwarded|read)|"
    r"ihre (?:e-?mail|nachricht) wird nicht (?:weitergeleitet|gelesen)|ne sera pas (?:transmis|lu|transféré))",
    re.IGNORECASE,
)
GONE = re.compile(
    rf"{_BEGIN}(?:(?:ik ben|ben ik|{_NAME} is) (?:helaas )?niet (?:meer|langer) (?:werkzaam|in dienst)|"
    r"ik werk niet (?:meer|langer) (?:bij|voor)|"
    rf"(?:i|{_NAME}) (?:(?:am|is|have) )?(?:no longer|left)\b[^.\n]{{0,30}}?(?:work\w*|with|employed|the company)|"
    r"ich (?:bin|arbeite) nicht mehr|(?:frau|herr) \w+ ist nicht mehr|"
    r"je ne (?:travaille|fais) plus|(?:m\.|mme|monsieur|madame) \w+ ne (?:travaille|fait) plus)",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:(?:kunt|kan) u|u (?:kunt|kan)|uw (?:e-?mail|mail|bericht)|please (?:contact|direct|send|forward|write)|"
    r"wenden sie sich|(?:merci de|veuillez) (?:contacter|vous adresser|écrire)|your (?:e-?mail|message))\b",
    re.IGNORECASE,
)
