"""Whoever puts a "niet", a "?" or an "als" into a yes never approves more, nor what that word stands with."""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language import read
from core.language.vocabulary.words import LANGUAGES
from tests.language.situations import approved, digest, one_day_back, proposal, sent_back, sure

TAKES_AWAY = {
    "nl": ["niet", "nog niet", "geen", "toch niet", "pas als", "tenzij", "?", "misschien", "als", "of"],
    "en": ["not", "not yet", "no", "unless", "only if", "maybe", "if", "or", "?", "don't"],
    "de": [
        *("nicht", "noch nicht", "kein", "doch nicht", "erst wenn", "es sei denn", "falls", "wenn", "oder", "?"),
        *("vielleicht", "net", "keinesfalls", "sofern", "nur wenn", "ohne"),
    ],
    "fr": [
        *("ne", "pas", "pas encore", "aucun", "finalement pas", "seulement si", "sauf si", "à moins que", "si", "ou"),
        *("?", "peut-être", "jamais", "n'est pas", "sans", "ne ... pas"),
    ],
}
LEFT_OUT = {"nl": "behalve ", "en": "except ", "de": "außer ", "fr": "sauf "}
# A yes in one clause: after any insertion nothing may be approved at all.
YESES = {
    "nl": [
        "akkoord",
        "alles klopt",
        "ik ga akkoord hoor",
        "niks op aan te merken",
        "dr is nix mis mee",
        "2 mag door",
        "1 t/m 4 goed",
        "beide weken van Noor kloppen",
        "week 47 van Daan is prima",
        "de week van 16 november van Daan mag je afvinken",
        "keur alles maar goed",
        "zet ze maar door",
        "Noor 46+47 ok 👍",
        "Beste Akkoord,\n\nalles is goed",
        "alles is goed\n\nMet vriendelijke groet,\nMarieke",
        "Hallo allemaal, akkoord",
        "akkoord, bedankt",
        "Goedemorgen. Alles nagekeken en akkoord. Fijne dag!",
        "ja",
        "ja graag",
        "ja dat klopt",
        "alles ok gr marijke",
        "Akkoord. Mvg, Marijke Aalbers - Aalbers Installatie B.V. - 06-12345678",
        "akkoord\nVerstuurd vanaf mijn Galaxy",
        "doe maar",
    ],
    "en": [
        "approved",
        "all good, thanks",
        "looks good to me",
        "nothing wrong with it",
        "please approve everything",
        "sign off on 2",
        "1 to 4 are fine",
        "both weeks of Noor are fine",
        "week 47 of Daan is ok",
        "Dear Akkoord,\n\nall correct",
        "all fine\n\nKind regards,\nRahul",
        "no objections",
        "all fine, kind regards Rahul",
        "all approved. Cheers, Rahul Sent from my iPhone",
        "yes",
        "yes please",
        "go ahead",
    ],
    "de": [
        "passt",
        "alles stimmt",
        "stimmt so, danke",
        "einverstanden",
        "alles in Ordnung",
        "nichts zu beanstanden",
        "geht klar",
        "sieht gut aus",
        "bitte alles genehmigen",
        "gib 2 frei",
        "ich gebe alles frei",
        "1 bis 4 passen",
        "beide Wochen von Noor sind in Ordnung",
        "KW 47 von Daan ist ok",
        "die Woche vom 16. November von Daan kannst du freigeben",
        "Hallo zusammen, alles richtig",
        "Guten Tag,\n\nalles korrekt\n\nMit freundlichen Grüßen\nMarianne",
        "alles gut. Viele Grüße, Marianne Gesendet von meinem iPhone",
        "Passt für Daan KW 47",
        "schaut gut aus, passt",
        "ja",
        "ja bitte",
        "ja das stimmt",
    ],
    "fr": [
        "c'est bon",
        "tout est bon",
        "d'accord",
        "ok pour moi",
        "tout est correct, merci",
        "rien à redire",
        "aucune remarque",
        "je valide tout",
        "veuillez tout valider",
        "validez le 2",
        "1 à 4 c'est bon",
        "les deux semaines de Noor sont correctes",
        "la semaine 47 de Daan est ok",
        "la semaine du 16 novembre de Daan est en ordre",
        "Bonjour,\n\ntout est en ordre\n\nCordialement,\nSylvie",
        "Bonjour à tous, c'est validé",
        "tout est juste. Bien à vous, Sylvie Envoyé de mon iPhone",
        "j'approuve les heures",
        "oui",
        "oui c'est ça",
        "allez-y",
    ],
}
# Clauses with the weeks each is about, to be strung together.
CLAUSES = {
    "nl": [("Noor akkoord", {1, 2}), ("3 is goed", {3}), ("keur 4 goed", {4}), ("week 46 van Youssef klopt", {5})],
    "en": [("Noor approved", {1, 2}), ("3 is fine", {3}), ("sign 4 off", {4}), ("week 46 of Youssef looks good", {5})],
    "de": [("Noor passt", {1, 2}), ("3 ist gut", {3}), ("gib 4 frei", {4}), ("KW 46 von Youssef stimmt", {5})],
    "fr": [
        ("Noor c'est bon", {1, 2}),
        ("le 3 est correct", {3}),
        ("je valide le 4", {4}),
        ("la semaine 46 de Youssef est ok", {5}),
    ],
}
JOINTS = {"nl": [", ", " en ", ". ", "\n", " maar "], "en": [", ", " and ", ". ", "\n", " but "]} | {
    "de": [", ", " und ", ". ", "\n", " aber "],
    "fr": [", ", " et ", ". ", "\n", " mais "],
}
# More is said here than one yes: an insertion may leave part of it standing, and never adds to it.
MIXED = {
    "nl": [
        "2 en 3 akkoord, 1 niet",
        "Noor, Daan en Sanne zijn goed",
        "week 47 van Daan en Sanne is goed",
        "3 akkoord behalve dinsdag, dat was 6 uur",
        "alles goed behalve Daan di moet 6 zijn ipv 8",
        "Sanne en Youssef zijn goed, Daan moet ik nog navragen",
        "Daan ma tm do ok, vr moet 4 zijn ipv 8",
        "Daan kan door op afgelopen vrijdag na, toen was ie er 6,5 uur",
        "nr 2: rest goed, do mot 7u30 zijn",
        "iedereen ok, Noor laten staan",
        "de rest is akkoord, Daan niet",
        "1 akkoord\n2 akkoord\n3 terug",
        "alles ok maar bij Daan klopt di en do niet dat moet 6 zijn",
        "alles akkoord behalve donderdag van 3",
        "Marloes is goed, Daan is goed",
        "Noor akkoord, Daan dinsdag terug, hij was bij de tandarts",
        "1 akkoord, 2 tm 4 ook, 5 terug, hij was te vroeg weg",
    ],
    "en": [
        "2 and 3 approved, 1 not",
        "Noor, Daan and Sanne are fine",
        "Daan week 47 ok except Tuesday, should be 6",
        "all good but Daan Wed should be 6.5",
        "Sanne and Youssef are good, Daan I still need to check",
        "Daan Mon to Thu ok, Fri should be 4 instead of 8",
        "everyone ok, leave Noor",
        "1 ok\n2 ok\n3 send back",
        "approve all but thursday of 3",
        "Noor is fine, Peter is fine",
    ],
    "de": [
        "2 und 3 passen, 1 nicht",
        "Noor, Daan und Sanne sind in Ordnung",
        "KW 47 von Daan und Sanne passt",
        "3 passt außer Dienstag, das waren 6 Stunden",
        "alles gut, nur bei Daan muss Dienstag 6 sein statt 8",
        "Sanne und Youssef sind ok, Daan muss ich noch prüfen",
        "Daan Mo bis Do ok, Fr sollte 4 sein statt 8",
        "alle passen, Noor bitte offen lassen",
        "der Rest ist in Ordnung, Daan nicht",
        "1 passt\n2 passt\n3 zurück",
        "alles ok außer Donnerstag von 3",
        "Noor passt, Daan Dienstag zurück, er war beim Arzt",
        "Noor ist gut, Peter ist gut",
        "alles einverstanden bis auf Sanne",
    ],
    "fr": [
        "2 et 3 c'est bon, 1 pas",
        "Noor, Daan et Sanne sont corrects",
        "la semaine 47 de Daan et Sanne est bonne",
        "3 est ok sauf mardi, c'était 6h",
        "tout est bon sauf Daan mardi doit être 6h au lieu de 8h",
        "Sanne et Youssef c'est bon, Daan je dois encore vérifier",
        "Daan lundi à jeudi ok, vendredi doit être 4 au lieu de 8",
        "tout le monde ok, laissez Noor en attente",
        "le reste est bon, Daan pas",
        "1 ok\n2 ok\n3 à corriger",
        "tout est ok sauf jeudi du 3",
        "Noor c'est bon, Daan mardi à corriger, il était chez le dentiste",
        "Noor est bon, Pierre est bon",
    ],
}
STUDENTS_SAY = {"nl": ["di 6", "dinsdag was 6 uur", "ma 8 en di 7,5"], "en": ["Tue 6", "Tuesday was 6 hours"]} | {
    "de": ["Di 6", "Dienstag waren es 6 Stunden", "Mo 8 und Di 7,5"],
    "fr": ["mardi 6", "mardi c'était 6 heures", "lundi 8 et mardi 7,5"],
}
STUDENTS_YES = {"nl": ["ok", "klopt", "neem over", "ja akkoord"], "en": ["ok", "take it over", "yes"]} | {
    "de": ["ok", "stimmt", "übernehmen", "ja, einverstanden"],
    "fr": ["ok", "c'est bon", "oui", "d'accord"],
}


