"""Messages on which nothing may be done: questions, conditions, irony, automatic texts, words for someone else."""

import pytest

from core.language import read
from core.language.meaning import Context
from tests.language.situations import digest, one_week, proposal, sure

ACTS = {"logbook.approve", "logbook.approve_except", "logbook.send_back", "logbook.undo", "desk.yes", "desk.choose"}
LINES = [
    ("nl", "akkoord?"),
    ("nl", "kan Noor dat zelf nog wijzigen"),
    ("nl", "kan een leerling dat nog aanpassen?"),
    ("en", "can Daan still change that himself"),
    ("nl", "mag ik dit goedkeuren"),
    ("nl", "moet ik alles goedkeuren"),
    ("nl", "heb ik dit al goedgekeurd"),
    ("nl", "heb ik week 47 goedgekeurd"),
    ("nl", "had ik Daan al afgetekend"),
    ("nl", "hoi, kan ik dit zo aftekenen"),
    ("nl", "mogen we dit goedkeuren"),
    ("nl", "Daan is hier. Moeten wij dit aftekenen"),
    ("en", "may i approve this"),
    ("en", "hi, should i approve this"),
    ("en", "did i approve week 47"),
    ("en", "have i approved this"),
    ("en", "can we sign this off"),
    ("nl", "akkoord als maandag klopt"),
    ("nl", "niet akkoord"),
    ("nl", "nog niet akkoord"),
    ("nl", "ik denk dat het akkoord is"),
    ("nl", "ja hoor, tuurlijk... 14 uur op zondag"),
    ("nl", "jaja"),
    ("nl", "ja ja, het zal wel"),
    ("nl", "ok bel me even"),
    ("nl", "ja doe ik"),
    ("nl", "ok ga ik doen"),
    ("nl", "prima maar ik wil eerst Daan spreken"),
    ("nl", "akkoord met je voorstel om te bellen"),
    ("nl", "akkoord, dan zien we elkaar dinsdag"),
    ("nl", "is goed, ik kijk morgen"),
    ("nl", "goed idee"),
    ("nl", "prima, neem jij het over"),
    ("nl", "alles goed, Noor terug. alles terug"),
    ("nl", "Kees, vind jij dit akkoord"),
    ("nl", "Kees zegt: akkoord"),
    ("nl", "> akkoord"),
    ("nl", 'Ik moest op "akkoord" drukken maar de knop doet het niet'),
    ("nl", "ok schat, neem jij melk mee"),
    ("nl", "ja 👎"),
    ("nl", "👍"),
    ("nl", "Ik ben tot en met vrijdag afwezig. Uw mail wordt niet gelezen. Alles is goed geregeld met mijn collega."),
    ("nl", "Bedankt voor uw bericht. Ik ben met verlof en antwoord na 30 november."),
    ("nl", "Automatisch antwoord: op kantoor vanaf maandag, bel bij spoed Kees"),
    ("en", "approved?"),
    ("en", "approved if Monday is right"),
    ("en", "not approved"),
    ("en", "I think it's approved"),
    ("en", "ok will do"),
    ("en", "yeah right"),
    ("en", "great, 14 hours on a Sunday"),
    ("en", "fine but I want to speak to Daan first"),
    ("en", "agreed to your proposal to call"),
    ("en", "ok call me"),
    ("en", "sounds like a good plan"),
    ("en", "approved no. 3 is fine"),
    ("en", "I am out of the office until Monday. For approvals contact Kees. All good wishes."),
    ("en", "Thank you for your message. I am on leave and will approve everything when I return."),
    ("de", "passt das?"),
    ("de", "passt, wenn Montag stimmt"),
    ("de", "nicht einverstanden"),
    ("de", "noch nicht genehmigt"),
    ("de", "ich glaube, das passt"),
    ("de", "ja ja, wird schon stimmen"),
    ("de", "jaja"),
    ("de", "ok, ruf mich an"),
    ("de", "ja, mache ich"),
    ("de", "gut, aber ich will zuerst mit Daan reden"),
    ("de", "einverstanden mit deinem Vorschlag zu telefonieren"),
    ("de", "passt, dann sehen wir uns am Dienstag"),
    ("de", "gute Idee"),
    ("de", "prima, übernimm du das"),
    ("de", "Kees sagt: passt"),
    ("de", "alles klar"),
    ("de", "passt schon irgendwie"),
    ("de", "passt gut mit Dienstag"),
    ("de", "super, 14 Stunden an einem Sonntag"),
    ("de", "soweit ok"),
    ("de", "so kann ich das nicht unterschreiben"),
    ("de", "Ich bin bis Freitag nicht im Büro. In dringenden Fällen wenden Sie sich an Kees. Alles Gute."),
    ("de", "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und genehmige alles nach meiner Rückkehr."),
    ("fr", "c'est bon ?"),
    ("fr", "c'est bon si lundi est juste"),
    ("fr", "pas d'accord"),
    ("fr", "je ne suis pas d'accord"),
    ("fr", "pas encore validé"),
    ("fr", "je crois que c'est bon"),
    ("fr", "ouais ouais"),
    ("fr", "ok, appelez-moi"),
    ("fr", "oui je le fais"),
    ("fr", "bon, je regarde ça demain"),
    ("fr", "c'est bon mais je veux d'abord parler à Daan"),
    ("fr", "d'accord pour le rendez-vous"),
    ("fr", "ça marche"),
    ("fr", "c'est plus bon"),
    ("fr", "bonne idée"),
    ("fr", "Kees dit : c'est bon"),
    ("fr", "super, 14 heures un dimanche"),
    ("fr", "je validerai"),
    ("fr", "je n'ai rien validé"),
    ("fr", "ok on se voit mardi"),
    ("fr", "Je suis absent jusqu'à vendredi. Pour toute validation, adressez-vous à Kees. Bonne journée."),
    ("fr", "Merci pour votre message. Je suis en congé et je validerai tout à mon retour."),
]


@pytest.mark.parametrize("situation", [digest, one_week, proposal])
@pytest.mark.parametrize(("language", "text"), LINES)
def test_nothing_is_done_on_what_is_not_a_plain_verdict(language: str, text: str, situation: object) -> None:
    contexts: dict[object, Context] = {one: one(language) for one in (digest, one_week, proposal)}
    assert {meaning.command for meaning in sure(read(text, contexts[situation]))}.isdisjoint(ACTS)


@pytest.mark.parametrize(
    "text", ["akkoord", "👍 akkoord", "ja hoor prima", "is goed, tot morgen", "akkoord, fijne dag"]
)
def test_a_plain_yes_among_courtesies_still_acts(text: str) -> None:
    assert {meaning.command for meaning in sure(read(text, one_week()))} <= {"logbook.approve", "desk.yes"}
    assert sure(read(text, one_week()))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "👍 passt"),
        ("de", "ja, stimmt so"),
        ("de", "in Ordnung, bis morgen"),
        ("de", "einverstanden, schönen Tag noch"),
        ("fr", "👍 c'est bon"),
        ("fr", "oui, d'accord"),
        ("fr", "tout est bon, à demain"),
        ("fr", "validé, bonne journée"),
    ],
)
def test_a_plain_yes_among_courtesies_still_acts_in_german_and_french(language: str, text: str) -> None:
    acts = {meaning.command for meaning in sure(read(text, one_week(language)))}
    assert acts
    assert acts <= {"logbook.approve", "desk.yes"}
