"""Every reply can be said, in both languages and both faces, from facts alone."""

import ast
import re
from collections.abc import Sequence
from html import unescape
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from jinja2 import UndefinedError
from sulguk import transform_html

from core.import_report import SENTENCES
from core.language.meaning import Problem
from core.wording import TEMPLATES, Face, UnknownWording, Wording
from tests.wording.samples import FACTS
from tests.wording.samples.shared import DAY_FLAG, MISSING, PAGE, SECOND, week

WORDING = Wording()
LANGUAGES = ("nl", "en")
# Beyond this a phone cuts a button off.
PHONE = 64
FACES: tuple[Face, ...] = ("chat", "mail")
OFFICIALLY = re.compile(r"<[^>]+>")


def words(html: str) -> str:
    return " ".join(unescape(OFFICIALLY.sub(" ", html)).split())


def strings(facts: Any) -> set[str]:
    """All the names and texts that facts hold, but no dates or codes."""
    if isinstance(facts, dict):
        skip = {
            "date",
            "monday",
            "state",
            "flag",
            "dates",
            "last_day",
            "first_name",
            "organisation",
            "schools",
            "names",
        }
        return set().union(*(strings(value) for key, value in facts.items() if key not in skip))
    if isinstance(facts, list):
        return set().union(*(strings(value) for value in facts))
    return {facts} if isinstance(facts, str) and facts else set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_has_an_example_and_is_said_in_each_language(language: str) -> None:
    assert WORDING.names(language) == sorted(FACTS)


@pytest.mark.parametrize(("name", "language"), list(product(FACTS, LANGUAGES)))
def test_a_chat_can_show_every_reply(name: str, language: str) -> None:
    said = WORDING.say(name, FACTS[name], language)
    shown = transform_html(said.html)
    assert shown.text.strip()
    assert len(shown.text) < 4096
    assert said.subject
    assert "\n" not in said.subject


@pytest.mark.parametrize(("name", "language"), list(product(FACTS, LANGUAGES)))
def test_the_mail_states_the_same_numbers_and_names_as_the_chat(name: str, language: str) -> None:
    chat = words(WORDING.say(name, FACTS[name], language, "chat").html)
    mail = words(WORDING.say(name, FACTS[name], language, "mail").html)
    number = re.compile(r"\d+(?:[.,:]\d+)?")
    assert set(number.findall(mail)) >= set(number.findall(chat))
    assert set(number.findall(chat)) >= set(number.findall(mail))
    for text in strings(FACTS[name]):
        assert (text in chat) == (text in mail), text


@pytest.mark.parametrize(("language", "face"), list(product(LANGUAGES, FACES)))
def test_a_digest_names_students_teachers_schools_notes_and_who_is_missing(language: str, face: Face) -> None:
    said = words(WORDING.say("reminders.digest", FACTS["reminders.digest"], language, face).html)
    for name in ("Noor van den Berg", "Hélène O'Brien", "Vakcollege Zeeduin", "Tijn Prikkelbos", "Ilyas Ouali"):
        assert name in said
    assert "mee naar de <steiger>" in said
    assert said.count("⚠") == 5


def test_a_digest_shows_the_hours_of_each_day_the_dutch_way() -> None:
    said = words(WORDING.say("reminders.digest", FACTS["reminders.digest"], "nl").html)
    assert "1. week" not in said  # the number is the list's own
    assert "week 47 (16–22 november): 32:20 uur ma 8 · di 7,5 · wo 7:20 · do 9,5" in said
    assert "Noor week 47 akkoord, alleen donderdag moet 8,5 zijn" in said


def test_a_digest_keeps_its_own_numbers_in_chat() -> None:
    third = {**SECOND, "number": 7}
    said = WORDING.say("reminders.digest", {**FACTS["reminders.digest"], "weeks": [week(), third]}, "nl")
    assert "7. week 47" in transform_html(said.html).text


def test_one_open_week_is_one_sentence_and_offers_no_numbers() -> None:
    facts = {**FACTS["reminders.digest"], "weeks": [week()], "missing": []}
    said = words(WORDING.say("reminders.digest", facts, "nl").html)
    assert "Eén week wacht op uw akkoord." in said
    assert "1 akkoord" not in said
    assert "Nog niet ingediend" not in said


