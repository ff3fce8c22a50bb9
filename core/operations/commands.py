"""All that an admin can say of the service's work: importing this declares it."""

from core.operations import announcing, pausing, queues, status

__all__ = ["announcing", "pausing", "queues", "status"]
