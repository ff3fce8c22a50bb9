"""What the replies of logbook say."""

from typing import Any

from tests.wording.samples.shared import MISSING, OWN, REFUSED, SECOND, UNDO, day, judged, placement, week

RECEIPT = {
    "who": "Marijke de Zwaluw",
    "when": "2026-11-23T09:30:12+01:00",
    "channel": "mail",
    "words": "noor akkoord & klaar",
    "number": 3071,
    "in_place_of": ["", "Bo Wilgenhof"],
}
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
LOGBOOK: dict[str, dict[str, Any]] = {
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
}