def test_a_digest_with_nothing_but_missing_weeks_asks_nothing() -> None:
    facts = {**FACTS["reminders.digest"], "weeks": []}
    said = WORDING.say("reminders.digest", facts, "nl", "mail")
    assert "Ilyas Ouali" in said.html
    assert "antwoorden, in gewone woorden" not in said.html
    assert said.subject == "Nog niet ingediend: uren van Ilyas Ouali"


def test_a_second_reminder_says_so() -> None:
    facts = {**FACTS["reminders.digest"], "nth": 2}
    assert "nog een herinnering" in WORDING.say("reminders.digest", facts, "nl").html
    assert WORDING.say("reminders.digest", facts, "en").subject.startswith("Again: ")


def test_the_page_is_linked_only_when_there_is_one() -> None:
    facts = FACTS["reminders.digest"]
    assert "Liever op een pagina?" not in WORDING.say("reminders.digest", facts, "nl", "mail").html
    linked = WORDING.say("reminders.digest", {**facts, "page_url": PAGE}, "nl", "mail").html
    assert f'<a href="{PAGE}">' in linked


def test_two_students_with_one_first_name_are_named_in_full() -> None:
    twins = [week("Noor van den Berg"), week("Noor Kwak", number=2)]
    said = words(WORDING.say("reminders.digest", {**FACTS["reminders.digest"], "weeks": twins}, "nl").html)
    assert "Noor van den Berg week 47 akkoord, alleen" in said


@pytest.mark.parametrize("name", FACTS)
def test_no_text_of_a_user_becomes_markup(name: str) -> None:
    def poisoned(facts: Any, key: str = "") -> Any:
        if isinstance(facts, dict):
            return {inner: poisoned(value, inner) for inner, value in facts.items()}
        if isinstance(facts, list):
            return [poisoned(value, key) for value in facts]
        free = {"note", "reason", "words", "student", "first_name", "teacher", "school", "supervisor", "who", "name"}
        return "<script>\"&'</script>" if key in free and facts and "." not in str(facts) else facts

    for language, face in product(LANGUAGES, FACES):
        said = WORDING.say(name, poisoned(FACTS[name]), language, face)
        assert "<script" not in said.html


def test_an_answer_says_each_part_in_order_and_shows_the_receipt() -> None:
    said = words(WORDING.say("desk.answer", FACTS["desk.answer"], "nl").html)
    assert said.index("15,5 uur akkoord") < said.index("begrijp ik niet helemaal") < said.index("Bewijs nr. 3071")
    assert "“noor akkoord & klaar”" in said
    assert "ma 23 november 2026, 09:30" in said
    assert said.count("oeps") == 1


def test_an_answer_of_one_part_has_that_parts_subject() -> None:
    facts = {**FACTS["desk.answer"], "parts": FACTS["desk.answer"]["parts"][:1]}
    assert WORDING.say("desk.answer", facts, "nl").subject == "Akkoord: Noor van den Berg, week 47"
    assert WORDING.say("desk.answer", FACTS["desk.answer"], "en").subject.startswith("Your answer")


def test_a_subject_is_plain_text_even_with_odd_names() -> None:
    part = {"name": "logbook.held", "facts": {"weeks": [week("Zoë O'Neil & Zn <x>\r\nBcc: y@z.example")]}}
    said = WORDING.say("desk.answer", {"parts": [part], "receipt": None}, "nl")
    assert said.subject == "Blijft open: Zoë O'Neil & Zn <x> Bcc: y@z.example, week 47"


@pytest.mark.parametrize(("problem", "language"), list(product(Problem, LANGUAGES)))
def test_every_problem_has_a_question_of_its_own(problem: Problem, language: str) -> None:
    def asked(value: str) -> str:
        return WORDING.say("desk.not_understood", {"problem": value, "words": "", "candidates": []}, language).html

    others = {asked(other) for other in Problem if other is not problem}
    assert asked(problem) not in others


