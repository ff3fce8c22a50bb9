"""What is typed in one breath: a sentence that begins in the middle of another, as people type and dictate in chat."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, logging_student, one_week, sure
from tests.language.test_understood import told


@pytest.mark.parametrize(
    ("language", "text", "comes_to"),
    [
        ("nl", "Sanne akkoord ze doet het hartstikke goed", "approve 4"),
        ("nl", "zet Daan maar op akkoord ik zit zonder laptop", "approve 3"),
        ("nl", "alle vijf goed ze schrijven alles eerlijk op", "approve 1 2 3 4 5"),
        ("nl", "alles goed behalve Youssef die heb ik nog niet gesproken", "approve 1 2 3 4; hold 5"),
        ("nl", "alles prima behalve Daan die heb ik zelf nog niet gebeld", "approve 1 2 4 5; hold 3"),
        ("nl", "Noor nog niet ze was ziek", "hold 1 2"),
        ("en", "approve Daan he did great", "approve 3"),
        ("en", "all approved they keep it nice and tidy", "approve 1 2 3 4 5"),
        ("en", "all good except Sanne i havent spoken to her yet", "approve 1 2 3 5; hold 4"),
        ("de", "Sanne passt sie trägt alles ordentlich ein", "approve 4"),
        ("fr", "Sanne c'est bon elle remplit tout correctement", "approve 4"),
    ],
)
def test_what_is_said_behind_a_verdict_is_apart_from_it(language: str, text: str, comes_to: str) -> None:
    assert told(read(text, digest(language)), digest(language)) == comes_to


@pytest.mark.parametrize(
    ("language", "text", "comes_to"),
    [
        ("nl", "vrijdag klopt niet was 6 uur", "send_back 3(Fri=6)"),
        ("nl", "KLOPT. DINSDAG NIET DAT WAS 6", "approve_except 3(Tue=6)"),
        ("nl", "donderdag 6 ipv 8 verder goed", "approve_except 3(Thu=6)"),
        ("en", "thursday was 6 not 8 rest is fine", "approve_except 3(Thu=6)"),
        ("de", "freitag stimmt nicht das waren 6", "send_back 3(Fri=6)"),
        ("de", "passt soweit, nur Dienstag waren es 6", "approve_except 3(Tue=6)"),
        ("fr", "vendredi pas correct c'était 6h", "send_back 3(Fri=6)"),
        ("nl", "donderdag nee vrijdag bedoel ik was 7", "send_back 3(Fri=7)"),
    ],
)
def test_what_a_day_was_is_apart_from_what_it_is_not(language: str, text: str, comes_to: str) -> None:
    assert told(read(text, one_week(language)), one_week(language)) == comes_to


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("nl", "woensdag die 7,5u moeten eruit", 2),
        ("nl", "Daan had woensdag examen, die 7,5 uur moet er af", 2),
        ("nl", "vrijdag heeft hij 8 staan maar hij was er niet", 4),
        ("nl", "die 8 uur van vrijdag mogen weg", 4),
        ("en", "he was sick on friday so those 8 hours have to come off", 4),
        ("de", "freitag war er krank, die 8 stunden müssen raus", 4),
        ("fr", "vendredi il était malade, les 8h sont à enlever", 4),
    ],
)
def test_all_that_stands_on_a_day_may_have_to_go(language: str, text: str, day: int) -> None:
    [meaning] = sure(read(text, one_week(language)))
    assert [(change.date.weekday(), change.minutes) for one in meaning.weeks for change in one.days] == [(day, None)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Daan akkoord als hij vrijdag aanpast"),
        ("nl", "Daan akkoord ze zegt dat het klopt?"),
        ("nl", "akkoord ik twijfel over vrijdag"),
        ("nl", "Daan goed ik weet het niet zeker"),
        ("nl", "alles goed behalve de uren die ik nog niet heb gezien"),
        ("nl", "was hij er vrijdag niet"),
        ("nl", "woensdag was hij ziek, er staat 6 uur"),
        ("nl", "woensdag die 6u moeten eruit"),
        ("nl", "klopt grotendeels"),
        ("en", "Daan approved he says"),
        ("en", "wasnt he in on friday"),
        ("en", "mostly fine"),
        ("de", "Daan passt er muss aber noch freitag ändern?"),
        ("de", "stimmt soweit"),
    ],
)
def test_what_doubts_behind_a_yes_holds_it_up(language: str, text: str) -> None:
    for context in (one_week(language), digest(language)):
        assert not approved(text, context), text
        assert not any(change for one in sure(read(text, context)) for week in one.weeks for change in week.days), text


@pytest.mark.parametrize(
    "text", ["oki merci, ik bekijk ze vanavond", "ok bedankt, kijk er morgen naar", "oké merci ik bekijk het vanavond"]
)
def test_a_nod_in_front_of_what_is_done_later_is_no_yes(text: str) -> None:
    [meaning] = sure(read(text, one_week()))
    assert meaning.command == "logbook.later"


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("1 en 4 zijn prima. naar 2 kijk ik morgen samen met Daan", "approve 1 4; later 2 on 2026-11-24"),
        ("Daan en Sanne goed, de rest doe ik straks met Piet", "approve 3 4; later 1 2 5"),
        ("ik bespreek het morgen met Sanne", "later? 4 on 2026-11-24"),
    ],
)
def test_with_whom_one_will_look_at_hours_is_not_whose_they_are(text: str, comes_to: str) -> None:
    found = set(told(read(text, digest()), digest()).split("; "))
    assert found == set(comes_to.split("; "))


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("donderdag was ik er 6 uurtjes", "log"),
        ("donderdag 7 uur gewerkt", "log"),
        ("gisteren 8 uur geweest maar half uur pauze dus 7,5", "log"),
        ("vrijdag werk ik 4 uur", "log?"),
        ("vrijdag moet ik 4 uur werken", "log?"),
        ("stuur mn week maar door", "submit"),
    ],
)
def test_a_student_tells_of_a_day_that_has_been(text: str, comes_to: str) -> None:
    assert told(read(text, logging_student()), logging_student()) == comes_to


@pytest.mark.parametrize(
    ("language", "text", "comes_to"),
    [
        ("nl", "laat Youssef even staan de rest is goed", "approve 1 2 3 4; hold 5"),
        ("en", "hold off on Noor the rest are fine", "hold 1 2; approve 3 4 5"),
        ("nl", "die van Daan is goed die van Sanne ook die van Youssef niet", "approve 3; approve 4; hold 5"),
        ("nl", "hallo met Ria van de zorg de uren van Sanne kloppen", "approve 4"),
        ("nl", "hallo met Sanne, Daan is goed", "approve? 3"),
        ("nl", "de uren van Daan zijn voor mij in orde", "approve 3"),
        ("nl", "niemand zegt dat Daan akkoord is", "nothing acts; asks negation “niemand zegt dat Daan akkoord is”"),
    ],
)
def test_each_is_judged_by_what_is_said_of_them(language: str, text: str, comes_to: str) -> None:
    found = set(told(read(text, digest(language)), digest(language)).split("; "))
    assert found == set(comes_to.split("; "))


@pytest.mark.parametrize(
    ("language", "text", "comes_to"),
    [
        ("nl", "akkoord op 1 ding na: vrijdag 6 uur", "approve_except 3(Fri=6)"),
        ("nl", "kleine aanpassing vrijdag 6, rest akkoord", "approve_except 3(Fri=6)"),
        ("nl", "vrijdag: 6u verder ok", "approve_except 3(Fri=6)"),
        ("en", "all good just change friday to 6", "approve_except 3(Fri=6)"),
        (
            "en",
            "mon and tue he was off sick rest ok",
            "approve_except 3(Mon Tue) because “mon and tue he was off sick”",
        ),
        ("de", "alles ok nur freitag auf 6", "approve_except 3(Fri=6)"),
        ("nl", "dit is niet wat hij gewerkt heeft", "reject 3"),
        ("en", "no sorry this is not what he did", "reject 3"),
    ],
)
def test_a_change_beside_a_yes_is_read_with_it(language: str, text: str, comes_to: str) -> None:
    assert told(read(text, one_week(language)), one_week(language)) == comes_to
