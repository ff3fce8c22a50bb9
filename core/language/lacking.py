"""What a language lacks, for who translates: `python -m core.language.lacking de`."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from core.language.requests.sentences import examples
from core.language.vocabulary.families import LISTED, NUMBERED, TAKES_AWAY
from core.language.vocabulary.files import vocabulary
from core.languages import CODES, DEFAULT, LANGUAGES
from core.wording import LABELS, Wording

# The answers that a language must be able to give: to verdicts, a student's own hours, look-ups, settings, courtesies.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "desk": (
        *("answer", "help", "not_understood", "which_question", "greet", "thanks", "cancelled", "nothing_to_cancel"),
        *("nothing_to_confirm", "not_allowed", "not_proven", "unknown_chat", "linked", "stale", "quoted_only"),
    ),
    "logbook": (
        *("approved", "sent_back", "undone", "undo_proposal", "undo_nothing", "undo_too_late", "closed", "already"),
        *("changed", "show_first", "held", "still_open", "rejected", "later", "too_late", "elsewhere", "not_over"),
        *("outside_period", "not_submitted", "week", "open", "nothing_open", "proposal", "mend", "mend_withdrawn"),
        *("student_approved", "enter_proposal", "entered", "not_yours_to_change", "to_mend", "mended", "logged"),
        *("log_proposal", "log_refused", "submit_proposal", "submitted", "nothing_to_submit", "mine"),
    ),
    "people": ("language_set", "stopped", "started", "snoozed", "snooze_when", "snooze_refused", "proposal"),
    "reminders": ("digest", "student"),
    LABELS: ("yes", "no", "approve", "approve_all", "candidate", "list_open", "help", "submit", "cancel"),
}
# What people must be able to say.
SENTENCES = (
    *("desk.help", "desk.yes", "desk.no", "desk.cancel", "desk.greet", "desk.thanks"),
    *("logbook.list_open", "logbook.show", "logbook.show_named", "logbook.undo", "logbook.submit", "logbook.mine"),
    *("people.stop", "people.halt", "people.start", "people.snooze", "people.settings"),
    *(f"people.{language.command}" for language in LANGUAGES.values()),
)


# Lists that a language may do without: not every one counts half hours so.
OPTIONAL = frozenset(
    {"half_to", "half_past", "quarter_to", "quarter_past", "minutes_to", "minutes_past", "last_after", "up_to"}
    | {"about_leads", "of_one"}
)
# The parts of a sentence without which nothing can be read safely.
FAMILIES = (
    *sorted(TAKES_AWAY - {"not_yet"}),
    *("not_yet", "yet", "approve", "approve_act", "unsure_approve", "back", "back_whole", "missing"),
    *("does_later", "yes"),
    *("but", "only", "also", "all", "everyone", "rest", "rest_days", "both", "it", "that", "they", "must", "stands"),
    *("less", "more", "to", "was", "clock", "be", "and", "why", "because", "plain", "courtesy"),
    *("take_over", "reminder"),
)


def lacks(language: str, wording: Wording | None = None) -> list[str]:
    """Give what a language must have and has not, one line each; none for a language that is whole enough to use."""
    own = set((wording or Wording()).own(language))
    said = examples(language)
    words = vocabulary(language)
    found = [
        f"no answer {domain}.{block}"
        for domain, ones in ANSWERS.items()
        for block in ones
        if (domain, block) not in own
    ]
    found += [f"no sentences for {command}" for command in SENTENCES if command not in said]
    found += [f"fewer than three examples of {command}" for command, ones in said.items() if len(ones) < 3]  # noqa: PLR2004 - as each command has
    found += [
        f"no list of words {group}"
        for group in (*NUMBERED, *LISTED, "families")
        if group not in {*words, *OPTIONAL} and group in vocabulary(DEFAULT)
    ]
    found += [f"no family of words {family}" for family in FAMILIES if family not in words.get("families", {})]
    return found


def may_have(language: str, wording: Wording | None = None) -> Iterator[str]:
    """Give what a language may still get, and what stands in for it until then."""
    own = set((wording or Wording()).own(language))
    behind = LANGUAGES[language].falls_back[:1] or (DEFAULT,)
    others: set[tuple[str, str]] = set((wording or Wording()).own(behind[0]))
    yield from (f"{domain}.{block} is answered in {behind[0]}" for domain, block in sorted(others - own))
    families = vocabulary(language).get("families", {})
    yield from (f"family of words {family}" for family in vocabulary(DEFAULT)["families"] if family not in families)
    yield from (f"{command} has no sentences" for command in examples(DEFAULT) if command not in examples(language))


def main(arguments: list[str]) -> int:
    """Print what languages lack; 1 when one of them lacks what it must have."""
    asked: Any = arguments or list(CODES)
    wording = Wording()
    lacking = 0
    for language in asked:
        for line in lacks(language, wording):
            lacking = 1
            sys.stdout.write(f"{language}: {line}\n")
        for line in may_have(language, wording):
            sys.stdout.write(f"{language}: (may) {line}\n")
    return lacking


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