def test_approving_part_of_a_week_says_what_was_not_done() -> None:
    said = words(WORDING.say("logbook.approved", FACTS["logbook.approved"], "nl").html)
    assert "15,5 uur akkoord" in said
    assert "Terug naar Noor: wo 7:20 → 6 (“eerder naar huis”)" in said
    assert "Blijft open, hier is niets mee gedaan: do 9,5" in said
    assert "oeps" in said


def test_a_flag_names_its_limit_and_its_day() -> None:
    said = words(WORDING.say("logbook.week", {"weeks": [week(flags=[DAY_FLAG])]}, "en").html)
    assert "more than 8 hours in a day (Thu)" in said


def test_a_missing_fact_is_a_fault_and_never_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        WORDING.say("logbook.student_approved", {"week": week()}, "nl")


def test_an_unknown_reply_is_named() -> None:
    with pytest.raises(UnknownWording) as missing:
        WORDING.say("logbook.dance", {}, "nl")
    assert missing.value.name == "logbook.dance"
    with pytest.raises(UnknownWording):
        WORDING.say("nowhere.approved", {}, "nl")


@pytest.mark.parametrize(("asked", "spoken"), [("nl-BE", "nl"), ("en_GB", "en"), ("pt", "nl"), ("", "nl")])
def test_a_language_we_do_not_speak_becomes_dutch(asked: str, spoken: str) -> None:
    assert WORDING.spoken(asked) == spoken


