"""Adding schools and who speaks for them."""

import pytest
from sqlalchemy.orm import Session

from core.access import load_actor
from core.incoming import Evidence
from core.people.models import Role
from core.tenants.service import TenantRefusedError, add_college, add_contact, add_tenant
from tests.papers import NOW


def test_a_school_has_chat_off_until_somebody_decides_otherwise(session: Session) -> None:
    tenant = add_tenant(session, "oost", name="Vakcollege Oost", region="Noord")
    assert (tenant.chat_policy, tenant.kind, tenant.time_zone) == ("off", "school", "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("oost", {}, "code"),
        ("Oost!", {}, "code"),
        ("", {}, "code"),
        ("west", {"language": "tlh"}, "language"),
        ("west", {"time_zone": "Mars/Olympus"}, "time_zone"),
        ("west", {"time_zone": "../etc"}, "time_zone"),
        ("west", {"contact_email": "notanaddress"}, "contact_email"),
        ("west", {"privacy_email": "fg@west"}, "privacy_email"),
        ("west", {"name": " "}, "name"),
    ],
)
def test_what_can_not_be_is_refused_by_name(session: Session, code: str, changes: dict[str, str], field: str) -> None:
    add_tenant(session, "oost", name="Vakcollege Oost")
    with pytest.raises(TenantRefusedError) as refusal:
        add_tenant(session, code, **{"name": "Nog een", **changes})  # type: ignore[arg-type]  # text for any field
    assert refusal.value.field == field
    assert refusal.value.allowed


def test_a_contact_speaks_for_the_school(session: Session) -> None:
    tenant = add_tenant(session, "oost", name="Vakcollege Oost")
    college = add_college(session, tenant, "GROEN", name="Groen", region="Zuid")
    person = add_contact(session, tenant, first_name="Ada", infix="", surname="Vis", email="Ada@Oost.example")
    actor = load_actor(session, person.id, evidence=Evidence.CHAT, today=NOW.date())
    assert actor.has(Role.SCHOOL)
    assert person.addresses[0].email == "ada@oost.example"
    assert college.tenant_id == tenant.id


def test_an_address_of_a_school_is_kept_in_lower_case(session: Session) -> None:
    tenant = add_tenant(session, "oost", name="Vakcollege Oost", contact_email="Stage@Oost.example")
    assert (tenant.contact_email, tenant.privacy_email) == ("stage@oost.example", "")


def test_a_college_may_have_an_address_of_its_own_and_only_a_real_one(session: Session) -> None:
    tenant = add_tenant(session, "oost", name="Vakcollege Oost")
    college = add_college(session, tenant, "GROEN", name="Groen", contact_email="Groen@Oost.example")
    assert college.contact_email == "groen@oost.example"
    with pytest.raises(TenantRefusedError):
        add_college(session, tenant, "BLAUW", name="Blauw", contact_email="blauw")
