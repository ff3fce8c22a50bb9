"""What is told beside a verdict: of whoever's hours go back, why one is late, and praise."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, done

STORIES = {
    "nl": "Stuur week 47 van Daan terug. {}",
    "en": "Send week 47 of Daan back. {}",
    "de": "Bitte die Woche 47 von Daan zurückschicken. {}",
    "fr": "Veuillez renvoyer la semaine 47 à Daan. {}",
}
TOLD = [
    ("nl", "Hij telde overal zijn fietstijd mee."),
    ("nl", "Hij heeft de pauzes er niet afgehaald."),
    ("en", "He typed the same times everywhere but his shifts were all different."),
    ("en", "He forgot to take off his breaks."),
    ("de", "Er hat überall dieselben Zeiten eingetippt."),
    ("fr", "Il a compté ses trajets partout."),
]


@pytest.mark.parametrize(("language", "story"), TOLD)
def test_what_is_told_of_a_student_is_why_the_week_goes_back(language: str, story: str) -> None:
    context = digest(language)
    reading = read(STORIES[language].format(story), context)
    assert done(STORIES[language].format(story), context) == {"send_back": {3}}
    assert reading.meanings[0].reason == story.rstrip(".")


@pytest.mark.parametrize(
    "words",
    [
        "Stuur week 47 van Daan terug? Hij telde overal zijn fietstijd mee.",
        "Stuur week 47 van Daan niet terug. Hij telde overal zijn fietstijd mee.",
        "Stuur week 47 van Kevin terug. Hij telde overal zijn fietstijd mee.",
        "Stuur week 47 van Daan terug. Hij hoeft niks te wijzigen.",
        "Stuur week 47 van Daan terug. Hij heeft alles goed ingevuld.",
        "Stuur week 47 van Daan misschien terug. Hij telde overal zijn fietstijd mee.",
        "Als hij wil mag week 47 van Daan terug. Hij telde overal zijn fietstijd mee.",
    ],
)
def test_a_story_never_makes_a_question_or_a_denial_act(words: str) -> None:
    assert "send_back" not in done(words, digest())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Sorry voor de late reactie, wij hadden een volle zaak. Daan is akkoord."),
        ("nl", "Excuses dat het even duurde, ik had vorige week vrij. Daan is akkoord."),
        ("en", "Apologies for the delay, we had the builders in. Daan is approved."),
        ("de", "Entschuldigung für die Verspätung, bei uns war Inventur. Daan passt."),
        ("fr", "Désolé pour le retard, nous étions débordés. Daan est validé."),
    ],
)
def test_why_one_is_late_says_nothing_of_hours(language: str, words: str) -> None:
    assert done(words, digest(language)) == {"approve": {3}}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Sorry voor de late reactie, de cijfers zien er raar uit. Alles akkoord."),
        ("nl", "Sorry voor de late reactie, ik twijfel over Daan. Alles akkoord."),
        ("en", "Sorry for the delay, these figures look odd. All approved."),
        ("de", "Entschuldigung für die Verspätung, Daan noch nicht. Alles passt."),
        ("fr", "Désolé pour le retard, mais pas Daan. Tout est bon."),
    ],
)
def test_what_is_said_of_hours_behind_an_excuse_is_heard(language: str, words: str) -> None:
    assert 3 not in {week for week, _ in approved(words, digest(language))}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Sanne is onze beste leerling in jaren, echt super!"),
        ("en", "Sanne is one of the best students so far, excellent!"),
        ("de", "Sanne ist eine der besten Praktikantinnen, super!"),
        ("fr", "Sanne est une des meilleures stagiaires, bravo !"),
    ],
)
def test_praise_that_goes_on_is_no_yes(language: str, words: str) -> None:
    assert not read(words, digest(language)).meanings


@pytest.mark.parametrize("words", ["Graag Daan, terugsturen", "Please Daan, send back", "Bitte Daan, zurückschicken"])
def test_with_a_please_nobody_is_greeted(words: str) -> None:
    assert done(words, digest("en" if "Please" in words else "de" if "Bitte" in words else "nl")) == {"send_back": {3}}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Alles akkoord behalve Daan, die mag terug."),
        ("en", "Everything is approved except Daan, please send his back."),
        ("de", "Alles passt außer Daan, der soll zurück."),
    ],
)
def test_whoever_is_left_out_of_a_yes_may_go_back(language: str, words: str) -> None:
    assert done(words, digest(language)) == {"approve": {1, 2, 4, 5}, "send_back": {3}}
