"""Where a school lets no names and no notes through chat, no reply holds any: every reply, in both languages."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from core.language.meaning import Problem
from core.nameless import NAMED, Limits, Stripping, by_mail_only, nameless
from core.wording import Wording
from tests.wording.samples import FACTS
from tests.wording.samples.shared import MISSING, OWN, SECOND, week
from tests.wording.test_wording import words

WORDING = Wording()
LANGUAGES = ("nl", "en")
STUDENTS = ("Noor", "van den Berg", "Tijn", "Prikkelbos", "Ilyas", "Ouali")
# Each stands in some reply's facts: a day's note, a reason, what was typed.
PRIVATE = ("steiger", "eerder naar huis", "hij was ziek", "zzz", "Sam", "die is goed", "akkoord & klaar", "Jan <b>")
# These are only ever sent by mail.
MAILED = {
    *("reminders.school_late", "desk.link_asked"),
    *("problems.to_school", "problems.more_to_school", "problems.leak_to_school"),
}
# These begin with the name of who gets them, a student.
TO_STUDENTS = {"reminders.student"}
MINIMAL = Limits(
    weeks=frozenset({5, 6, 7, 8}),
    dossiers=frozenset({3}),
    tenants=frozenset({1}),
    is_limited=True,
    hides_words=True,
)
LEARNS_THERE = replace(MINIMAL, is_student=True)


def told(name: str, facts: dict[str, Any], language: str, limits: Limits = MINIMAL) -> str:
    """Say a reply in a chat with these limits: its words and its subject."""

    def unnamed(number: int | None) -> tuple[str, str]:
        title = WORDING.label({"label": "unnamed", "number": number}, language)
        return title, WORDING.label({"label": "the_student"}, language)

    said = WORDING.say(name, nameless(name, facts, Stripping(limits, unnamed)), language, "chat")
    return f"{said.subject} {words(said.html)} {said.preheader}"


def in_chat() -> list[str]:
    return sorted(FACTS.keys() - MAILED)


def test_the_samples_hold_every_name_and_private_word_that_is_looked_for() -> None:
    everything = " ".join(told(name, facts, "nl", Limits()) for name, facts in FACTS.items())
    for text in (*STUDENTS, *PRIVATE):
        assert text in everything, text


@pytest.mark.parametrize(("name", "language"), list(product(sorted({*in_chat()} - TO_STUDENTS), LANGUAGES)))
def test_no_reply_in_a_minimal_chat_holds_a_students_name_or_a_note(name: str, language: str) -> None:
    said = told(name, FACTS[name], language)
    assert said.strip()
    for text in (*STUDENTS, *PRIVATE):
        assert text not in said, f"{text!r} in {said}"


@pytest.mark.parametrize(("name", "language"), list(product(in_chat(), LANGUAGES)))
def test_a_student_is_not_named_to_themselves_either(name: str, language: str) -> None:
    said = told(name, FACTS[name], language, LEARNS_THERE)
    for text in (*STUDENTS, *PRIVATE):
        assert text not in said, f"{text!r} in {said}"
    assert "Marijke vraagt" not in said


@pytest.mark.parametrize(("name", "language"), list(product(in_chat(), LANGUAGES)))
def test_where_a_chat_is_full_nothing_is_left_out(name: str, language: str) -> None:
    plain = WORDING.say(name, FACTS[name], language, "chat")
    assert told(name, FACTS[name], language, Limits()) == f"{plain.subject} {words(plain.html)} {plain.preheader}"


@pytest.mark.parametrize("name", sorted(NAMED))
def test_what_goes_by_mail_for_its_names_is_a_reply_that_has_them(name: str) -> None:
    """Were one of these renamed, it would no longer be kept out of the chat."""
    assert any(text in told(name, FACTS[name], "nl", Limits()) for text in STUDENTS)


# What stands under these keys is no student's name and nobody's own words: moments, codes, places and colleagues.
PLAIN = frozenset(
    {
        *("asked", "at", "back", "began", "begins", "builders", "command", "date", "dates", "days", "drafts", "empty"),
        *("ended", "ends", "final_at", "flag", "free", "goes_on", "last_day", "link", "monday", "mondays", "number"),
        *("page_url", "chat_url", "policy", "problem", "refused", "region", "remind", "role", "roles", "since"),
        *("snoozed", "state", "undo_until", "until", "waiting", "was", "what", "when", "why", "withdrawn", "channel"),
        *("account", "bot_name", "general", "lacks", "user_id", "left_out", "kept_out", "by_mail", "untold", "where"),
        *("organisation", "school", "schools", "college", "address", "sender", "email", "nl", "en"),
        *("teacher_email", "supervisor_email", "school_email", "written_at"),
    }
)
# Our own names of sorts of files, and codes of schools.
PLAIN |= {"sort", "codes"}
# Teachers, supervisors and who stands in for them.
PLAIN |= {"absent", "in_place_of", "initials", "inviter", "not_passed", "reporter", "supervisor", "teacher"}
# And under these only in some replies, of colleagues, contacts or who gets the message.
PLAIN_IN = {
    "name": ("people.", "contacts.", "desk.", "reminders."),
    "names": ("people.", "contacts.", "roles."),
    "contact": ("people.", "contacts.", "roles."),
    "by": ("contacts.", "roles."),
    "act": ("roles.",),
    "who": ("desk.", "logbook.who", "logbook.receipt"),
    "whom": ("operations.",),
    "paused_at": ("operations.",),
    "again": ("operations.",),
    "outcome": ("operations.",),
}


def marked(facts: Any, reply: str, key: str = "") -> Any:
    """Put a mark that nobody is called by in the place of every text that isn't known to be harmless."""
    if isinstance(facts, dict):
        if set(facts) == {"name", "facts"}:
            return {"name": facts["name"], "facts": marked(facts["facts"], facts["name"])}
        # A flag names a holiday.
        return facts if "flag" in facts else {inner: marked(value, reply, inner) for inner, value in facts.items()}
    if isinstance(facts, list):
        return [marked(one, reply, key) for one in facts]
    is_harmless = key in PLAIN or reply.startswith(PLAIN_IN.get(key, ("-",)))
    return f"Kanarie{key}" if isinstance(facts, str) and facts and not is_harmless else facts


