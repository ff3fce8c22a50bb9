"""What kind of mail it is: typed by a person, or sent by a machine; the union of many systems' habits."""

import logging
import re

from flufl.bounce import scan_message

from core.incoming import Kind
from mailin.parse import Parsed

ROBOTS = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|maildaemon|bounces?|no-?reply-bounce)(?:[+\-_.=].*)?@", re.IGNORECASE
)
AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(?:(?:re|aw|antw|sv|fwd?)\s*:\s*)*(?:"
    r"auto(?:matic|matisch)?e?[\s-]*(?:reply|response|antwoord|beantwoording)|"
    r"automatische? (?:antwoord|antwort|reactie)|"
    r"automatische antwort|abwesenheit|abwesend|réponse automatique|reponse automatique|message d'absence|"
    r"absence du bureau|out of (?:the )?office|ooo\b|autoreply|autoresponder|afwezig(?:heid)?\b|niet aanwezig|"
    r"buiten kantoor|vacation (?:reply|notice)|on (?:vacation|leave)\b|ik ben (?:met vakantie|afwezig)"
    r")",
    re.IGNORECASE,
)
RECEIPT_SUBJECT = re.compile(
    r"^\W*(?:gelezen|ongelezen verwijderd|bezorgd|read|not read|delivered|gelesen|ungelesen gelöscht|lu|non lu|"
    r"leesbevestiging|read receipt|lesebestätigung|accusé de réception)\s*:",
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
REACTION_SUBJECT = re.compile(r"^\W*(?:reactie|reaction|reacted|heeft gereageerd|liked)\b", re.IGNORECASE)
ROBOT_BODY = re.compile(
    r"(?:dit is een automatisch(?:e| gegenereerd| verstuurd)|automatisch gegenereerd bericht|"
    r"u kunt (?:hierop|op dit bericht|op deze (?:e-?)?mail) niet (?:antwoorden|reageren)|"
    r"this is an automat(?:ed|ic)|automatically generated (?:message|reply|email)|do not reply to this|"
    r"diese (?:e-?mail|nachricht) wurde automatisch|ceci est un message automatique|"
    r"ich bin (?:derzeit |momentan |zur zeit )?(?:nicht im (?:büro|haus)|abwesend)|"
    r"je suis (?:actuellement )?absente?\b|"
    r"(?:ik ben|wij zijn) (?:momenteel |tijdelijk |vandaag )?"
    r"(?:afwezig|niet aanwezig|niet op kantoor|met vakantie|met verlof)|"
    r"i am (?:currently )?(?:out of (?:the )?office|on (?:annual )?leave|on vacation|away from))",
    re.IGNORECASE,
)
AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "Auto-Reply", "X-Mail-Autoreply")
LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "X-Mailing-List", "Mailing-List")
REACTION_HEADERS = ("X-MS-Reactions", "X-MS-Exchange-Reaction")
ANSWERS = re.compile(r"\W*(?:re|aw|antw)\s*:", re.IGNORECASE)
DELAYED_ACTION = re.compile(r"^action:\s*delayed", re.IGNORECASE | re.MULTILINE)
BODY_LOOKED_AT = 600
# It logs a traceback for each of its detectors that a strange mail trips; that is noise, we only take its opinion.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
MOST_FOR_BOUNCE_SCAN = 300_000


def kind_of(mail: Parsed, *, sender: str, own_domain: str, typed: str) -> tuple[Kind, str]:
    """Say what kind of mail this is, and which rule said so; the first rule that fits decides.

    typed: the text without its quote, so that what somebody quotes does not make their own words automatic.
    """
    own_id = mail.header("Message-ID").strip("<> ").lower()
    if mail.header("X-Akkoord") or own_id.endswith(f"@{own_domain}"):
        return Kind.OWN, "our own mark"
    if mail.is_report:
        return _report(mail, mail.header("Subject")), "multipart/report"
    return _by_sender(mail, sender) or _by_header(mail) or _by_words(mail, typed) or (Kind.HUMAN, "")


def _by_sender(mail: Parsed, sender: str) -> tuple[Kind, str] | None:
    subject = mail.header("Subject")
    if ROBOTS.match(sender) or mail.header("X-Failed-Recipients"):
        return (Kind.DELAYED if DELAY_SUBJECT.search(subject) else Kind.BOUNCE), "sent by a mail system"
    if not sender or mail.header("Return-Path") in {"<>", "<MAILER-DAEMON>"}:
        return (Kind.BOUNCE if BOUNCE_SUBJECT.search(subject) else Kind.AUTOMATIC), "null sender"
    return None


def _by_header(mail: Parsed) -> tuple[Kind, str] | None:
    submitted = mail.header("Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return Kind.AUTOMATIC, "Auto-Submitted"
    if any(mail.header(name) not in {"", "no"} for name in AUTO_HEADERS):
        return Kind.AUTOMATIC, "a header of automatic replies"
    precedence = mail.header("Precedence").lower()
    if precedence in {"auto_reply", "auto-reply", "junk"}:
        return Kind.AUTOMATIC, "Precedence"
    if precedence in {"bulk", "list"} or any(mail.header(name) for name in LIST_HEADERS):
        return Kind.LIST, "a mailing list's header"
    if any(mail.header(name) for name in REACTION_HEADERS):
        return Kind.REACTION, "a reaction"
    return None


def _by_words(mail: Parsed, typed: str) -> tuple[Kind, str] | None:
    subject = mail.header("Subject")
    if RECEIPT_SUBJECT.match(subject):
        return Kind.RECEIPT, "subject of a read receipt"
    if AUTOMATIC_SUBJECT.match(subject):
        return Kind.AUTOMATIC, "subject of an automatic reply"
    if BOUNCE_SUBJECT.search(subject) and not ANSWERS.match(subject):
        return Kind.BOUNCE, "subject of a delivery report"
    if REACTION_SUBJECT.match(subject) and not typed.strip():
        return Kind.REACTION, "subject of a reaction"
    if ROBOT_BODY.search(typed[:BODY_LOOKED_AT]) or AUTOMATIC_SUBJECT.match(typed.lstrip()[:80]):
        return Kind.AUTOMATIC, "words of an automatic reply"
    return (Kind.BOUNCE, "a delivery report's form") if _is_bounce(mail) else None


def _report(mail: Parsed, subject: str) -> Kind:
    """Tell delays, read receipts and bounces apart."""
    if "disposition" in mail.report_type:
        return Kind.RECEIPT
    if DELAY_SUBJECT.search(subject) or DELAYED_ACTION.search(mail.message.as_string()[:20_000]):
        return Kind.DELAYED
    return Kind.BOUNCE


def _is_bounce(mail: Parsed) -> bool:
    """Ask flufl.bounce, which knows many old systems; it raises on some mails, and then has no opinion."""
    if len(mail.text) > MOST_FOR_BOUNCE_SCAN:
        return False
    try:
        return bool(scan_message(mail.message))
    except Exception:  # noqa: BLE001 - a guard around a library that was not written for hostile mail
        return False
