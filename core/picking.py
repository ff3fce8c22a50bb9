"""Which one is meant, of several schools, companies or people: one question, and each choice carries the request on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.access import governed
from core.command import Context, Reply, meaning_to_json
from core.tenants.models import Tenant

MOST_CHOICES = 8
SCHOOL = "tenant"

# What is shown of a choice, and the fields that it adds to the request.
Pair = tuple[str, dict[str, Any]]


def which(
    ctx: Context, reply: Reply, pairs: Sequence[Pair], *, listed: str = "names", most: int = MOST_CHOICES
) -> Reply:
    """Ask which of several is meant. listed: the fact in which the reply gets what may be chosen.

    The request is kept with all that was said, and goes on with what is picked; more than `most` are not offered,
    so a name that was typed has to be enough there.
    """
    pairs = pairs[:most]
    choices = [
        {
            "label": "candidate",
            "text": text,
            "week": None,
            "meaning": meaning_to_json(replace(ctx.meaning, words=ctx.words, fields={**ctx.meaning.fields, **fields})),
        }
        for text, fields in pairs
    ]
    question = ctx.ask("choice", ctx.actor.id, None, {"items": [], "choices": choices})
    return replace(reply, facts={**reply.facts, listed: [text for text, _ in pairs]}, question=question)


def schools_meant(ctx: Context) -> list[Tenant]:
    """Give the schools of which this person is an admin today, by name; of these only the one that was picked."""
    ids = governed(ctx.actor)
    picked = ctx.meaning.fields.get(SCHOOL)
    wanted = ids if picked is None else ids & {picked}
    return list(ctx.session.scalars(select(Tenant).where(Tenant.id.in_(wanted)).order_by(Tenant.name, Tenant.id)))


def about(ctx: Context) -> list[dict[str, int]]:
    """Name the schools that an answer is about, so that it goes only where each lets it go."""
    return [{"tenant_id": one.id} for one in schools_meant(ctx)]


def which_school(ctx: Context, reply: Reply, schools: Sequence[Tenant]) -> Reply:
    """Ask which of these schools is meant; all of them are offered."""
    pairs = [(one.name, {SCHOOL: one.id}) for one in schools]
    return which(ctx, reply, pairs, listed="schools", most=len(pairs))