def test_labels_of_choices_are_worded_and_others_said_as_they_are() -> None:
    assert WORDING.label({"label": "approve_number", "number": 3}, "nl") == "3 akkoord"
    assert WORDING.label({"label": "yes"}, "en") == "Yes, that's right"
    asked = {"asked_at": "2026-11-16T08:00:00+00:00", "weeks": 3}
    assert WORDING.label({"label": "question_digest", **asked}, "nl") == "De lijst van ma 16 november (3 weken)"
    proposal = {"label": "question_proposal", **asked, "said": "[uren.csv]"}
    assert WORDING.label(proposal, "nl") == "“Klopt dit?” van ma 16 november: [uren.csv]"
    assert WORDING.label({**proposal, "said": ""}, "nl") == "“Klopt dit?” van ma 16 november"
    assert WORDING.label({"label": "Noor & Tijn"}, "nl") == "Noor & Tijn"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Terug: di 6,5 uur, vr (Tijn, week 47)"),
        ("en", "Send back: Tue 6.5 hours, Fri (Tijn, week 47)"),
        ("de", "Zurück: Di 6,5 Stunden, Fr (Tijn, KW 47)"),
        ("fr", "Renvoyer : mar. 6,5 heures, ven. (Tijn, semaine 47)"),
    ],
)
def test_what_somebody_probably_means_says_exactly_what_it_does(language: str, said: str) -> None:
    assert WORDING.label(offered("do_back", [("Tijn", 47)], [day(17, 390), day(20)]), language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            [
                "Akkoord: Noor, week 46 en 47; Tijn, week 47",
                "Akkoord: alle 5 weken",
                "Akkoord: alles behalve Tijn, week 47 (4 weken)",
                "Akkoord: Tijn, week 47, behalve di (6,5 uur), vr",
                "Akkoord: Noor, week 46 en 47, behalve wo 18 nov (8 uur)",
                "Akkoord: alle 5 weken, behalve Tijn di (6,5 uur)",
                "Helemaal terug: Noor, week 46 en 47",
            ],
        ),
        (
            "en",
            [
                "Approve: Noor, week 46 and 47; Tijn, week 47",
                "Approve: all 5 weeks",
                "Approve: all but Tijn, week 47 (4 weeks)",
                "Approve: Tijn, week 47, except Tue (6.5 hours), Fri",
                "Approve: Noor, week 46 and 47, except Wed 18 Nov (8 hours)",
                "Approve: all 5 weeks, except Tijn Tue (6.5 hours)",
                "Send all back: Noor, week 46 and 47",
            ],
        ),
        (
            "de",
            [
                "Genehmigen: Noor, KW 46 und 47; Tijn, KW 47",
                "Genehmigen: alle 5 Wochen",
                "Genehmigen: alles außer Tijn, KW 47 (4 Wochen)",
                "Genehmigen: Tijn, KW 47, außer Di (6,5 Stunden), Fr",
                "Genehmigen: Noor, KW 46 und 47, außer Mi 18. Nov (8 Stunden)",
                "Genehmigen: alle 5 Wochen, außer Tijn Di (6,5 Stunden)",
                "Ganz zurück: Noor, KW 46 und 47",
            ],
        ),
        (
            "fr",
            [
                "Valider : Noor, semaine 46 et 47 ; Tijn, semaine 47",
                "Valider : les 5 semaines",
                "Valider : tout sauf Tijn, semaine 47 (4 semaines)",
                "Valider : Tijn, semaine 47, sauf mar. (6,5 heures), ven.",
                "Valider : Noor, semaine 46 et 47, sauf mer. 18 nov. (8 heures)",
                "Valider : les 5 semaines, sauf Tijn mar. (6,5 heures)",
                "Tout renvoyer : Noor, semaine 46 et 47",
            ],
        ),
    ],
)
def test_a_button_names_many_weeks_shortly_and_exactly(language: str, said: list[str]) -> None:
    both = [("Noor", 46), ("Noor", 47)]
    choices = [
        offered("do_approve", [*both, ("Tijn", 47)]),
        offered("do_approve", [], all_of=5),
        offered("do_approve", [], all_of=4, left=[("Tijn", 47)]),
        offered("do_except", [("Tijn", 47)], [day(17, 390), day(20)]),
        offered("do_except", both, [day(18, 480, is_one_of_more=True)]),
        offered("do_except", [], [day(17, 390, who="Tijn")], all_of=5),
        offered("do_back", both),
    ]
    found = [WORDING.label(choice, language) for choice in choices]
    assert found == said
    assert max(map(len, found)) <= PHONE


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            [
                "Invullen: di 17 nov 6,5 uur, vr 20 nov 8 uur",
                "Invullen: week 47: di 6,5 · wo 8 · vr 8",
                "Verbeteren: di 17 nov 6,5 uur",
                "Dien in: week 47 (22,5 uur)",
                "Dien in: week 47, Houtzaag (22,5 uur)",
            ],
        ),
        (
            "en",
            [
                "Log: Tue 17 Nov 6.5 hours, Fri 20 Nov 8 hours",
                "Log: week 47: Tue 6.5 · Wed 8 · Fri 8",
                "Correct: Tue 17 Nov 6.5 hours",
                "Submit: week 47 (22.5 hours)",
                "Submit: week 47, Houtzaag (22.5 hours)",
            ],
        ),
        (
            "de",
            [
                "Eintragen: Di 17. Nov 6,5 Stunden, Fr 20. Nov 8 Stunden",
                "Eintragen: KW 47: Di 6,5 · Mi 8 · Fr 8",
                "Verbessern: Di 17. Nov 6,5 Stunden",
                "Einreichen: KW 47 (22,5 Stunden)",
                "Einreichen: KW 47, Houtzaag (22,5 Stunden)",
            ],
        ),
        (
            "fr",
            [
                "Noter : mar. 17 nov. 6,5 heures, ven. 20 nov. 8 heures",
                "Noter : semaine 47 : mar. 6,5 · mer. 8 · ven. 8",
                "Corriger : mar. 17 nov. 6,5 heures",
                "Remettre : semaine 47 (22,5 heures)",
                "Remettre : semaine 47, Houtzaag (22,5 heures)",
            ],
        ),
    ],
)
def test_a_button_of_a_student_says_which_days_and_hours(language: str, said: list[str]) -> None:
    days = [day(17, 390), day(18, 480), day(20, 480)]
    own = {"week": 47, "minutes": 1350, "place": ""}
    choices = [
        {"label": "do_log", "days": [days[0], days[2]], **own},
        {"label": "do_log", "days": days, **own},
        {"label": "do_enter", "days": days[:1], **own},
        {"label": "do_submit", "days": days, **own},
        {"label": "do_submit", "days": days, **own, "place": "Houtzaag"},
    ]
    found = [WORDING.label(choice, language) for choice in choices]
    assert found == said
    assert max(map(len, found)) <= PHONE