@pytest.mark.parametrize(("name", "language"), list(product(in_chat(), LANGUAGES)))
def test_a_reply_in_a_minimal_chat_holds_no_text_that_is_not_known_to_be_harmless(name: str, language: str) -> None:
    """A new reply fails here until each of its texts is left out, or its key is said to be harmless above."""
    facts = marked(FACTS[name], name)
    parts = facts["parts"] if name == "desk.answer" else [{"name": name, "facts": facts}]
    answer = {"parts": [part for part in parts if part["name"] not in NAMED], "receipt": facts.get("receipt")}
    if by_mail_only("desk.answer", answer, MINIMAL):
        return
    for part in answer["parts"]:
        assert "Kanarie" not in told(part["name"], part["facts"], language)
    if name not in NAMED:
        assert "Kanarie" not in told(name, facts, language)


def test_a_new_reply_with_a_name_under_a_new_key_is_noticed() -> None:
    facts = {"weeks": [{"pupil": "Noor", "monday": "2026-11-16"}], "name": "Noor"}
    found = {"weeks": [{"pupil": "Kanariepupil", "monday": "2026-11-16"}], "name": "Kanariename"}
    assert marked(facts, "logbook.new") == found
    assert marked({"parts": [{"name": "logbook.new", "facts": facts}]}, "desk.answer") == {
        "parts": [{"name": "logbook.new", "facts": found}]
    }


