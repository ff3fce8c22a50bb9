"""German and French as offices, workshops and chats say it: yes, no, taken back, shown again; and what isn't that."""

import pytest

from core.language import read
from core.language.meaning import Certainty, Meaning
from core.language.requests.loosely import read_loosely
from tests.language.situations import TUESDAY, approved, digest, logging_student, one_week, proposal, sure

APPROVES = [
    ("de", "hiermit erteile ich die Freigabe"),
    ("de", "Freigabe ist erteilt"),
    ("de", "kann so raus"),
    ("de", "hat seine Richtigkeit"),
    ("de", "sachlich richtig"),
    ("de", "keinerlei Bedenken"),
    ("de", "ich visiere die Woche"),
    ("de", "passt eh"),
    ("de", "unterfertigt"),
    ("de", "von mir grünes Licht"),
    ("de", "so stimmt's"),
    ("fr", "feu vert pour moi"),
    ("fr", "RAS"),
    ("fr", "je contresigne"),
    ("fr", "cela me convient"),
    ("fr", "nous marquons notre accord"),
    ("fr", "la semaine est certifiée"),
    ("fr", "tu peux valider"),
]
NO_YES = [
    ("de", "Freigabe nicht erteilt"),
    ("de", "kann so nicht raus"),
    ("de", "kann das so raus?"),
    ("de", "wenn der Meister grünes Licht gibt"),
    ("de", "grünes Licht kommt erst Montag"),
    ("de", "habe meine Bedenken"),
    ("de", "passt eh net"),
    ("de", "der Chef meint, kann durchgehen"),
    ("de", "soll ich grünes Licht geben"),
    ("de", "stimmt's?"),
    ("de", "stimmt's nicht"),
    ("de", "passt soweit, falls er die Pause abzieht"),
    ("de", "nicht richtig eingetragen"),
    ("de", "hat sie das richtig ausgefüllt"),
    ("de", "nach der Mittagspause freischalten"),
    ("de", "die Freigabe von vorhin zurücknehmen"),
    ("fr", "pas encore de feu vert"),
    ("fr", "feu vert dès qu'il a corrigé"),
    ("fr", "cela ne me convient pas"),
    ("fr", "tu peux valider ?"),
    ("fr", "tu ne peux pas valider"),
    ("fr", "j'attends le feu vert du chef"),
    ("fr", "quelqu'un a donné le feu vert ?"),
]
REJECTS = [
    ("de", "da stimmt etwas nicht"),
    ("de", "das kann ja nicht sein"),
    ("de", "das haut so nicht hin"),
    ("de", "das geht sich nicht aus"),
    ("de", "ich lehne das ab"),
    ("fr", "cela ne va pas"),
    ("fr", "ça ne colle pas"),
    ("fr", "ça ne tient pas la route"),
    ("fr", "quelque chose cloche"),
]
GIVES_BACK = [
    ("de", "muss überarbeitet werden"),
    ("de", "bitte nochmal machen"),
    ("de", "gehört ausgebessert"),
    ("de", "retournieren bitte"),
    ("fr", "à recommencer"),
    ("fr", "il doit refaire sa semaine"),
    ("fr", "à retravailler"),
]
LOOK_UPS = {
    "logbook.list_open": [
        ("de", "schick mir bitte nochmal die Liste"),
        ("de", "zeig mir nochmal, was noch offen ist"),
        ("de", "was fehlt denn noch von mir?"),
        ("fr", "montrez-moi encore la liste"),
        ("fr", "montre-moi encore une fois ce qui est en attente"),
    ],
    "logbook.show": [
        ("de", "zeig mir nochmal Daan"),
        ("de", "kannst du mir die Stunden von Daan nochmal schicken?"),
        ("de", "wie sah KW 47 bei Daan aus?"),
        ("fr", "montrez-moi encore une fois les heures de Daan"),
        ("fr", "pouvez-vous me renvoyer la fiche de Daan ?"),
    ],
    "logbook.who": [
        ("de", "hat jemand die Woche von Daan schon abgezeichnet?"),
        ("de", "ist KW 47 inzwischen freigegeben?"),
        ("fr", "quelqu'un a-t-il déjà approuvé la semaine de Daan ?"),
        ("fr", "ai-je déjà validé Daan ?"),
    ],
    "desk.help": [("de", "was kannst du denn alles?"), ("fr", "tu peux faire quoi ?"), ("de", "hilf mir mal kurz")],
}
UNDOES = [
    ("de", "nimm meine Genehmigung wieder zurück"),
    ("de", "ich ziehe meine Freigabe zurück"),
    ("de", "hab mich vertippt, bitte zurücknehmen"),
    ("de", "ich möchte meine Zustimmung zurückziehen"),
    ("de", "ups, falscher Knopf"),
    ("fr", "je voudrais annuler ma validation"),
    ("fr", "retirez ma signature"),
    ("fr", "je reprends mon accord, je me suis trompée"),
    ("fr", "annulez ce que j'ai validé"),
]
UNDOES_NOTHING = [
    ("de", "nimm meine Genehmigung nicht zurück"),
    ("de", "Freigabe zurücknehmen?"),
    ("de", "falls falsch, nimm meine Freigabe zurück"),
    ("fr", "ne retirez pas ma signature"),
    ("fr", "retirer mon accord ?"),
]
LANGUAGES = [
    ("de", "bitte ab sofort auf Englisch", "people.english"),
    ("de", "können wir auf Deutsch schreiben?", "people.german"),
    ("de", "Sprache auf Niederländisch umstellen", "people.dutch"),
    ("fr", "passez au néerlandais", "people.dutch"),
    ("fr", "on peut continuer en allemand ?", "people.german"),
    ("fr", "je préfère le français", "people.french"),
]


