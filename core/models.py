"""Every row of the house in one place, so that the migrations see them all."""

from core.contacts.models import Invitation
from core.db import Base
from core.dossiers.models import Dossier, DossierPart
from core.files.models import Document, Download, SentFile
from core.inbox import InboxMessage
from core.logbook.models import Approval, DayEntry, LogbookWeek
from core.outbox import OutboxMessage
from core.people.models import Address, ChatAccount, LinkToken, Membership, Person
from core.people.preferences import Preference
from core.people.stand_ins import StandIn
from core.problems.models import Problem, ProblemMessage
from core.questions import Question
from core.record import Decision, RecordHead
from core.restoration import Restoration
from core.tenants.models import College, DemoMark, Organisation, Tenant

__all__ = [
    "Address",
    "Approval",
    "Base",
    "ChatAccount",
    "College",
    "DayEntry",
    "Decision",
    "DemoMark",
    "Document",
    "Dossier",
    "DossierPart",
    "Download",
    "InboxMessage",
    "Invitation",
    "LinkToken",
    "LogbookWeek",
    "Membership",
    "Organisation",
    "OutboxMessage",
    "Person",
    "Preference",
    "Problem",
    "ProblemMessage",
    "Question",
    "RecordHead",
    "Restoration",
    "SentFile",
    "StandIn",
    "Tenant",
]
