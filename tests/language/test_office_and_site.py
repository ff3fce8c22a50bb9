"""German and French as offices and building sites type it: who agrees, waits or was away, and what must not act."""

from collections.abc import Callable

import pytest

from core.language import read
from core.language.meaning import Context
from tests.language.situations import approved, digest, logging_student, one_week, proposal, sent_back, sure
from tests.language.test_understood import told

COMES_TO = [
    ("de", "Haken dran", "approve 3", one_week),
    ("de", "hab ich gegengecheckt, haut hin", "approve 3", one_week),
    ("de", "mit dem Polier besprochen, passt", "approve 3", one_week),
    ("de", "keine Fehler außer Dienstag", "approve_except 3(Tue)", one_week),
    ("de", "muss erst mit Daan reden", "hold 3", one_week),
    ("de", "alle bis auf Daan freigeben, mit Daan muss ich erst reden", "approve 1 2 4 5; hold 3", digest),
    ("de", "KW 47 ist bei allen in Ordnung", "approve 2 3 4", digest),
    ("de", "Daan im Urlaub, Rest ok", "approve 1 2 4 5; hold 3", digest),
    ("de", "Mittwoch kürzen auf 7", "send_back 3(Wed=7)", one_week),
    ("de", "hab mich vertan, Donnerstag waren 6 Std", "enter 3(Thu=6)", sent_back),
    ("fr", "j'ai vérifié avec le chef d'équipe, ça colle", "approve 3", one_week),
    ("fr", "mardi 7h sinon c'est bon", "approve_except 3(Tue=7)", one_week),
    ("fr", "Daan non, sinon tout est bon", "approve 1 2 4 5; hold 3", digest),
    ("fr", "valide tout sauf daan, je dois d'abord lui parler", "approve 1 2 4 5; hold 3", digest),
    ("fr", "Daan en congé, le reste ok", "approve 1 2 4 5; hold 3", digest),
    ("fr", "mercredi ramener à 7h", "send_back 3(Wed=7)", one_week),
    ("fr", "il a oublié sa pause mardi", "send_back? 3(Tue)", one_week),
    ("fr", "je me suis trompé, jeudi c'était 6h", "enter 3(Thu=6)", sent_back),
    ("fr", "lundi il n'a pas presté 8h mais 6h", "send_back 3(Mon=6)", one_week),
    ("fr", "lundi il n'a pas travaillé 8h", "send_back 3(Mon)", one_week),
    ("fr", "la 3 est bonne", "approve 3", digest),
    ("fr", "je viens de tout relire, ça colle", "approve 3", one_week),
    ("fr", "jeudi le bon chiffre est 6h, pas 8", "send_back 3(Thu=6)", one_week),
    ("fr", "mardi j'étais malade", "enter? 3(Tue=0)", sent_back),
    ("de", "Dienstag war ich krank, Mittwoch 7", "enter? 3(Tue=0 Wed=7)", sent_back),
    ("nl", "dinsdag was ik ziek", "enter? 3(Tue=0)", sent_back),
    ("de", "passt, der Chef hat recht", "desk.yes", sent_back),
    ("fr", "ok la cheffe a raison", "desk.yes", sent_back),
    ("de", "nein, lassen Sie es so", "desk.no", proposal),
    ("fr", "non laissez ça", "desk.no", proposal),
    ("nl", "Noor top, Daan top, Youssef moet opnieuw", "approve? 1 2; approve? 3; send_back 5", digest),
    ("nl", "Noor perfect, rest nog niet", "approve? 1 2; hold 3 4 5", digest),
    ("en", "Noor great, Daan back", "approve? 1 2; send_back 3", digest),
    ("de", "Noor klasse, Daan zurück", "approve? 1 2; send_back 3", digest),
    ("fr", "Noor nickel, Daan à refaire", "approve? 1 2; send_back 3", digest),
    ("fr", "Noor 46 : mardi une heure de moins, sinon parfait", "approve_except 1(Tue=7)", digest),
    ("de", "jaaa passt", "approve 3", one_week),
    ("de", "das hab ich doch schon gestern bestätigt", "approve? 3", one_week),
    ("fr", "semaine du 16 au 20 novembre validée", "approve 2 3 4", digest),
    ("fr", "la semaine du lundi 9 est ok pour tout le monde", "approve 1 5", digest),
    ("de", "die Woche vom 9. bis 13. passt bei allen", "approve 1 5", digest),
    ("de", "Woche 16.-20.11. genehmigt", "approve 2 3 4", digest),
    ("de", "KW 47 (16.-20.11.) genehmigt", "approve 2 3 4", digest),
    ("nl", "week 47 is goed bij iedereen", "approve 2 3 4", digest),
    ("fr", "lundi 8 ok, mardi 8 ok, mercredi 7h30 ok, jeudi 8 ok, vendredi 8 ok", "approve? 3", one_week),
    ("fr", "oui pour Sanne, non pour Daan", "hold 3; approve 4", digest),
    ("fr", "valide Noor, Sanne, pas Daan", "approve 1 2 4; hold 3", digest),
    ("nl", "akkoord Sanne, niet Daan", "hold 3; approve 4", digest),
    ("nl", "ja voor Sanne, nee voor Daan", "hold 3; approve 4", digest),
    ("nl", "terug Noor, niet Daan", "send_back 1 2; hold 3", digest),
    ("nl", "1,2,3 ok", "approve 1 2 3", digest),
    ("fr", "1,2,4 ok, 3 non", "approve 1 2 4; hold 3", digest),
    ("de", "jeden Tag 30 min weniger", "send_back? 3(Mon=7.5 Tue=7.5 Wed=7 Thu=7.5 Fri=7.5)", one_week),
    ("fr", "chaque jour 30 min de trop", "send_back? 3(Mon=7.5 Tue=7.5 Wed=7 Thu=7.5 Fri=7.5)", one_week),
    ("de", "Dienstag und Mittwoch verwechselt", "send_back 3(Tue Wed)", one_week),
    ("fr", "il a interverti mardi et jeudi", "send_back 3(Tue Thu)", one_week),
    ("de", "Sanne war die ganze Woche krank, Rest ok", "approve 1 2 3 5; send_back? 4", digest),
    ("fr", "Sanne a été malade toute la semaine, le reste est bon", "approve 1 2 3 5; send_back? 4", digest),
    ("de", "am Dienstag müssten es 6 sein", "send_back 3(Tue=6)", one_week),
    ("de", "da muss am Dienstag 6 stehen", "send_back 3(Tue=6)", one_week),
    ("de", "Donnerstag waren's bloß 7", "send_back 3(Thu=7)", one_week),
    ("de", "insgesamt 39,5 Stunden, passt", "approve 3", one_week),
    ("de", "Freitag: 8 bis 16 Uhr, halbe Stunde Pause", "enter 3(Fri=7.5)", sent_back),
    ("fr", "vendredi : 8h à 16h, une demi-heure de pause", "enter 3(Fri=7.5)", sent_back),
    ("nl", "vrijdag: 8 tot 16 uur, half uur pauze", "enter 3(Fri=7.5)", sent_back),
    ("fr", "je n'ai aucune remarque sauf vendredi", "approve_except 3(Fri)", one_week),
    ("fr", "n'approuve que Daan", "approve? 3", digest),
    ("de", "Freigabe für KW 47 erteilt", "approve 2 3 4", digest),
    ("de", "Freigabe für KW 47 noch nicht erteilt", "hold 2 3 4", digest),
    ("nl", "Daan is op vakantie, de rest is goed", "approve 1 2 4 5; hold 3", digest),
    ("en", "Daan on leave, rest ok", "approve 1 2 4 5; hold 3", digest),
]
LEAVES_ALL = [
    ("de", "kann noch nicht freigegeben werden"),
    ("de", "kann eventuell freigegeben werden"),
    ("de", "kann freigegeben werden, wenn Daan Freitag korrigiert"),
    ("de", "stimmt laut Daan"),
    ("de", "passt, ist aber ein Haken dran"),
    ("de", "mein Einverständnis fehlt noch"),
    ("de", "Haken dran? noch nicht"),
    ("de", "mit dem Chef nicht abgesprochen"),
    ("de", "mit dem Polier noch nicht besprochen, passt"),
    ("de", "kann ich so nicht stehen lassen"),
    ("de", "keine Einwände, falls Freitag korrigiert wird"),
    ("de", "sehr fleißig, weiter so"),
    ("de", "nicht einwandfrei"),
    ("de", "roger, schau ich mir an"),
    ("fr", "peut être validé ?"),
    ("fr", "peut-être validé"),
    ("fr", "ne peut pas être validé"),
    ("fr", "peut être validé si vendredi est corrigé"),
    ("fr", "tu peux pas valider"),
    ("fr", "vous pouvez valider demain"),
    ("fr", "à valider par mon chef"),
    ("fr", "vous n'avez pas mon accord"),
    ("fr", "c'est pas bien rempli"),
    ("fr", "tout est presque parfait"),
    ("fr", "rien ne concorde"),
    ("fr", "corrigez mardi, sinon je ne valide pas"),
    ("fr", "sinon c'est bon ?"),
    ("fr", "pas vu avec le chef"),
    ("fr", "n'y allez pas"),
    ("fr", "je viens de voir que mardi est faux"),
    ("fr", "la 3 n'est pas claire"),
    ("de", "halbtags"),
    ("de", "nicht richtig ausgefüllt"),
    ("fr", "pas correctement rempli"),
    ("fr", "pour autant que je sache c'est bon"),
    ("de", "soweit ich das beurteilen kann passt es"),
    ("de", "müsste passen"),
    ("de", "Mittwoch müsste ich nachschauen"),
    ("de", "wenn Mittwoch 6 wäre, müsste es passen"),
    ("fr", "je ne valide que si vendredi est corrigé"),
    ("fr", "je n'ai aucune objection ?"),
    ("fr", "il y a un truc qui cloche"),
    ("fr", "bon boulot"),
    ("fr", "comme ça non"),
]