@pytest.mark.parametrize(("language", "text"), APPROVES)
def test_an_office_says_yes(language: str, text: str) -> None:
    assert {week for week, _ in approved(text, one_week(language))} == {3}


@pytest.mark.parametrize(("language", "text"), NO_YES)
def test_a_denial_a_question_or_a_condition_stays_no_yes(language: str, text: str) -> None:
    for situation in (one_week, digest, proposal):
        assert not approved(text, situation(language))


@pytest.mark.parametrize(("language", "text"), REJECTS)
def test_an_office_says_no(language: str, text: str) -> None:
    assert [meaning.command for meaning in sure(read(text, one_week(language)))] == ["logbook.reject"]


@pytest.mark.parametrize(("language", "text"), GIVES_BACK)
def test_hours_go_back_to_be_mended(language: str, text: str) -> None:
    found = read(text, one_week(language)).meanings
    assert [(one.command, [week.week_id for week in one.weeks]) for one in found] == [("logbook.send_back", [3])]


@pytest.mark.parametrize(("command", "said"), [(name, said) for name, lines in LOOK_UPS.items() for said in lines])
def test_a_look_up_bears_words_that_fill(command: str, said: tuple[str, str]) -> None:
    language, text = said
    assert [one.command for one in _heard(text, language)] == [command]


@pytest.mark.parametrize(("language", "text"), UNDOES)
def test_an_answer_is_taken_back(language: str, text: str) -> None:
    assert [one.command for one in sure(read(text, one_week(language)))] == ["logbook.undo"]


@pytest.mark.parametrize(("language", "text"), UNDOES_NOTHING)
def test_what_denies_or_asks_takes_nothing_back(language: str, text: str) -> None:
    assert "logbook.undo" not in {one.command for one in sure(read(text, one_week(language)))}


@pytest.mark.parametrize(("language", "text", "command"), LANGUAGES)
def test_a_language_is_chosen(language: str, text: str, command: str) -> None:
    assert [one.command for one in read(text, one_week(language)).meanings] == [command]


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "hat meine Chefin schon unterschrieben?"), ("fr", "est-ce que ma semaine est enfin validée ?")],
)
def test_a_student_asks_who_approved(language: str, text: str) -> None:
    found = read_loosely(text, logging_student(language))
    assert found is not None
    assert [one.command for one in found.meanings] == ["logbook.who"]


@pytest.mark.parametrize(
    ("language", "text"), [("de", "die Woche passt, Dienstag aber nicht"), ("de", "alles ok, am Dienstag jedoch nicht")]
)
def test_a_but_may_stand_behind_the_day_that_it_sets_apart(language: str, text: str) -> None:
    [meaning] = sure(read(text, one_week(language)))
    assert meaning.command == "logbook.approve_except"
    assert [day.date for week in meaning.weeks for day in week.days] == [TUESDAY]


@pytest.mark.parametrize(
    ("language", "text"), [("de", "die Woche passt, Dienstag aber?"), ("de", "Dienstag aber nicht")]
)
def test_a_but_behind_a_day_approves_nothing_by_itself(language: str, text: str) -> None:
    assert not approved(text, one_week(language))


def _heard(text: str, language: str) -> list[Meaning]:
    """Give what is answered: what was read as such, else what is known by its cues."""
    context = one_week(language)
    found = [one for one in read(text, context).meanings if one.certainty is Certainty.SURE]
    loose = None if found else read_loosely(text, context)
    return found if loose is None else list(loose.meanings)
