"""Facts for every reply, as the commands give them; the people and schools are invented."""

from typing import Any

DAY_FLAG = {"flag": "over_day", "dates": ["2026-11-19"], "limit": 480}


def day(date: str, minutes: int, **more: Any) -> dict[str, Any]:
    return {"date": date, "minutes": minutes, "note": "", "state": "submitted", "proposed": None, **more}


def week(student: str = "Noor van den Berg", **more: Any) -> dict[str, Any]:
    days = [
        day("2026-11-16", 480),
        day("2026-11-17", 450, note="mee naar de <steiger>"),
        day("2026-11-18", 440),
        day("2026-11-19", 570),
    ]
    facts = {
        "week_id": 7,
        "student": student,
        "first_name": student.split(maxsplit=1)[0],
        "teacher": "Hélène O'Brien",
        "school": "Vakcollege Zeeduin",
        "organisation": "Bouwbedrijf Houtzaag",
        "monday": "2026-11-16",
        "year": 2026,
        "week": 47,
        "number": 1,
        "days": days,
        "minutes": sum(one["minutes"] for one in days),
        "flags": [DAY_FLAG],
    }
    return {**facts, **more}


def judged(**more: Any) -> dict[str, Any]:
    facts = {
        "approved": [{"date": "2026-11-16", "minutes": 480}, {"date": "2026-11-17", "minutes": 450}],
        "approved_minutes": 930,
        "returned": [{"date": "2026-11-18", "minutes": 440, "proposed": 360, "reason": "eerder naar huis"}],
        "left": [{"date": "2026-11-19", "minutes": 570}],
        "kept": [day("2026-11-20", 240, state="approved")],
        "whole": False,
    }
    return week(**{**facts, **more})


CONCERNED = {
    "dossier_id": 4,
    "tenant_id": 1,
    "student": "Noor van den Berg",
    "first_name": "Noor",
    "school": "Vakcollege Zeeduin",
    "school_email": "stage@zeeduin.example",
    "teacher": "Hélène O'Brien",
    "teacher_email": "h.obrien@zeeduin.example",
    "ended": "2026-11-06",
    "last_day": "2026-12-06",
    "is_over": True,
    "is_late": False,
}
MISSING = [{"student": "Ilyas Ouali", "year": 2026, "week": 47, "monday": "2026-11-16", "school": "Vakcollege Zeeduin"}]
SECOND = week(
    "Tijn Prikkelbos",
    week_id=8,
    number=2,
    school="Technasium De Kreek",
    teacher="Bo Wilgenhof",
    flags=[
        {"flag": "over_week", "minutes": 2940, "limit": 2400},
        {
            "flag": "holiday",
            "dates": ["2026-11-18"],
            "name": "Kreekfeest",
            "names": {"nl": "Kreekfeest", "en": "Kreekfeest"},
        },
        {"flag": "over_agreement", "minutes": 9900, "limit": 9600},
        {"flag": "ends_soon", "last_day": "2026-12-01"},
    ],
    days=[
        day("2026-11-16", 480, state="approved"),
        day("2026-11-17", 1020, state="correction", proposed=500),
        day("2026-11-18", 1440),
    ],
    minutes=2940,
)
UNDO = "2026-11-24T09:30:00+01:00"
RECEIPT = {
    "who": "Marijke de Zwaluw",
    "when": "2026-11-23T09:30:12+01:00",
    "channel": "mail",
    "words": "noor akkoord & klaar",
    "number": 3071,
    "in_place_of": ["", "Bo Wilgenhof"],
}
REFUSED = week(teacher_email="helene@zeeduin.example", began="2026-02-02", ended="2026-09-30", last_day="2026-10-30")
GIVEN = {
    "who": "Marijke de Zwaluw",
    "in_place_of": "",
    "is_own": True,
    "number": 3071,
    "when": "2026-11-23T09:30+01:00",
    "channel": "mail",
    "days": [{"date": "2026-11-16", "minutes": 480}],
    "minutes": 480,
    "is_final": False,
    "final_at": "2026-11-24T09:30+01:00",
    "withdrawn": "",
    "words": "maandag is goed & klaar",
    "asked": "",
    "asked_words": "",
}
CLOSED = {
    **GIVEN,
    "who": "Tobias Kwikstaart",
    "in_place_of": "",
    "is_own": False,
    "withdrawn": "2026-11-23T10:00+01:00",
    "words": "",
    "asked": "2026-11-22T08:15+01:00",
    "asked_words": "dinsdag moet 8 zijn",
}
ENDED: dict[str, Any] = {
    "last_day": "2027-02-28",
    "waiting": ["2026-11-09", "2026-11-16"],
    "teacher": "Hélène O'Brien",
    "teacher_email": "helene@zeeduin.example",
}


