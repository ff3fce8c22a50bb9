"""Facts for every reply, as the commands give them; the people and schools are invented."""

from typing import Any

from tests.wording.samples.contacts import CONTACTS
from tests.wording.samples.desk import DESK
from tests.wording.samples.files import FILES
from tests.wording.samples.logbook import LOGBOOK
from tests.wording.samples.operations import OPERATIONS
from tests.wording.samples.people import PEOPLE
from tests.wording.samples.problems import PROBLEMS
from tests.wording.samples.reminders import REMINDERS
from tests.wording.samples.roles import ROLES
from tests.wording.samples.tenants import TENANTS

FACTS: dict[str, dict[str, Any]] = {
    **CONTACTS,
    **DESK,
    **FILES,
    **LOGBOOK,
    **OPERATIONS,
    **PEOPLE,
    **PROBLEMS,
    **REMINDERS,
    **ROLES,
    **TENANTS,
}
