"""What the replies of desk say."""

from typing import Any

from tests.wording.samples.logbook import RECEIPT
from tests.wording.samples.shared import CONCERNED, PAGE, UNDO, judged

DESK: dict[str, dict[str, Any]] = {
    "desk.answer": {
        "parts": [
            {"name": "logbook.approved", "facts": {"weeks": [judged()], "reason": "", "undo_until": UNDO}},
            {
                "name": "desk.not_understood",
                "facts": {"problem": "unknown_words", "words": "<b>zzz</b>", "candidates": []},
            },
        ],
        "receipt": RECEIPT,
    },
    "desk.receipt_only": {"parts": [], "receipt": {**RECEIPT, "words": ""}},
    "desk.help": {"role": "supervisor", "manages": True, "choices": []},
    "desk.not_understood": {
        "problem": "which_student",
        "words": "Sam",
        "candidates": [{"text": "Noor van den Berg", "week": None}, {"text": "Tijn Prikkelbos", "week": 47}],
        "offers": 3,
    },
    "desk.which_question": {"words": "die is goed"},
    "desk.greet": {"name": "Marijke", "open": 2, "kept_out": []},
    "desk.thanks": {},
    "desk.cancelled": {"what": "proposal"},
    "desk.nothing_to_cancel": {"role": "supervisor"},
    "desk.nothing_to_confirm": {},
    "desk.explained": {
        "topic": "holidays",
        "role": "supervisor",
        "placements": [CONCERNED],
        "schools": [],
        "named_weeks": [{"monday": "2026-12-21", "year": 2026, "week": 52}],
        "undo_hours": 24,
        "holidays": [
            {
                "tenant_id": 1,
                "school": "Vakcollege Zeeduin",
                "region": "Zuid",
                "is_known": True,
                "periods": [
                    {
                        "names": {"nl": "Kerstvakantie", "en": "Christmas holiday"},
                        "since": "2026-12-21",
                        "until": "2026-12-27",
                    }
                ],
                "may_work": 1,
            }
        ],
        "rest": True,
    },
    "desk.out_of_scope": {
        "topic": "pay",
        "role": "supervisor",
        "placements": [CONCERNED],
        "schools": [],
        "named_weeks": [],
        "rest": False,
    },
    "desk.account_help": {
        "topic": "code",
        "role": "supervisor",
        "placements": [],
        "schools": [{"tenant_id": 1, "school": "Vakcollege Zeeduin", "school_email": "stage@zeeduin.example"}],
        "named_weeks": [],
        "rest": False,
        "has_chat": True,
        "chat_url": PAGE,
    },
    "desk.left": {"role": "student"},
    "desk.not_allowed": {"what": "logbook.approve", "who": "Marijke"},
    "desk.not_proven": {"what": "logbook.undo"},
    "desk.unknown_chat": {},
    "desk.linked": {"name": "Marijke"},
    "desk.link_expired": {},
    "desk.link_halfway": {"address": "m…@houtzaag.example"},
    "desk.link_asked": {"name": "Marijke", "account": "Marijke <b>", "user_id": "7001", "chat_url": PAGE},
    "desk.unreadable": {"what": "voice"},
    "desk.edited": {},
    "desk.reacted": {},
    "desk.group": {"bot_name": "akkoord_bot"},
    "desk.unlinked": {},
    "desk.nothing_changed": {},
    "desk.restored": {"written_at": "2026-11-23T08:15:00+00:00"},
    "desk.prove": {"page_url": PAGE},
    "desk.stale": {"why": "superseded"},
    "desk.last_answer": {"role": "supervisor", "count": 10, "for_a_day": False},
    "desk.quoted_only": {},
    "desk.invite_chat": {"link": PAGE},
}
