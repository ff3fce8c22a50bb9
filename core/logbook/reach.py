"""What is within reach of a message: the names and weeks that its words may mean, and what was shown of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from core.access import Actor, Right, may_change, may_enter, may_judge, visible
from core.command import Context as Turn
from core.dossiers.models import Dossier, DossierPart, Part
from core.incoming import Evidence
from core.language.meaning import Context, Known, OpenWeek, Placement
from core.logbook.facts import days_in, week_facts
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import last_day_to_approve, last_day_to_approve_from
from core.logbook.service import read_weeks
from core.people.models import Address, Person
from core.questions import LISTED, WITHOUT_DIGITS, Answered, Question
from core.record import Decision
from core.tenants.models import Tenant

MEMORY = timedelta(days=45)
KNOWN_FOR = timedelta(days=400)
CURRENT = (DayState.SUBMITTED, DayState.CORRECTION)


def reading_context(session: Session, actor: Actor, answered: Answered, now: datetime) -> Context:
    """Collect what the words of this actor may refer to, in three statements."""
    local = now.astimezone(actor.zone)
    question = answered.question
    focus = [item["week"] for item in question.items] if question else []
    numbers = answered.numbers
    is_student = Right.LOGBOOK_ENTER in actor.rights and Right.LOGBOOK_APPROVE not in actor.rights
    condition = may_enter(actor) if is_student else may_judge(actor)
    dossiers = session.execute(
        visible(actor, Dossier)
        .where(Dossier.ends_on >= local.date() - KNOWN_FOR)
        .join(Dossier.student)
        .with_only_columns(
            Dossier.id, Person.first_name, Person.infix, Person.surname, Person.id, condition.label("may_change")
        )
        .order_by(Dossier.id)
    ).all()
    seen = [Known(*row[:5]) for row in dossiers]
    known = [Known(*row[:5]) for row in dossiers if row.may_change]
    state = (DayState.CORRECTION,) if is_student else CURRENT
    kept = (*state, DayState.DRAFT) if is_student else state
    has_open = exists().where(DayEntry.week_id == LogbookWeek.id, DayEntry.state.in_(kept))
    recent = LogbookWeek.monday >= local.date() - timedelta(days=21)
    weeks = session.scalars(
        select(LogbookWeek)
        .where(
            LogbookWeek.dossier_id.in_([one.dossier_id for one in known]),
            or_(has_open, recent, LogbookWeek.id.in_({*focus, *numbers})),
        )
        .options(selectinload(LogbookWeek.days))
        .order_by(LogbookWeek.monday, LogbookWeek.id)
    ).all()
    asked = question.facts.get("log", {}) if question is not None else {}
    return Context(
        now=local,
        language=actor.person.language,
        known=known,
        seen=seen if len(seen) > len(known) else (),
        weeks=[_open_week(week, state, numbers.get(week.id), with_drafts=is_student) for week in weeks],
        focus=focus,
        for_student=is_student,
        choices=0
        if question is None or _may_be_else(question, numbers, is_student=is_student)
        else len(question.numbered),
        guesses=question is not None and question.kind == "choice",
        proposed=question is not None and question.kind == "proposal",
        placements=_placements(session, actor, local.date()) if is_student else (),
        log_dossier=asked.get("dossier"),
        log_monday=date.fromisoformat(asked["monday"]) if asked else None,
        is_named=answered.named,
        speaker=(actor.person.first_name, actor.person.infix, actor.person.surname),
    )


def _may_be_else(question: Question, numbers: Mapping[int, int], *, is_student: bool) -> bool:
    """Say whether a number alone may mean something else than a choice: to a student in chat so many hours."""
    is_guess = any(choice["label"].startswith("do_") for choice in question.numbered)
    is_of_hours = is_student and is_guess and question.mail_delivered_at is None
    return is_of_hours or _may_be_of_the_list(question, numbers)


def _may_be_of_the_list(question: Question, numbers: Mapping[int, int]) -> bool:
    """Say whether a number alone may mean a week of the list rather than a choice. numbers: each week's, by id.

    A chat shows choices without digits: there it picks who or which week is meant only if the list has that one under
    it too, or no week hangs on the choice, and never what is done.
    """
    if question.kind in WITHOUT_DIGITS:
        return bool(numbers)
    if question.mail_delivered_at is not None:
        return False
    about = {
        place: () if choice["label"].startswith("do_") else choice["meaning"]["about"]
        for place, choice in enumerate(question.numbered, 1)
        if choice["label"].startswith("do_") or choice["meaning"].get("about")
    }
    return any(number in about and week not in about[number] for week, number in numbers.items())


def _placements(session: Session, actor: Actor, today: date) -> list[Placement]:
    """Give where a student logs hours. Where the chat is shut one nameless dossier stands for all: they are told so."""
    own = session.scalars(
        select(Dossier)
        .where(
            may_enter(actor),
            Dossier.is_digital,
            Dossier.starts_on <= today,
            Dossier.ends_on >= last_day_to_approve_from(today),
        )
        .options(joinedload(Dossier.organisation))
        .order_by(Dossier.id)
    ).all()
    if own or Evidence.CHAT not in actor.evidence:
        return [Placement(one.id, one.starts_on, one.ends_on, one.organisation.name) for one in own]
    by_mail = replace(actor, evidence=actor.evidence & ~Evidence.CHAT)
    shut = session.scalars(
        select(Dossier)
        .where(may_enter(by_mail), Dossier.is_digital, Dossier.starts_on <= today, Dossier.ends_on >= today)
        .order_by(Dossier.id)
        .limit(1)
    )
    return [Placement(one.id, one.starts_on, one.ends_on) for one in shut]


def _open_week(
    week: LogbookWeek, states: Sequence[DayState], number: int | None, *, with_drafts: bool = False
) -> OpenWeek:
    return OpenWeek(
        week.id,
        week.dossier_id,
        week.monday,
        {day.date: day.minutes for day in week.days},
        frozenset(day.date for day in days_in(week, *states)),
        number,
        frozenset(day.date for day in days_in(week, DayState.DRAFT)) if with_drafts else frozenset(),
    )


def shown_items(
    session: Session, person_id: int, answered: Answered, sent_at: datetime | None, now: datetime
) -> dict[int, dict[str, Any]]:
    """Say what this person had last been shown of each week when they wrote; what they answer comes before all else.

    Behind that comes what was shown since of the list that it goes on about, where they name it by their reply.

    sent_at: None when nobody knows; then only what they answer counts, as far as they have turned its pages.
    """
    until = sent_at if sent_at is not None else datetime.min.replace(tzinfo=UTC)
    statement = (
        select(Question)
        .where(
            Question.person_id == person_id,
            Question.asked_at >= now - MEMORY,
            or_(Question.chat_delivered_at <= until, Question.mail_delivered_at <= until),
        )
        .order_by(Question.id.desc())
        .limit(40)
    )
    shown: dict[int, dict[str, Any]] = {}
    questions = list(session.scalars(statement))
    if answered.listed is not None and answered.named:
        about = answered.listed
        told = [one for one in questions if one is about or one.facts.get(LISTED) == about.id]
        questions = [*told, about, *(one for one in questions if one not in told)]
    if answered.question is not None:
        questions.insert(0, answered.question)
    for question in questions:
        seen_by = now if sent_at is None and question in {answered.question, answered.listing} else until
        for item in question.items:
            if question.has_shown(item["week"], seen_by):
                shown.setdefault(item["week"], item)
    return shown


def open_mends(session: Session, weeks: Iterable[LogbookWeek]) -> dict[int, list[Question]]:
    """Give the open questions to mend hours of each of these weeks, by its id, in one statement.

    Their dossiers are loaded.
    """
    students = {week.id: week.dossier.student_id for week in weeks}
    found: dict[int, list[Question]] = defaultdict(list)
    if not students:
        return found
    waiting = session.scalars(
        select(Question).where(
            Question.person_id.in_(set(students.values())), Question.closed_at.is_(None), Question.kind == "mend"
        )
    )
    for question in waiting:
        for week_id in {item["week"] for item in question.items}:
            if students.get(week_id) == question.person_id:
                found[week_id].append(question)
    return found


def close_settled(session: Session, person_id: int, now: datetime, by: int) -> None:
    """Close the questions of a person in which nothing is left to decide."""
    waiting = session.scalars(
        select(Question).where(
            Question.person_id == person_id, Question.closed_at.is_(None), Question.kind.in_(("digest", "week", "mend"))
        )
    ).all()
    weeks = {item["week"] for question in waiting for item in question.items}
    if not weeks:
        return
    rows = session.execute(
        select(DayEntry.week_id, DayEntry.state)
        .where(DayEntry.week_id.in_(weeks), DayEntry.state.in_(CURRENT))
        .distinct()
    ).all()
    still = {(week_id, state) for week_id, state in rows}
    for question in waiting:
        state = DayState.CORRECTION if question.kind == "mend" else DayState.SUBMITTED
        if not any((item["week"], state) in still for item in question.items):
            question.close(now, by=by, why="settled")


def weeks_to_mend(session: Session, actor: Actor) -> list[LogbookWeek]:
    """Give a student's own weeks in which a day came back, the oldest first."""
    came_back = exists().where(DayEntry.week_id == LogbookWeek.id, DayEntry.state == DayState.CORRECTION)
    ids = session.scalars(
        select(LogbookWeek.id)
        .join(LogbookWeek.dossier)
        .where(may_enter(actor), came_back)
        .order_by(LogbookWeek.monday, LogbookWeek.id)
    )
    return read_weeks(session, may_enter(actor), ids)


