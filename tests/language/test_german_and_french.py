"""German and French verdicts on one week: yes, no, not yet, later, back, and which day should be what."""

import pytest

from core.language import read
from core.language.meaning import Problem
from tests.language.situations import approved, digest, logging_student, one_week, sent_back, sure

APPROVES = [
    ("de", "passt"),
    ("de", "passt so"),
    ("de", "stimmt alles"),
    ("de", "alles in Ordnung"),
    ("de", "einverstanden"),
    ("de", "geht klar"),
    ("de", "keine Einwände"),
    ("de", "nichts auszusetzen"),
    ("de", "kann so durch"),
    ("de", "schaut gut aus"),
    ("de", "bin einverstanden"),
    ("de", "hiermit genehmigt"),
    ("de", "freigegeben"),
    ("de", "bitte freigeben"),
    ("de", "bitte genehmigen"),
    ("de", "ich gebe die Stunden frei"),
    ("de", "gib es frei"),
    ("de", "geprüft und in Ordnung"),
    ("de", "die Stunden sind wie vereinbart"),
    ("de", "alles paletti"),
    ("de", "tiptop"),
    ("fr", "c'est bon"),
    ("fr", "tout est bon"),
    ("fr", "c'est ok pour moi"),
    ("fr", "d'accord"),
    ("fr", "je suis d'accord"),
    ("fr", "je valide"),
    ("fr", "validé"),
    ("fr", "j'approuve"),
    ("fr", "tout est en ordre"),
    ("fr", "rien à redire"),
    ("fr", "aucune remarque"),
    ("fr", "c'est correct"),
    ("fr", "c'est validé de mon côté"),
    ("fr", "bon pour accord"),
    ("fr", "ça joue"),
    ("fr", "tout est comme convenu"),
    ("fr", "peut passer"),
    ("fr", "veuillez valider"),
    ("fr", "validez svp"),
    ("fr", "vérifié et correct"),
    ("fr", "je confirme les heures"),
    ("fr", "les heures sont exactes"),
    ("fr", "tout est juste"),
]
GIVES_BACK = [
    ("de", "soll sie ändern"),
    ("de", "bitte ändern lassen"),
    ("de", "bitte zurückschicken"),
    ("de", "schick das zurück"),
    ("de", "muss korrigiert werden"),
    ("de", "soll er bitte neu ausfüllen"),
    ("fr", "à corriger"),
    ("fr", "merci de corriger"),
    ("fr", "faites corriger"),
    ("fr", "il doit corriger"),
    ("fr", "merci de lui demander de corriger"),
    ("fr", "à renvoyer"),
]
LEAVES = [
    ("de", "noch nicht"),
    ("de", "noch nicht freigeben"),
    ("de", "bitte noch nix freigeben"),
    ("de", "warte noch"),
    ("de", "lass das offen"),
    ("de", "vorerst nicht genehmigen"),
    ("de", "muss ich noch klären"),
    ("fr", "pas encore"),
    ("fr", "pas encore validé"),
    ("fr", "ne validez pas encore"),
    ("fr", "n'approuvez rien"),
    ("fr", "j'attends"),
    ("fr", "en attente"),
    ("fr", "laissez en attente"),
    ("fr", "je dois encore vérifier"),
    ("fr", "pas tout de suite"),
    ("fr", "je ne valide pas"),
]
PUTS_OFF = [
    ("de", "das schaue ich mir morgen an"),
    ("de", "später"),
    ("de", "mache ich morgen"),
    ("fr", "plus tard"),
    ("fr", "je regarde demain"),
    ("fr", "je le ferai demain"),
    ("fr", "demain"),
]
DISAGREES = [
    ("de", "stimmt nicht"),
    ("de", "das ist falsch"),
    ("de", "nicht einverstanden"),
    ("fr", "c'est faux"),
    ("fr", "ce n'est pas correct"),
    ("fr", "pas d'accord"),
    ("fr", "je ne suis pas d'accord"),
]
# Days by their number from Monday, with the minutes that they should be.
NAMES_DAYS = [
    ("de", "Mittwoch muss 6 Stunden sein", "logbook.send_back", {2: 360}),
    ("de", "Mittwoch war 6,5", "logbook.send_back", {2: 390}),
    ("de", "Mittwoch sollte 7 sein statt 7,5", "logbook.send_back", {2: 420}),
    ("de", "Mittwoch eine halbe Stunde weniger", "logbook.send_back", {2: 420}),
    ("de", "Mittwoch eine Viertelstunde weniger", "logbook.send_back", {2: 435}),
    ("de", "Mittwoch anderthalb Stunden weniger", "logbook.send_back", {2: 360}),
    ("de", "passt, nur Dienstag war 6 Stunden", "logbook.approve_except", {1: 360}),
    ("de", "alles gut bis auf Freitag", "logbook.approve_except", {4: None}),
    ("de", "stimmt, aber Dienstag waren es 7", "logbook.approve_except", {1: 420}),
    ("de", "Am 18.11. waren es 6 Stunden", "logbook.send_back", {2: 360}),
    ("de", "am Mittwoch, den 18. November waren es 6 Stunden", "logbook.send_back", {2: 360}),
    ("de", "Di und Do nur 6 Stunden", "logbook.send_back", {1: 360, 3: 360}),
    ("de", "Freitag stimmt nicht", "logbook.send_back", {4: None}),
    ("fr", "mercredi doit être 6h", "logbook.send_back", {2: 360}),
    ("fr", "mercredi c'était 6h30", "logbook.send_back", {2: 390}),
    ("fr", "mercredi 6h au lieu de 7h30", "logbook.send_back", {2: 360}),
    ("fr", "mercredi une demi-heure de moins", "logbook.send_back", {2: 420}),
    ("fr", "mercredi un quart d'heure de moins", "logbook.send_back", {2: 435}),
    ("fr", "mercredi une heure et demie de moins", "logbook.send_back", {2: 360}),
    ("fr", "mercredi il a fait 7h", "logbook.send_back", {2: 420}),
    ("fr", "c'est bon sauf mercredi, c'était 6h", "logbook.approve_except", {2: 360}),
    ("fr", "tout est bon sauf vendredi", "logbook.approve_except", {4: None}),
    ("fr", "c'est bon mais mardi doit être 7h", "logbook.approve_except", {1: 420}),
    ("fr", "le 18 novembre il a fait 6h", "logbook.send_back", {2: 360}),
    ("fr", "mardi et jeudi seulement 6h", "logbook.send_back", {1: 360, 3: 360}),
    ("fr", "vendredi n'est pas correct", "logbook.send_back", {4: None}),
]
COMMANDS = [
    (APPROVES, "logbook.approve"),
    (GIVES_BACK, "logbook.send_back"),
    (LEAVES, "logbook.hold"),
    (PUTS_OFF, "logbook.later"),
    (DISAGREES, "logbook.reject"),
]