def inserted(text: str, words: Sequence[str]) -> Iterator[str]:
    """Give a text with each of these words at each boundary between its own, its two ends included."""
    for at in [0, *(found.end() for found in re.finditer(r"[^\W_]+(?:[,'/][^\W_]+)*", text))]:
        for word in words:
            before = "" if word == "?" or not at else " "
            after = " " if not at else ""
            yield text[:at] + before + word + after + text[at:]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", [digest, proposal], ids=["digest", "proposal"])
def test_a_yes_with_a_word_that_takes_away_approves_nothing(situation: object, language: str) -> None:
    context = digest(language) if situation is digest else proposal(language)
    assert sum(bool(approved(text, context)) for text in YESES[language]) > len(YESES[language]) // 2
    kept = [
        changed
        for text in YESES[language]
        for changed in inserted(text, TAKES_AWAY[language])
        if approved(changed, context)
    ]
    assert not kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_with_a_word_that_takes_away_is_not_approved_and_nothing_is_added(language: str) -> None:
    context = digest(language)
    wrong = []
    for (first, ones), (second, others) in permutations(CLAUSES[language], 2):
        for joint in JOINTS[language]:
            whole = approved(first + joint + second, context)
            assert {week_id for week_id, _ in whole} == ones | others, first + joint + second
            changed = [(text + joint + second, ones) for text in inserted(first, TAKES_AWAY[language])]
            changed += [(first + joint + text, others) for text in inserted(second, TAKES_AWAY[language])]
            for text, about in changed:
                found = approved(text, context)
                if not found <= whole or about & {week_id for week_id, _ in found}:
                    wrong.append(text)
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_takes_away_never_adds_to_a_longer_verdict(language: str) -> None:
    context = digest(language)
    wrong = []
    for text in MIXED[language]:
        whole = approved(text, context)
        assert whole, text
        wrong += [
            changed for changed in inserted(text, TAKES_AWAY[language]) if not approved(changed, context) <= whole
        ]
    assert not wrong


