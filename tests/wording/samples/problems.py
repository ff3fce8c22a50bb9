"""What the replies of problems say."""

from typing import Any

ABOUT = {
    "role": "supervisor",
    "tenant_id": 1,
    "dossier_id": 3,
    "student": "Noor van den Berg",
    "organisation": "Bouwbedrijf Houtzaag",
    "school": "Vakcollege Zeeduin",
    "college": "Techniek",
}
REPORTED = {"number": 311, "text": "Ze komt niet.\nAl <drie> dagen.", "reporter": "Marijke Houtzaag"}
ON_REPORT = {**ABOUT, "number": 311, "address": "stage@zeeduin.example"}
PROBLEMS: dict[str, dict[str, Any]] = {
    "problems.about_whom": {"role": "supervisor", "unread": "Piet <Puk>", "candidates": [{"text": "Noor, Houtzaag"}]},
    "problems.nobody": {"role": "supervisor"},
    "problems.no_address": ABOUT,
    "problems.what": ABOUT,
    "problems.proposal": {**ABOUT, "address": "stage@zeeduin.example", "text": REPORTED["text"]},
    "problems.reported": ON_REPORT,
    "problems.to_school": {**REPORTED, "student": "Noor", "organisation": "Houtzaag", "college": "Techniek"},
    "problems.more_to_school": {**REPORTED, "student": "Noor"},
    "problems.answered": {
        **ON_REPORT,
        "sender": "els@zeeduin.example",
        "text": "Dank u.\nWij <bellen>.",
        "has_attachment": True,
    },
    "problems.nothing_to_answer": {"role": "supervisor"},
    "problems.which_problem": {"role": "supervisor", "candidates": [{"text": "311 Noor"}, {"text": "298 Tijn"}]},
    "problems.what_to_answer": ON_REPORT,
    "problems.answer_proposal": {**ON_REPORT, "text": "Hij is er weer."},
    "problems.answer_sent": ON_REPORT,
    "problems.leak_proposal": {
        "role": "supervisor",
        "at": "2026-11-24T09:30+01:00",
        "text": "de lijst ligt <b>op straat</b>",
        "schools": ["ROC Zuid"],
    },
    "problems.leak_reported": {
        "role": "supervisor",
        "number": 312,
        "at": "2026-11-24T09:30+01:00",
        "told": [{"school": "Vakcollege Zeeduin", "address": "privacy@zeeduin.example"}],
        "untold": ["Technasium De Kreek"],
        "asks": True,
    },
    "problems.details_sent": {"role": "supervisor", "number": 312, "at": "2026-11-24T09:32+01:00"},
    "problems.leak_to_school": {**REPORTED, "organisation": "Houtzaag", "at": "2026-11-24T09:30+01:00"},
    "problems.not_sent": {"role": "supervisor", "number": 311, "why": "bounced"},
    "problems.undone": {"changes": [{"command": "problems.report", "number": 311}]},
    "problems.undo_sent": {"role": "supervisor", "number": 311},
    "problems.leak_stranger": {
        "officers": [{"school": "Vakcollege Zeeduin", "address": "privacy@zeeduin.example"}],
        "is_known": False,
    },
}
