"""What a verdict on hours may touch, and that what it left alone is said."""

from datetime import date

import pytest
from sqlalchemy import delete

from core.dossiers.models import Dossier
from core.logbook.models import DayEntry
from tests.site import Site


@pytest.mark.parametrize(
    "words", ["Daan akkoord behalve vrijdag, dat was 4 uur", "Daan vrijdag terug, dat was 4 uur", "Daan vr moet 4 zijn"]
)
async def test_a_day_outside_the_placement_is_not_made(site: Site, words: str) -> None:
    await site.house.change(Dossier, site.daans.id, ends_on=date(2026, 3, 4))
    late = delete(DayEntry).where(DayEntry.week_id == site.daan10.id, DayEntry.date > date(2026, 3, 4))
    await site.house.database.turn(lambda session: session.execute(late))
    await site.house.remind()
    assert await site.house.chat(site.ria, words) == "answered"
    assert await site.house.states(site.daan10) == "sss"
    assert "niet in de stageperiode" in site.house.last(site.ria).text
    assert "tot en met 4 maart 2026" in site.house.last(site.ria).text
    assert await site.house.chat(site.ria, "Daan akkoord behalve woensdag, dat was 4 uur") == "acted"
    assert await site.house.states(site.daan10) == "aac"


async def test_hours_named_for_a_day_that_lies_with_the_student_are_said_not_to_be_changed(site: Site) -> None:
    await site.house.remind()
    digest = site.house.last(site.ria).outgoing.token
    await site.house.chat(site.ria, "Daan dinsdag terug, dat was 6 uur")
    await site.house.chat(site.ria, "Daan dinsdag moet 5 zijn", tokens=[digest])
    told = site.house.last(site.ria).text
    assert "er is niets teruggestuurd" in told
    assert "hier valt nu niets te beoordelen: di 7,5 ↩ 6" in told