@pytest.mark.parametrize("word", ["Pieter", "pieter", "blorp", "van Jan Jansen", "(blorp)"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_nobody_knows_never_adds_to_a_verdict(language: str, word: str) -> None:
    context = digest(language)
    wrong = []
    for text in [*YESES[language], *MIXED[language]]:
        whole = approved(text, context)
        wrong += [changed for changed in inserted(text, [word]) if not approved(changed, context) <= whole]
        # What is left out must be someone we know.
        wrong += [changed for changed in inserted(text, [LEFT_OUT[language] + word]) if approved(changed, context)]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_of_a_student_with_a_word_that_takes_away_are_not_entered(language: str) -> None:
    context = sent_back(language)
    for text in STUDENTS_SAY[language]:
        assert [meaning.command for meaning in sure(read(text, context))] == ["logbook.enter"], text
        entered = [changed for changed in inserted(text, TAKES_AWAY[language]) if sure(read(changed, context))]
        assert not entered


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_students_yes_with_a_word_that_takes_away_takes_nothing_over(language: str) -> None:
    context = one_day_back(language, named=True)
    for text in STUDENTS_YES[language]:
        assert [meaning.command for meaning in sure(read(text, context))] == ["desk.choose"], text
        acting = [changed for changed in inserted(text, TAKES_AWAY[language]) if approved(changed, context)]
        assert not acting


@st.composite
def two_verdicts(draw: st.DrawFn) -> tuple[str, tuple[str, str], str, str]:
    """A language, two verdicts, them strung together, and that with one word that takes away anywhere in it."""
    language = draw(st.sampled_from(LANGUAGES))
    # Behind "nr 2:" the rest is the other days, behind "niet nr 2:" it is the other weeks: no less, but other.
    parts = [text for text, _ in CLAUSES[language]] + YESES[language]
    parts += [text for text in MIXED[language] if ": rest" not in text]
    first, second = draw(st.sampled_from(parts)), draw(st.sampled_from(parts))
    text = first + draw(st.sampled_from(JOINTS[language])) + second
    return language, (first, second), text, draw(st.sampled_from(list(inserted(text, TAKES_AWAY[language]))))


@settings(max_examples=300)
@given(two_verdicts())
def test_two_verdicts_with_a_word_that_takes_away_approve_no_more_than_they_say(
    drawn: tuple[str, tuple[str, str], str, str],
) -> None:
    language, parts, text, changed = drawn
    context = digest(language)
    said = approved(text, context) | approved(parts[0], context) | approved(parts[1], context)
    assert approved(changed, context) <= said
