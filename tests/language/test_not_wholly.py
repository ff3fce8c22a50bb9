"""Messages that look like a verdict, and of which a careful reader would ask what is meant."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week, sure

ASKED = [
    # Somebody else's agreement, or words of theirs.
    ("nl", "Sanne is akkoord met haar planning"),
    ("en", "Sanne is happy with her rota"),
    ("de", "Sanne ist einverstanden mit ihrem Plan"),
    ("nl", 'Youssef: "klopt"'),
    ("en", 'Youssef wrote "approved"'),
    # What can or may be done is not done.
    ("nl", "ik mag Noor goedkeuren"),
    ("nl", "wij kunnen alles goedkeuren"),
    ("en", "we can approve everything"),
    ("en", "i will approve Noor"),
    ("en", "we had approved everything"),
    ("fr", "nous pouvons tout valider"),
    ("nl", "keur Youssef voortaan goed"),
    ("en", "approve Sanne from now on"),
    # A student who agrees, and small talk.
    ("de", "Youssef ist einverstanden"),
    ("fr", "Sanne est d'accord"),
    ("nl", "verder alles goed"),
    ("nl", "hier alles goed"),
    ("en", "all good here"),
    ("de", "bei uns alles gut"),
    # The second, or two of them.
    ("nl", "twee is akkoord"),
    ("en", "approve four"),
    # It was broken off.
    ("nl", "akkoord voor"),
    ("nl", "Youssef akkoord en"),
    ("en", "approve Sanne and"),
    ("de", "passt für"),
    ("fr", "c'est bon pour"),
    ("nl", "Sanne do 5 vr"),
    # It is the person who is back, or the speaker who mends something.
    ("nl", "Sanne is terug"),
    ("en", "Youssef is back"),
    ("nl", "ik pas het aan"),
    ("nl", "terug op donderdag"),
    ("en", "back on Thursday"),
    ("de", "zurück am Donnerstag"),
    # As many as were counted there are not, or not of that sort.
    ("nl", "alle 3 goedgekeurd"),
    ("nl", "alle zes zijn goed"),
    ("de", "alle sechs passen"),
    ("nl", "alle meiden akkoord"),
    # The rest of what, and hours held against those of another day.
    ("nl", "de rest van Sanne klopt"),
    ("nl", "de andere Sanne akkoord"),
    ("nl", "Sanne donderdag een half uur minder dan vrijdag"),
    ("en", "Sanne Thursday an hour more than Friday"),
    ("de", "Sanne Donnerstag eine Stunde weniger als Freitag"),
    ("nl", "Sanne donderdag 5 of 6, rest klopt"),
]


@pytest.mark.parametrize(("language", "text"), ASKED)
def test_what_may_mean_something_else_is_asked_about(language: str, text: str) -> None:
    for context in (digest(language), one_week(language)):
        assert [one.command for one in sure(read(text, context)) if one.command != "logbook.show"] == []


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "alle vijf de weken akkoord", {1, 2, 3, 4, 5}),
        ("nl", "kun jij Noor goedkeuren", {1, 2}),
        ("nl", "Daan akkoord, de rest van Sanne ook", {3, 4}),
        ("en", "Sanne is fine by me", {4}),
        ("nl", '"akkoord"', {1, 2, 3, 4, 5}),
        ("nl", "akkoord van mij", {1, 2, 3, 4, 5}),
        ("de", "Youssef einverstanden", {5}),
        ("nl", "nummer twee is akkoord", {2}),
    ],
)
def test_a_yes_that_is_whole_still_acts(language: str, text: str, weeks: set[int]) -> None:
    assert {week_id for week_id, _ in approved(text, digest(language))} == weeks


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("Sanne donderdag een half uur minder", 450), ("Sanne do en vr 5", 300), ("ik stuur Sanne terug", None)],
)
def test_what_goes_back_in_whole_words_still_does(text: str, minutes: int | None) -> None:
    (meaning,) = sure(read(text, digest()))
    assert meaning.command == "logbook.send_back"
    assert {change.minutes for verdict in meaning.weeks for change in verdict.days} <= {minutes}


@pytest.mark.parametrize("text", ["woensdag terug", "donderdag en vrijdag terug", "stuur woensdag terug"])
def test_a_day_that_goes_back_is_no_moment_to_be_reminded(text: str) -> None:
    assert "people.snooze" not in {one.command for one in read(text, one_week()).meanings}
    assert {one.command for one in sure(read("Sanne " + text, digest()))} <= {"logbook.send_back"}


@pytest.mark.parametrize("face", [":-/", ":/", ":(", ":-(", ":s", ":S", "🤔"])
def test_a_face_that_doubts_approves_nothing_at_once(face: str) -> None:
    for text in (f"akkoord {face}", f"akkoord{face}", f"alles klopt, {face}", f"{face} ok"):
        assert not sure(read(text, digest()))


@pytest.mark.parametrize("face", [":)", ":-)", ";-)", ":D", "=)", "🙂"])
def test_a_friendly_face_takes_nothing_away(face: str) -> None:
    assert {week for week, _ in approved(f"alles klopt {face}", digest())} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(("text", "weeks"), [("Daan: (week 47) akkoord", {3}), ("1 akkoord;2 niet", {1})])
def test_signs_that_stand_against_a_word_are_no_face(text: str, weeks: set[int]) -> None:
    assert {week for week, _ in approved(text, digest())} == weeks