def test_a_list_keeps_its_numbers_weeks_and_hours_and_counts_who_is_missing() -> None:
    said = told("reminders.digest", FACTS["reminders.digest"], "nl")
    assert "week 47 (16–22 november): 32:20 uur ma 8 · di 7,5 · wo 7:20 · do 9,5" in said
    assert "di: opmerking niet in de chat" in said
    assert "1 student, week 47" in said
    assert "nummer 1 akkoord, alleen donderdag moet 8,5 zijn" in said
    assert "Vakcollege Zeeduin" in said


def test_an_approval_is_read_back_by_its_number() -> None:
    said = told("logbook.approved", FACTS["logbook.approved"], "nl")
    assert "nummer 1, week 47 (16–22 november): 15,5 uur akkoord" in said
    assert "De student krijgt bericht." in said


def test_a_week_without_a_number_is_one_of_a_student() -> None:
    unnumbered = {"weeks": [week(number=None)]}
    assert "een student, week 47" in told("logbook.held", unnumbered, "nl").replace(" , ", ", ")
    assert "a student, week 47" in told("logbook.held", unnumbered, "en").replace(" , ", ", ")


@pytest.mark.parametrize(("problem", "language"), list(product(Problem, LANGUAGES)))
def test_where_words_are_left_out_no_empty_quotes_stay(problem: Problem, language: str) -> None:
    facts = {**FACTS["desk.not_understood"], "problem": str(problem)}
    assert "“”" not in told("desk.not_understood", facts, language)


def test_of_two_schools_only_the_minimal_one_loses_its_names() -> None:
    limits = Limits(weeks=frozenset({7}), tenants=frozenset({1}), is_limited=True, hides_words=True)
    missing = [{**MISSING[0], "tenant_id": 1}, {**MISSING[0], "student": "Bram Los", "tenant_id": 2}]
    said = told("logbook.open", {"weeks": [week(), SECOND], "missing": missing}, "nl", limits)
    assert "Noor" not in said
    assert "Ilyas" not in said
    assert "Tijn Prikkelbos" in said
    assert "Bram Los" in said


def test_a_note_that_changed_is_told_of_but_not_told() -> None:
    said = told("logbook.changed", FACTS["logbook.changed"], "nl")
    assert "de opmerking is gewijzigd" in said
    assert "weggehaald" not in said


def test_a_student_sees_their_own_hours_and_no_notes() -> None:
    said = told("logbook.mine", {"weeks": [OWN]}, "nl", LEARNS_THERE)
    assert "ma 8" in said
    assert "Bouwbedrijf Houtzaag" in said


def test_a_chart_is_left_out_with_the_names() -> None:
    facts = {**FACTS["logbook.history"], "chart": {"student": "Noor"}}
    stripped = nameless("logbook.history", facts, Stripping(MINIMAL, lambda _: ("", "")))
    assert stripped["chart"] is None


@pytest.mark.parametrize(
    ("name", "key"),
    [("logbook.proposal", "reason"), ("logbook.log_proposal", "note"), ("problems.proposal", "text")],
)
def test_a_yes_is_never_asked_to_words_that_the_chat_may_not_show(name: str, key: str) -> None:
    """They are said back whole, by mail."""
    part = {"name": name, "facts": FACTS[name]}
    assert by_mail_only("desk.answer", {"parts": [part], "receipt": None}, MINIMAL)
    assert not by_mail_only("desk.answer", {"parts": [part], "receipt": None}, Limits())
    silent = {"name": name, "facts": without(FACTS[name], key)}
    assert not by_mail_only("desk.answer", {"parts": [silent], "receipt": None}, MINIMAL)


def without(facts: Any, key: str) -> Any:
    """Empty what is under a key, wherever it stands."""
    if isinstance(facts, dict):
        return {inner: "" if inner == key else without(value, key) for inner, value in facts.items()}
    return [without(value, key) for value in facts] if isinstance(facts, list) else facts


def test_facts_stay_as_they_were() -> None:
    """The row keeps the names, for a copy by mail."""
    before = repr(FACTS["reminders.digest"])
    told("reminders.digest", FACTS["reminders.digest"], "nl")
    assert repr(FACTS["reminders.digest"]) == before