def day(number: int, minutes: int | None = None, **more: Any) -> dict[str, Any]:
    return {"date": f"2026-11-{number}", "minutes": minutes, "who": "", "is_one_of_more": False, **more}


def offered(
    label: str,
    weeks: Sequence[tuple[str, int]],
    days: Sequence[dict[str, Any]] = (),
    *,
    all_of: int = 0,
    left: Sequence[tuple[str, int]] = (),
) -> dict[str, Any]:
    """Give a choice as it is offered."""
    rows, without = ([{"who": who, "week": week} for who, week in named] for named in (weeks, left))
    return {"label": label, "weeks": rows, "all": all_of, "left": without, "days": list(days)}


def test_supervisors_are_addressed_formally_and_students_not() -> None:
    to_student = [name for name in FACTS if name.startswith(("logbook.mend_", "logbook.student"))] + ["logbook.mend"]
    for name in to_student:
        assert not re.search(r"\b[Uu]w?\b", words(WORDING.say(name, FACTS[name], "nl").html)), name
    for name in ("reminders.digest", "logbook.approved", "logbook.closed", "reminders.school_late"):
        assert not re.search(r"\b[Jj](e|ij|ouw)\b", words(WORDING.say(name, FACTS[name], "nl").html)), name


def test_every_mail_is_described() -> None:
    described = re.findall(r"^\| `([a-z_.]+)` \|", (TEMPLATES.parent / "docs/mails.md").read_text(), re.MULTILINE)
    assert sorted(described) == sorted(FACTS)


def test_both_languages_have_the_same_files() -> None:
    files = [sorted(path.name for path in (TEMPLATES / language).glob("*.html")) for language in LANGUAGES]
    assert files[0] == files[1]
    assert all(Path(TEMPLATES, language).is_dir() for language in WORDING.languages)


def test_missing_weeks_are_listed_when_nothing_is_open() -> None:
    assert "Ilyas Ouali" in WORDING.say("logbook.nothing_open", {"missing": MISSING}, "en").html


def test_a_pressed_button_reads_in_the_receipt_as_it_did_on_the_screen() -> None:
    receipt = {**FACTS["desk.answer"]["receipt"], "words": "klopt, vr 7 / [approve_number 3] / [x]"}
    said = words(WORDING.say("desk.answer", {"parts": [], "receipt": receipt}, "nl").html)
    assert "“klopt, vr 7 / 3 akkoord / [x]”" in said


def test_every_reply_that_the_code_makes_has_its_words() -> None:
    made = set()
    for file in (Path(__file__).parents[2] / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reply" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    made.add(first.value)
    assert "logbook.enter_proposal" in made
    assert made <= set(FACTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrong", sorted(SENTENCES))
def test_every_mistake_in_a_file_is_said_with_its_facts(wrong: str, language: str) -> None:
    told = {name: f"<{name}>" for _, name, _, _ in Formatter().parse(SENTENCES[wrong]) if name}
    problem = {"row": 3, "column": "uren", "wrong": wrong, "told": told}
    said = words(WORDING.say("files.bad_rows", {**FACTS["files.bad_rows"], "problems": [problem]}, language).html)
    # Why a row can't be split is told by the library, in English.
    assert all(f"<{name}>" in said for name in told if (wrong, name) != ("broken_row", "why"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_to_refuse_a_file_is_a_sentence_of_its_own(language: str) -> None:
    reasons = (
        "lies",
        "no_table",
        "macros",
        "bomb",
        "broken",
        "empty",
        "too_heavy",
        "too_many_rows",
        "yourself",
        "no_rows",
        "columns",
    )
    facts = {**FACTS["files.refused"], "unread": "", "columns": ["uren"], "rows": 6000, "most": 5000}
    said = [
        WORDING.say("files.refused", {**facts, "why": why}, language).html for why in (*reasons, "other_table", "gone")
    ]
    assert len(set(said)) == len(reasons) + 2
