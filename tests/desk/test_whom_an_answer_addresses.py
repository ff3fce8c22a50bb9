"""What was not understood is answered with examples that this person can say."""

import pytest

from core.people.models import Role
from tests.site import Site

NOT_UNDERSTOOD = {"nl": "blauwe fietsen vliegen", "en": "blue bicycles fly"}
EXAMPLES = [
    (Role.WORK_SUPERVISOR, "nl", "akkoord behalve dinsdag"),
    (Role.STUDENT, "nl", "di 6"),
    (Role.COORDINATOR, "nl", "wie zijn onze contacten"),
    (Role.COORDINATOR, "en", "who are our contacts"),
    (Role.ADMIN, "nl", "chat minimaal"),
    (Role.ADMIN, "en", "chat minimal"),
    (Role.TEACHER, "nl", "geschiedenis"),
    (Role.SCHOOL, "nl", "geschiedenis"),
    (Role.SCHOOL, "en", "history"),
]


@pytest.mark.parametrize(("role", "language", "example"), EXAMPLES)
async def test_what_is_not_understood_is_answered_with_what_that_role_can_say(
    site: Site, role: Role, language: str, example: str
) -> None:
    piet = await site.house.person("Piet", "Los", chat=True, language=language)
    await site.house.role(piet, role, site.tenant)
    assert await site.house.chat(piet, NOT_UNDERSTOOD[language]) == "answered"
    answer = site.house.last(piet).text
    assert example in answer
    judges = role is Role.WORK_SUPERVISOR
    assert ("akkoord behalve" in answer or "approved except" in answer) == judges
