"""What the samples of several domains share: a week, a placement, an address."""

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
REFUSED = week(teacher_email="helene@zeeduin.example", began="2026-02-02", ended="2026-09-30", last_day="2026-10-30")


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
LATER = "2026-11-26T08:00:00+01:00"
COMPANY = {"where": "Bouwbedrijf Houtzaag (Vakcollege Zeeduin)", "tenant_id": 1}
AT_SCHOOL = {"where": "Vakcollege Zeeduin", "tenant_id": 1}
