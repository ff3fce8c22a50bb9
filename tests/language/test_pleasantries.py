"""What a letter says beside its subject is left out; what denies, asks or sets a condition never is."""

import pytest

from core.language import read
from core.language.clauses.pleasantries import PARTS, _openings
from tests.language.situations import SANNE, approved, digest, sure

SANNES = {(4, day) for day in next(week for week in digest().weeks if week.dossier_id == SANNE.dossier_id).open}
BESIDE = [
    ("nl", "Bedankt voor uw mail. {} Groet, Marije"),
    ("nl", "Hartelijk dank voor het toesturen van het weekoverzicht. {}"),
    ("nl", "Ik hoop dat het goed met u gaat. {}"),
    ("nl", "Excuses voor de late reactie, ik was het vergeten. {}"),
    ("nl", "Ik was vorige week op vakantie, vandaar mijn late antwoord. {}"),
    ("nl", "In antwoord op uw bericht van 20 november: {}"),
    ("nl", "{} Mocht u nog vragen hebben, dan hoor ik het graag."),
    ("nl", "{} Als u vragen heeft kunt u mij altijd bellen op 06-12345678."),
    ("nl", "{} Laat het me gerust weten als er nog iets nodig is."),
    ("nl", "{} Bij vragen ben ik telefonisch bereikbaar."),
    ("nl", "{} Heeft u nog vragen? Bel me gerust."),
    ("nl", "{} Ik hoop u hiermee voldoende te hebben geïnformeerd. Nog een fijne week gewenst."),
    ("en", "I hope this email finds you well. {} Best, Mark"),
    ("en", "Sorry for the late reply, I was off sick. {}"),
    ("en", "Following up on your email of 20 November: {}"),
    ("en", "{} Please let me know if you have any questions."),
    ("en", "{} If you need anything else, don't hesitate to contact me."),
    ("en", "{} Could you confirm you received this?"),
    ("en", "This is to let you know that {}"),
]
YES = {"nl": "Sanne is akkoord.", "en": "Sanne is approved."}


@pytest.mark.parametrize(("language", "letter"), BESIDE)
def test_a_pleasantry_leaves_the_verdict_beside_it_as_it_is(language: str, letter: str) -> None:
    assert approved(letter.format(YES[language]), digest(language)) == SANNES


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Sanne is akkoord. Mits u nog vragen heeft, dan hoor ik het graag."),
        ("nl", "Sanne is akkoord als u nog vragen heeft, hoor ik het graag."),
        ("nl", "Sanne is akkoord. Laat het me weten als het niet klopt."),
        ("nl", "Sanne is akkoord, als dat niet zo is hoor ik het graag."),
        ("nl", "Bedankt voor uw mail? Sanne is akkoord"),
        ("nl", "Bedankt voor uw mail, is Sanne akkoord?"),
        ("nl", "Ik hoop dat het goed gaat met Sanne."),
        ("nl", "Ik laat u nog weten of Sanne akkoord is."),
        ("nl", "Excuses voor de late reactie, Sanne is nog niet akkoord."),
        ("nl", "Ik was vorige week ziek, dus dat kan ik niet beoordelen. Sanne is akkoord."),
        ("en", "Sanne is approved. Let me know if that's not right."),
        ("en", "Sanne is approved if you have any questions, let me know."),
        ("en", "I'd like to let you know whether Sanne is approved."),
        ("en", "Just to let you know that Sanne isn't approved."),
    ],
)
def test_what_holds_more_than_a_pleasantry_is_heard(language: str, text: str) -> None:
    assert not approved(text, digest(language))


@pytest.mark.parametrize("text", ["Ik hoop dat het goed met u gaat.", "Bedankt voor uw mail.", "Fijne dag verder!"])
def test_a_letter_of_pleasantries_alone_settles_nothing(text: str) -> None:
    assert not [one for one in sure(read(text, digest())) if one.command.startswith("logbook.")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Sanne is akkoord. Graag verwerken."),
        ("nl", "Sanne is akkoord. Kunt u dit verwerken?"),
        ("nl", "Sanne is akkoord. Gelieve dit in orde te brengen."),
        ("en", "Sanne is approved. Please go ahead."),
        ("en", "Sanne is approved. Could you process this accordingly?"),
    ],
)
def test_asking_to_carry_out_a_yes_adds_nothing_to_it(language: str, text: str) -> None:
    assert approved(text, digest(language)) == SANNES


@pytest.mark.parametrize(
    "text",
    [
        "Sanne is niet akkoord. Graag verwerken.",
        "Is Sanne akkoord? Graag verwerken.",
        "Sanne is akkoord als Daan tekent. Kunt u dit verwerken?",
        "Sanne moet ik nog nakijken. Kunt u dit verwerken?",
    ],
)
def test_asking_to_carry_out_what_was_no_yes_makes_it_none(text: str) -> None:
    assert not approved(text, digest())


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("bedankt voor alles", {"bedankt"}),
        ("[alvast|nog eens] (heel|zeer) veel dank", {"alvast", "nog", "heel", "zeer"}),
        ("([ook] fijn|<wish>) weekend", {"ook", "fijn", "een", "tot"}),
        ("[op] # [uur]", {"op", "#"}),
        ("<maybe> tot dan", {"dus", "tot"}),
    ],
)
def test_a_pleasantry_is_only_looked_for_behind_a_word_that_one_begins_with(template: str, words: set[str]) -> None:
    rules = {"wish": "(een|tot) goed", "maybe": "[dus]"}
    assert _openings(PARTS.finditer(template), rules)[0] == words