@pytest.mark.parametrize(
    ("language", "text", "command"), [(*line, command) for lines, command in COMMANDS for line in lines]
)
def test_a_verdict_is_understood(language: str, text: str, command: str) -> None:
    assert [meaning.command for meaning in sure(read(text, one_week(language)))] == [command]


@pytest.mark.parametrize(("language", "text", "command", "days"), NAMES_DAYS)
def test_a_day_is_understood_with_what_it_should_be(
    language: str, text: str, command: str, days: dict[int, int | None]
) -> None:
    (meaning,) = sure(read(text, one_week(language)))
    assert meaning.command == command
    (week,) = meaning.weeks
    assert {change.date.weekday(): change.minutes for change in week.days} == days


@pytest.mark.parametrize(
    ("language", "text"), [("de", "stimmt so, aber das würde ich ändern"), ("fr", "ok si possible")]
)
def test_a_conditional_acts_on_nothing(language: str, text: str) -> None:
    assert not approved(text, one_week(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("de", text) for text in ("die waren ok", "Die Stunden waren korrekt")),
        *(("fr", text) for text in ("les heures étaient correctes", "elles sont bonnes")),
    ],
)
def test_what_was_is_no_condition(language: str, text: str) -> None:
    assert approved(text, one_week(language))


@pytest.mark.parametrize(
    "text", ["die wären ok", "das würde passen", "könnte stimmen", "müsste passen", "wäre in Ordnung"]
)
def test_an_umlaut_makes_a_condition(text: str) -> None:
    reading = read(text, one_week("de"))
    assert reading.blocks_all
    assert reading.doubts[0].problem in {Problem.CONDITION, Problem.UNKNOWN_WORDS}


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "KW 47 von Daan und 4 passen"), ("fr", "la semaine 47 de Daan et le 4 sont bons")],
)
def test_who_names_weeks_approves_no_others(language: str, text: str) -> None:
    assert {week for week, _ in approved(text, digest(language))} <= {3, 4}


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Di 6,5"), ("de", "Dienstag 6:30"), ("fr", "mardi 6h30"), ("fr", "mardi 6,5"), ("fr", "mardi 6 h 30")],
)
def test_a_student_mends_a_day(language: str, text: str) -> None:
    (meaning,) = sure(read(text, sent_back(language)))
    assert meaning.command == "logbook.enter"
    assert [change.minutes for change in meaning.weeks[0].days] == [390]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "gestern 7,5 Stunden"),
        ("de", "gestern siebeneinhalb Stunden"),
        ("de", "am 22.11. 7,5 Stunden"),
        ("fr", "hier 7h30"),
        ("fr", "hier sept heures et demie"),
        ("fr", "le 22 novembre 7h30"),
    ],
)
def test_a_student_logs_a_day(language: str, text: str) -> None:
    (meaning,) = sure(read(text, logging_student(language)))
    assert meaning.command == "logbook.log"
    assert [(change.date.day, change.minutes) for change in meaning.days] == [(22, 450)]
