"""Every metric there is: its name, what it means, and its labels, none of which ever holds anything of anybody."""

from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily


@dataclass(frozen=True, slots=True)
class Family:
    """One metric. name: as it is scraped, a counter's ends in "_total". labels: only names that the code knows."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()

    @property
    def is_counter(self) -> bool:
        """Say whether it only ever grows, until the process ends."""
        return self.name.endswith("_total")

    def empty(self) -> CounterMetricFamily | GaugeMetricFamily:
        """Make the metric without any value yet."""
        kind = CounterMetricFamily if self.is_counter else GaugeMetricFamily
        return kind(self.name.removesuffix("_total"), self.meaning, labels=self.labels)


MESSAGES = Family(
    "akkoord_messages_total",
    "messages decided by this process; one that is tried again counts each time, with the outcome retry",
    ("channel", "command", "outcome"),
)
UNDERSTANDING = Family(
    "akkoord_understanding_total",
    "what came of them: acted, proposed, asked, answered, refused, ignored",
    ("channel", "outcome"),
)
SENDS = Family(
    "akkoord_sends_total",
    "attempts to send by this process: sent, planned (again, later), dropped, failed (set aside)",
    ("channel", "outcome"),
)
INBOX_WAITING = Family("akkoord_inbox_waiting", "received messages that are not decided yet", ("channel",))
INBOX_LAG = Family("akkoord_inbox_lag_seconds", "age of the oldest of them", ("channel",))
UNREAD_MAIL = Family(
    "akkoord_oldest_unread_mail_seconds",
    "how long a mail may have lain unread: the age of the oldest undecided one, or since when the mailbox is away",
)
QUARANTINE = Family("akkoord_quarantine", "messages set aside for an admin, by why", ("channel", "reason"))
OUTBOX_WAITING = Family("akkoord_outbox_waiting", "messages that are due and not sent yet", ("channel",))
OUTBOX_LAG = Family("akkoord_outbox_lag_seconds", "how long the first of them is overdue", ("channel",))
OUTBOX_PLANNED = Family("akkoord_outbox_planned", "messages whose time is still to come", ("channel",))
OUTBOX_FAILED = Family("akkoord_outbox_failed", "messages that can't be sent, set aside for an admin", ("channel",))
REMINDERS_DUE = Family("akkoord_reminders_due", "reminders that are due and not sent yet")
CONNECTION_UP = Family(
    "akkoord_connection_up",
    "1 when the last try with imap, smtp or telegram went well, 0 when it is away",
    ("connection",),
)
CONNECTION_SINCE = Family(
    "akkoord_connection_since_timestamp_seconds", "since when it holds, or is away", ("connection",)
)
LOOP_ALIVE = Family("akkoord_loop_alive", "1 when a part of the service does its rounds, 0 when it hangs", ("loop",))
DATABASE_UP = Family("akkoord_database_up", "1 when the database answered this scrape")
READY = Family("akkoord_ready", "1 when /readyz says so")
BUILD = Family("akkoord_build_info", "always 1; which version runs on what", ("version", "python", "database"))

FAMILIES = (
    MESSAGES,
    UNDERSTANDING,
    SENDS,
    INBOX_WAITING,
    INBOX_LAG,
    UNREAD_MAIL,
    QUARANTINE,
    OUTBOX_WAITING,
    OUTBOX_LAG,
    OUTBOX_PLANNED,
    OUTBOX_FAILED,
    REMINDERS_DUE,
    CONNECTION_UP,
    CONNECTION_SINCE,
    LOOP_ALIVE,
    DATABASE_UP,
    READY,
    BUILD,
)