@pytest.mark.parametrize(("language", "text", "comes_to", "situation"), COMES_TO)
def test_office_words_come_to_just_this(
    language: str, text: str, comes_to: str, situation: Callable[[str], Context]
) -> None:
    context = situation(language)
    assert told(read(text, context), context) == comes_to


@pytest.mark.parametrize(("language", "text"), LEAVES_ALL)
def test_a_word_that_takes_away_beside_them_approves_nothing(language: str, text: str) -> None:
    assert not approved(text, one_week(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Dienstag war ich nicht krank"),
        ("de", "er hat nicht recht"),
        ("de", "hat der Chef recht?"),
        ("fr", "mardi malade ?"),
        ("fr", "mardi je n'étais pas malade"),
        ("nl", "dinsdag was ik niet ziek"),
        ("nl", "dinsdag was ik vrij vanaf 3 uur"),
    ],
)
def test_a_student_who_denies_or_asks_mends_nothing(language: str, text: str) -> None:
    assert not sure(read(text, sent_back(language)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "am Freitag um 7 angefangen und um 14 Uhr aufgehört, 30 min Pause"),
        ("fr", "vendredi j'ai commencé à 7h et fini à 14h avec une demi-heure de pause"),
        ("fr", "vendredi arrivé à 7h, parti à 14h, 30 min de pause"),
    ],
)
def test_a_student_tells_when_they_came_and_went(language: str, text: str) -> None:
    (meaning,) = read(text, logging_student(language)).meanings
    assert [(change.date.day, change.minutes) for change in meaning.days] == [(20, 390)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "ma 8 goed, di 7 goed, wo 7,5 goed, do 8 goed, vr 8 goed"),
        ("de", "Mi 8 passt, Rest passt"),
        ("fr", "mardi 7h ok, le reste ok"),
    ],
)
def test_a_yes_to_other_hours_than_stand_there_is_asked_about(language: str, text: str) -> None:
    assert not approved(text, one_week(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "KW 46 (16.-20.11.) genehmigt"),
        ("de", "Woche 16-20 genehmigt"),
        ("fr", "semaine du 16 au 30 validée"),
        ("fr", "semaine du 17 validée"),
        ("nl", "week 47 is niet goed bij iedereen"),
        ("nl", "Daan perfect?"),
        ("de", "danke Noor, super!"),
    ],
)
def test_days_of_no_week_and_praise_approve_nothing(language: str, text: str) -> None:
    assert not approved(text, digest(language))