def placement(student: str = "Noor van den Berg", **more: Any) -> dict[str, Any]:
    facts = {
        "student": student,
        "first_name": student.split(maxsplit=1)[0],
        "school": "Vakcollege Zeeduin",
        "organisation": "Bouwbedrijf Houtzaag",
        "began": "2026-08-31",
        "ended": "2027-01-29",
    }
    return {**facts, **more}


PAGE = "https://akkoord.example/w/abc"

OWN = {
    **week(),
    "organisation": "Bouwbedrijf Houtzaag",
    "own": [
        day("2026-11-16", 480, state="draft", note="mee naar de <steiger>"),
        day("2026-11-17", 450, state="approved"),
        day("2026-11-18", 440, state="correction", proposed=360),
        day("2026-11-19", 570),
    ],
    "drafts": ["2026-11-16"],
    "back": ["2026-11-18"],
    "empty": ["2026-11-20"],
    "whole": False,
    "logged": [{"date": "2026-11-16", "minutes": 480, "note": "mee naar de <steiger>"}],
}
PERIOD = {"since": "2026-11-26", "until": "2026-12-04"}
STANDS_IN: dict[str, Any] = {
    **PERIOD,
    "name": "Tobias Kwikstaart",
    "schools": ["Bouwbedrijf Houtzaag (Vakcollege Zeeduin)"],
    "left_out": ["Zagerij Houtzaag (Technasium De Kreek)"],
}
QUIET = {"begins": "18:00", "ends": "8:00", "weekend": True}
LATER = "2026-11-26T08:00:00+01:00"
# What people ask of the assistant itself, as the commands say it back.
ASKED: dict[str, dict[str, Any]] = {
    "channel_set": {"channel": "both", "by_mail": ["Technasium De Kreek"]},
    "no_chat": {},
    "no_address": {},
    "stopped": {"already": False},
    "started": {"already": False},
    "language_set": {},
    "snoozed": {"when": LATER},
    "snooze_when": {},
    "snooze_refused": {"why": "far"},
    "no_reminders": {"is_admin": True},
    "quiet_set": {**QUIET, "has_chat": False},
    "quiet_when": {},
    "builders_set": {"region": "Zuid", **PERIOD},
    "builders_unknown": {},
    "free_set": {**PERIOD, "can_hand_over": True},
    "free_when": {},
    "not_free": {},
    "period_refused": {**PERIOD, "most": 62},
    "proposal": {"what": "people.snooze", "when": LATER},
    "settings": {
        "channel": "",
        "has_chat": True,
        "by_mail": ["Technasium De Kreek"],
        "stopped": False,
        "snoozed": LATER,
        "quiet": QUIET,
        "builders": "Zuid",
        "free": ["2026-12-21", "2027-01-03"],
        "stand_ins": [
            {"is_mine": True, "name": "Tobias Kwikstaart", **PERIOD},
            {"is_mine": False, "name": "Bo Wilgenhof", **PERIOD},
        ],
        "can_hand_over": True,
        "is_reminded": True,
    },
    "stand_in_who": {},
    "stand_in_when": {},
    "stand_in_which": {"names": ["Tobias Kwikstaart", "Tobias Mees"]},
    "stand_in_proposal": {**STANDS_IN, "not_passed": ["Bo Wilgenhof"]},
    "stand_in_set": STANDS_IN,
    "stands_in": {**STANDS_IN, "left_out": [], "absent": "Marijke de Zwaluw"},
    "stand_in_over": {"absent": "Marijke de Zwaluw"},
    "stand_in_unknown": {"name": "Jan <b>", "manages": True},
    "stand_in_refused": {"why": "away", "name": "Tobias Kwikstaart"},
    "back": {"names": ["Tobias Kwikstaart"]},
    "not_away": {},
    "undone": {"changes": [{"command": "people.stand_in"}]},
}
# What an admin chooses for the chat of a school, and what a chat says of an answer that went by mail.
CHAT: dict[str, dict[str, Any]] = {
    "tenants.chat": {"schools": [{"school": "Vakcollege Zeeduin", "policy": "minimal"}], "may_choose": True},
    "tenants.which": {
        "policy": "full",
        "schools": ["Vakcollege Zeeduin", "Technasium De Kreek"],
        "by_mail": ["Mbo Het Wad"],
    },
    "tenants.proposal": {"school": "Vakcollege Zeeduin", "policy": "off", "was": "minimal"},
    "tenants.chosen": {
        "school": "Vakcollege Zeeduin",
        "policy": "minimal",
        "chat_url": "https://t.me/akkoord_bot?start=abcd",
    },
    "tenants.already": {"school": "Vakcollege Zeeduin", "policy": "full"},
    "tenants.by_mail_only": {"schools": ["Vakcollege Zeeduin"]},
    "tenants.undone": {"changes": [{"school": "Vakcollege Zeeduin", "policy": "off"}]},
    "tenants.not_undone": {"school": "Vakcollege Zeeduin", "policy": "off", "refused": "by_mail"},
    "tenants.mailed": {"is_sent": True, "is_student": False},
}
PEOPLE = {f"people.{name}": {"role": "supervisor", **facts} for name, facts in ASKED.items()}
COMPANY = {"where": "Bouwbedrijf Houtzaag (Vakcollege Zeeduin)", "tenant_id": 1}
NEWCOMER = {
    "contact": "Sanne van der Kwast",
    "initials": "S.",
    "email": "sanne@houtzaag.example",
    "roles": ["work_supervisor", "signatory"],
    "is_known": False,
}
LEAVER = {"contact": "Tobias Kwikstaart", "is_invited": False, "students": ["Ilyas Ouali", "Noor van den Berg"]}
OF_CONTACTS: dict[str, dict[str, Any]] = {
    "list": {
        "companies": [
            {
                **COMPANY,
                "contacts": [
                    {
                        "name": f"{state} Kwast",
                        "email": "" if state == "inactive" else "kwast@houtzaag.example",
                        "roles": ["coordinator"],
                        "state": state,
                        "last_day": None if state == "active" else "2026-12-01",
                    }
                    for state in ("active", "invited", "expired", "inactive")
                ],
            }
        ]
    },
    "ask": {"lacks": "role", "general": "", "unread": ["baas"], "contact": "Sanne van der Kwast", "is_again": False},
    "which_company": {"names": ["Bouwbedrijf Houtzaag (Vakcollege Zeeduin)", "Houtzaag Zuid (Technasium De Kreek)"]},
    "which": {"names": ["Jan Mol, jan@mol.example", "Jan Duif, jan@duif.example"]},
    "add_proposal": {**COMPANY, **NEWCOMER},
    "added": {**COMPANY, **NEWCOMER, "last_day": "2026-12-01", "is_again": True},
    "role_given": {**COMPANY, **NEWCOMER, "is_known": True},
    "invite_proposal": {**COMPANY, **NEWCOMER},
    "leave_proposal": {**COMPANY, **LEAVER, "unseen": 1},
    "left": {**COMPANY, **LEAVER, "unseen": 0},
    "refused": {**COMPANY, "why": "last_signatory", "contact": "Tobias Kwikstaart"},
    "told": {
        "by": "Marijke Aalbers",
        "organisation": "Bouwbedrijf Houtzaag",
        "school": "Vakcollege Zeeduin",
        "school_email": "stage@zeeduin.example",
        "is_back": False,
    },
    "undone": {"changes": [{"command": "contacts.add", "contact": "Jan Boer", "is_invited": True}]},
    "undo_too_late": {"contact": "Sanne van der Kwast"},
    "undo_last": {"contact": "Sanne van der Kwast"},
    "invited": {
        "invitation": 4,
        "name": "Sanne",
        "inviter": "Marijke Aalbers",
        "organisation": "Bouwbedrijf Houtzaag",
        "school": "Vakcollege Zeeduin",
        "roles": ["work_supervisor"],
        "last_day": "2026-12-01",
        "page_url": "https://akkoord.example/a/abcdefghijklmnopqrstuvwxyz",
    },
    "welcome": {
        "name": "Sanne",
        "organisation": "Bouwbedrijf Houtzaag",
        "school": "Vakcollege Zeeduin",
        "roles": ["work_supervisor", "signatory"],
        "chat_url": "https://t.me/akkoord_bot?start=abcdefghijklmnopqrstuvwxyz",
    },
    "activated": {"contact": "Sanne van der Kwast", "roles": ["coordinator"], "where": COMPANY["where"]},
}
CONTACTS = {f"contacts.{name}": facts for name, facts in OF_CONTACTS.items()}
AT_SCHOOL = {"where": "Vakcollege Zeeduin", "tenant_id": 1}
ROLE_OF = {
    "act": "take",
    "contact": "Tobias Kwikstaart",
    "email": "tobias@houtzaag.example",
    "roles": ["admin", "teacher", "school"],
    "is_oneself": False,
}
OF_ROLES: dict[str, dict[str, Any]] = {
    "shown": {
        "contact": "Tobias Kwikstaart",
        "email": "tobias@houtzaag.example",
        "held": [{"role": "teacher", **AT_SCHOOL}, {"role": "signatory", **COMPANY}],
    },
    "ask": {"lacks": "company", "general": "", "unread": ["zzz"], "contact": "Sanne Kwast", "is_again": False},
    "which": {"names": ["Vakcollege Zeeduin", "Mbo Het Wad"], "is_place": True, "about": [{"tenant_id": 1}]},
    "proposal": {**AT_SCHOOL, **ROLE_OF},
    "done": {**AT_SCHOOL, **ROLE_OF, "act": "invite", "last_day": "2026-12-01"},
    "refused": {**AT_SCHOOL, "why": "unknown", "contact": "", "unread": "zzz"},
    "told": {
        "by": "Hanneke Duin",
        "roles": ["admin"],
        "where": "Vakcollege Zeeduin",
        "school_email": "stage@zeeduin.example",
        "is_given": True,
    },
    "undone": {"changes": [{"act": "invite", "contact": "Jan Boer", "where": "Vakcollege Zeeduin"}]},
    "undo_too_late": {"contact": "Sanne van der Kwast"},
}
ROLES = {f"roles.{name}": facts for name, facts in OF_ROLES.items()}
ASIDE = {
    "number": 12,
    "channel": "mail",
    "at": "2026-03-09T07:45+01:00",
    "from_whom": "Noor van den Berg",
    "heading": "zzz",
    "trouble": "a fault while reading; see the log",
    "outcome": "unreadable",
    "size": 4096,
    "tenant_id": 1,
}
STUCK = {
    "number": 31,
    "what": "reminders.digest",
    "to_whom": "Noor van den Berg",
    "channel": "mail",
    "trouble": "no address that works and no chat account",
    "is_final": True,
    "again": "2026-03-09T08:45+01:00",
    "tenant_id": 1,
}
TOLD = {
    "school": "Vakcollege Zeeduin",
    "tenant_id": 1,
    "text": "Morgen is er overleg.",
    "whom": "students",
    "sender": "Hanneke Duin",
}
OF_THE_SERVICE: dict[str, dict[str, Any]] = {
    "status": {
        "schools": [
            {
                "school": "Vakcollege Zeeduin",
                "placements": 1,
                "weeks": 2,
                "policy": "minimal",
                "paused_at": "2026-03-09",
            },
            {"school": "Mbo Het Wad", "placements": 2, "weeks": 1, "policy": "off", "paused_at": None},
        ],
        "set_aside": 1,
        "unsent": 2,
        "is_all": True,
        "waiting": 1,
        "due": 3,
        "tenant_id": 1,
    },
    "quarantine": {"messages": [ASIDE], "has_more": True, "tenant_id": 1},
    "message": {"one": {**ASIDE, "excerpt": "zzz"}},
    "replay_proposal": {"one": ASIDE},
    "replayed": {"one": ASIDE},
    "unsent": {"messages": [STUCK, {**STUCK, "is_final": False}], "has_more": False, "tenant_id": 1},
    "retry_proposal": {"one": STUCK},
    "retried": {"one": STUCK},
    "why": {"one": STUCK},
    "drop_proposal": {"one": STUCK, "reason": "dat adres bestaat niet"},
    "dropped": {"one": STUCK},
    "unknown": {"number": 12, "is_out": True},
    "pause_proposal": {"schools": ["Vakcollege Zeeduin"], "is_paused": True},
    "paused": {"schools": ["Vakcollege Zeeduin", "Mbo Het Wad"], "is_paused": True},
    "already": {"is_paused": False},
    "undone": {"changes": [{"school": "Vakcollege Zeeduin", "is_paused": False}]},
    "not_undone": {"school": "Vakcollege Zeeduin", "is_paused": True},
    "which": {"schools": ["Vakcollege Zeeduin", "Mbo Het Wad"]},
    "announce_ask": {"whom": "supervisors"},
    "announce_too_long": {"most": 2000, "length": 2001},
    "announce_nobody": {**TOLD},
    "announce_proposal": {**TOLD, "count": 12},
    "announced": {**TOLD, "count": 1},
    "announcement": {part: TOLD[part] for part in ("school", "text", "sender", "tenant_id")},
}
OPERATIONS = {f"operations.{name}": facts for name, facts in OF_THE_SERVICE.items()}
A_FILE = {
    "file_name": "stages.xlsx",
    "sort": "dossiers",
    "rows": 12,
    "schools": ["Vakcollege Zeeduin"],
    "skipped": 2,
    "unread": "graag voor vrijdag",
    "tenant_id": 1,
}
COMES_TO = {"new": 3, "changed": 4, "same": 5, "ended": 6, "kept": 7, "mark": "0"}
BAD_ROWS = [
    {"row": 2, "column": "e-mail student", "wrong": "not_an_address", "told": {"text": "Noor van den Berg"}},
    {"row": 0, "column": "", "wrong": "which_sheet", "told": {"names": "a, b"}},
]
EXPORTED = {
    "links": [{"school": "Vakcollege Zeeduin", "page_url": "https://akkoord.example/d/abc", "tenant_id": 1}],
    "kind": "xlsx",
    "since": "2026-03-02",
    "monday": "2026-03-09",
    "tenant_id": 1,
}
OF_FILES: dict[str, dict[str, Any]] = {
    "proposal": {**A_FILE, **COMES_TO, "was_other": True},
    "bad_rows": {**A_FILE, "problems": BAD_ROWS, "more": 9, "bad": 11},
    "nothing_new": {**A_FILE, **COMES_TO},
    "imported": {**A_FILE, **COMES_TO},
    "already": {"file_name": "stages.xlsx", "when": "2026-03-09T08:45+01:00", "tenant_id": 1},
    "none": {"days": 30, "tenant_id": 1},
    "no_school": {**A_FILE, "codes": ["zeeduin", "kreek"]},
    "one_at_a_time": {"count": 2, "tenant_id": 1},
    "too_big": {"file_name": "stages.xlsx", "channel": "chat", "most": 20, "tenant_id": 1},
    "refused": {**A_FILE, "why": "lies", "seems": "pdf", "columns": [], "most": 0},
    "export_link": EXPORTED,
    "export_proposal": {
        "schools": ["Vakcollege Zeeduin"],
        "kind": "csv",
        "since": None,
        "monday": None,
        "tenant_id": 1,
    },
    "export_one": {"tenant_id": 1},
    "export_when": {"tenant_id": 1},
}
FILES = {f"files.{name}": facts for name, facts in OF_FILES.items()}
FACTS: dict[str, dict[str, Any]] = {
    "reminders.digest": {
        "name": "Marijke",
        "nth": 1,
        "schools": ["Technasium De Kreek", "Vakcollege Zeeduin"],
        "weeks": [week(), SECOND],
        "missing": MISSING,
    },
    "reminders.student": {"name": "Noor", "nth": 1, "monday": "2026-11-16", "weeks": [OWN]},
    "reminders.school_late": {
        "supervisor": "Marijke de Zwaluw",
        "supervisor_email": "marijke@houtzaag.example",
        "organisation": "Bouwbedrijf Houtzaag",
        "weeks": [{"student": "Noor van den Berg", "year": 2026, "week": 47}],
        "days": 14,
    },
    "people.own_address": {
        "name": "Marijke de Zwaluw",
        "schools": [{"contact": "Vakcollege Zeeduin (stage@zeeduin.example)"}, {"contact": "Technasium De Kreek"}],
    },
    "people.school_general_address": {"supervisor": "Marijke de Zwaluw", "email": "info@houtzaag.example"},
    **PEOPLE,
    **CHAT,
    **CONTACTS,
    **OPERATIONS,
    **FILES,
    **ROLES,
    "people.school_bounced": {"name": "Marijke de Zwaluw", "email": "marijke@houtzaag.example"},
    "people.chat_lost": {"role": "supervisor", "chat_url": PAGE},
    "people.school_chat_lost": {"name": "Marijke de Zwaluw"},
    "logbook.approved": {"weeks": [judged()], "reason": "", "undo_until": UNDO},
    "logbook.sent_back": {"weeks": [judged(approved=[], approved_minutes=0)], "reason": "eerder naar huis"},
    "logbook.already": {"weeks": [REFUSED]},
    "logbook.changed": {
        "weeks": [
            week(
                differences=[
                    {"date": "2026-11-16", "was": 420, "now": 480},
                    {"date": "2026-11-19", "was": None, "now": 570},
                    {"date": "2026-11-20", "was": 400, "now": None},
                    {"date": "2026-11-17", "was": 450, "now": 450, "note": "mee naar de <steiger>"},
                ]
            )
        ]
    },
    "logbook.show_first": {"weeks": [week(differences=[])]},
    "logbook.held": {"weeks": [week()]},
    "logbook.still_open": {"weeks": [week()]},
    "logbook.rejected": {"weeks": [week()]},
    "logbook.later": {"weeks": [week()], "when": "2026-11-27", "remind": "2026-11-27T08:00:00+01:00"},
    "logbook.undone": {"weeks": [week(undone=[{"date": "2026-11-17", "minutes": 450}])], "tells_student": True},
    "logbook.undo_proposal": {"weeks": [week()], "words": "Noor akkoord"},
    "logbook.undo_nothing": {},
    "logbook.undo_too_late": {},
    "logbook.undo_request_gone": {"week": week(), "days": [{"date": "2026-11-18", "minutes": 360}]},
    "logbook.undo_log_gone": {},
    "logbook.logged": {"weeks": [OWN]},
    "logbook.log_proposal": {
        "days": [{"date": "2026-11-16", "minutes": 480, "note": "mee naar de <steiger>"}],
        "organisation": "Bouwbedrijf Houtzaag",
    },
    "logbook.log_refused": {
        "days": [{"date": "2026-11-16", "why": why} for why in ("future", "outside", "approved", "back", "too_late")],
        "began": "2026-02-02",
        "ended": "2026-09-30",
    },
    "logbook.submit_proposal": {"week": OWN, "days": [{"date": "2026-11-16", "minutes": 480}], "minutes": 480},
    "logbook.submitted": {
        "week": OWN,
        "days": [{"date": "2026-11-16", "minutes": 480}],
        "minutes": 480,
        "goes_on": "2026-11-23",
    },
    "logbook.nothing_to_submit": {"weeks": [OWN]},
    "logbook.mine": {"weeks": [OWN]},
    "logbook.week": {"weeks": [week(), SECOND]},
    "logbook.open": {"weeks": [week(), SECOND], "missing": MISSING},
    "logbook.nothing_open": {"missing": MISSING, "kept_out": ["Mbo Het Wad"]},
    "logbook.too_late": {"weeks": [REFUSED]},
    "logbook.elsewhere": {
        "by_mail": False,
        "some": True,
        "school": "Vakcollege Zeeduin",
        "email": "stage@zeeduin.example",
    },
    "logbook.not_over": {"weeks": [REFUSED]},
    "logbook.outside_period": {"weeks": [REFUSED]},
    "logbook.not_submitted": {"weeks": [REFUSED]},
    "logbook.proposal": {"weeks": [judged()], "reason": "hij was ziek"},
    "logbook.history": {
        "dossiers": [
            placement(
                is_over=False,
                approved=4800,
                waiting=480,
                returned=440,
                agreed=9600,
                left=4800,
                limit=2400,
                weeks=[
                    {"week_id": 7, "monday": "2026-11-16", "minutes": 1940, "state": "submitted", "is_over": False},
                    {"week_id": 6, "monday": "2026-11-09", "minutes": 2400, "state": "approved", "is_over": False},
                    {"week_id": 5, "monday": "2026-11-02", "minutes": 2410, "state": "correction", "is_over": True},
                ],
                earlier=2,
            )
        ],
        "more": 3,
        "chart": None,
        "has_others": True,
        "role": "supervisor",
    },
    "logbook.student": {
        "dossiers": [
            placement(
                is_over=False,
                approved=4800,
                waiting=480,
                returned=440,
                agreed=9600,
                left=4800,
                limit=2400,
                weeks=[],
                earlier=0,
                title="Leerling timmerman",
                teacher="Hélène O'Brien",
                teacher_email="h.obrien@zeeduin.example",
                school_email="stage@zeeduin.example",
            )
        ],
        "more": 1,
        "role": "supervisor",
    },
    "logbook.nothing_to_look_back_on": {"role": "supervisor"},
    "logbook.who": {"weeks": [week(given=[GIVEN, CLOSED], open=week()["days"])], "more": 4, "role": "supervisor"},
    "logbook.no_such_week": {"mondays": ["2026-11-16"], "role": "supervisor"},
    "logbook.receipt": {
        "receipt": RECEIPT,
        "weeks": [judged(days=[], entered=[{"date": "2026-11-20", "minutes": 465}])],
        "some": True,
        "undone": True,
        "undid": False,
        "role": "supervisor",
    },
    "logbook.no_receipt": {"number": "187", "role": "supervisor"},
    "logbook.historic": {
        "still": [placement(**ENDED, is_late=False)],
        "late": [placement("Tijn Prikkelbos", **ENDED, is_late=True)],
        "more": 2,
        "role": "supervisor",
    },
    "logbook.mend": {
        "week": week(),
        "days": judged()["returned"],
        "whole": False,
        "reason": "eerder naar huis",
        "supervisor": "Marijke de Zwaluw",
        "in_place_of": "Bo Wilgenhof",
    },
    "logbook.mend_withdrawn": {
        "week": week(),
        "supervisor": "Marijke de Zwaluw",
        "days": [{"date": "2026-11-17", "minutes": 450}],
    },
    "logbook.student_approved": {
        "week": week(),
        "minutes": 930,
        "supervisor": "Marijke de Zwaluw",
        "in_place_of": "Bo Wilgenhof",
    },
    "logbook.enter_proposal": {"week": week(), "days": [{"date": "2026-11-18", "minutes": 360}]},
    "logbook.entered": {
        "week": week(),
        "days": [{"date": "2026-11-18", "minutes": 360}],
        "closed": True,
        "supervisor": "Marijke de Zwaluw",
    },
    "logbook.not_yours_to_change": {"days": ["2026-11-17"], "week": week()},
    "logbook.closed": {
        "week": week(),
        "days": [{"date": "2026-11-18", "minutes": 360}],
        "student": "Noor van den Berg",
    },
    "logbook.to_mend": {"weeks": [week(days=[day("2026-11-17", 450, state="correction", proposed=360)])], "own": [OWN]},
    "logbook.mending_withdrawn": {
        "week": week(),
        "days": [{"date": "2026-11-18", "minutes": 360}],
        "student": "Noor van den Berg",
    },
    "logbook.mended": {
        "weeks": [week()],
        "asked": [{"date": "2026-11-18", "proposed": 360, "minutes": 400}],
    },
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
FACTS |= PROBLEMS