def still_open(ctx: Turn, told: Iterable[int]) -> list[dict[str, Any]]:
    """Name the weeks of the list that was answered, or gone on about, that nothing was said of and that still wait.

    told: the weeks that the answer speaks of already.
    """
    numbers, already = ctx.numbers, set(told)
    about = [one for one in (ctx.answered.listing, ctx.answered.question) if one is not None]
    left = dict.fromkeys(item["week"] for one in about for item in one.items if item["week"] not in already)
    weeks = read_weeks(ctx.session, may_judge(ctx.actor), left)
    return [week_facts(week, number=numbers.get(week.id)) for week in weeks if days_in(week, DayState.SUBMITTED)]


def week_question(ctx: Turn, items: list[dict[str, Any]], tenant_id: int) -> Question:
    """Make a question about weeks that are shown now: "akkoord" then means these."""
    meaning = {
        "command": "logbook.approve",
        "weeks": [{"week": item["week"], "days": []} for item in items],
        "words": "",
        "reason": "",
    }
    choices = [{"label": "approve", "meaning": meaning}]
    return ctx.ask("week", ctx.actor.id, tenant_id, {"items": items, "choices": choices})


def visible_weeks(session: Session, actor: Actor, ids: Iterable[int]) -> list[LogbookWeek]:
    """Read weeks that the actor may see, in the order asked for."""
    wanted = list(ids)
    if not wanted:
        return []
    statement = (
        visible(actor, LogbookWeek)
        .where(LogbookWeek.id.in_(wanted))
        .options(
            contains_eager(LogbookWeek.dossier).options(
                joinedload(Dossier.student),
                joinedload(Dossier.tenant),
                joinedload(Dossier.organisation),
                joinedload(Dossier.college),
            ),
            selectinload(LogbookWeek.days),
        )
    )
    found = {week.id: week for week in session.scalars(statement)}
    return [found[week_id] for week_id in wanted if week_id in found]


def judged_ids(session: Session, actor: Actor, weeks: Sequence[LogbookWeek]) -> set[int]:
    """Say which of these weeks the actor may judge."""
    ids = session.scalars(
        select(LogbookWeek.id)
        .join(LogbookWeek.dossier)
        .where(LogbookWeek.id.in_([week.id for week in weeks]), may_judge(actor))
    )
    return set(ids)


def last_decisions(session: Session, person_id: int) -> list[Decision]:
    """Give what a person's last message that did anything did, unless that was undone already."""
    last = session.scalars(
        select(Decision)
        .where(Decision.person_id == person_id, Decision.command != "logbook.undo")
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return []
    same = select(Decision).where(Decision.person_id == person_id, Decision.undone_by.is_(None))
    same = same.where(Decision.inbox_id == last.inbox_id, Decision.command != "logbook.undo")
    return list(session.scalars(same.order_by(Decision.id)))


def standing(session: Session, decisions: Sequence[Decision]) -> list[Decision]:
    """Read decisions anew, now that their weeks are locked, and leave out what was undone meanwhile."""
    ids = [decision.id for decision in decisions]
    same = select(Decision).where(Decision.id.in_(ids), Decision.undone_by.is_(None)).order_by(Decision.id)
    return list(session.scalars(same.execution_options(populate_existing=True)))


def weeks_of(decision: Decision) -> list[int]:
    """Name the weeks that a decision on hours changed."""
    facts = decision.facts
    return [facts["week"]] if "week" in facts else [week["week"] for week in facts.get("weeks", ())]


def refusal_facts(session: Session, weeks: Sequence[LogbookWeek]) -> list[dict[str, Any]]:
    """Write weeks that can't be judged, each with whom to turn to: the teacher, or the school's address."""
    teachers = teachers_of(session, {week.dossier_id for week in weeks})
    written = []
    for week in weeks:
        teacher, email = teachers.get(week.dossier_id, ("", ""))
        ended = week.dossier.ends_on
        written.append(
            week_facts(
                week,
                teacher=teacher,
                teacher_email=email or week.dossier.tenant.contact_email,
                began=week.dossier.starts_on.isoformat(),
                ended=ended.isoformat(),
                last_day=last_day_to_approve(ended).isoformat(),
            )
        )
    return written


def elsewhere_facts(
    session: Session, actor: Actor, right: Right, ids: Iterable[int], *, some: bool = False
) -> dict[str, Any]:
    """Say where to turn for weeks that can't be changed from here: to mail, or else to the school; names nobody.

    ids: weeks that this person was once shown. some: others could be changed.
    """
    weeks = select(LogbookWeek.id).join(LogbookWeek.dossier).where(LogbookWeek.id.in_(list(ids)))
    by_mail = replace(actor, evidence=actor.evidence & ~Evidence.CHAT)
    schools = weeks.join(Dossier.tenant).with_only_columns(Tenant.name, Tenant.contact_email)
    school = session.execute(schools.order_by(LogbookWeek.id).limit(1)).first()
    return {
        "by_mail": session.scalar(weeks.where(may_change(by_mail, right)).limit(1)) is not None,
        "some": some,
        "school": school[0] if school else "",
        "email": school[1] if school else "",
    }


def teachers_of(session: Session, dossiers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Give the name and address of each dossier's teacher, in one statement; the address is empty when unknown."""
    rows = session.execute(
        select(DossierPart.dossier_id, Person, Address.email)
        .join(Person, Person.id == DossierPart.person_id)
        .outerjoin(Address, Address.person_id == Person.id)
        .where(DossierPart.dossier_id.in_(dossiers), DossierPart.part == Part.TEACHER)
        .order_by(DossierPart.id, Address.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for dossier_id, teacher, email in rows:
        found.setdefault(dossier_id, (teacher.name, email or ""))
    return found
