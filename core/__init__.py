"""What the service is, without any wire: a message becomes a meaning, a command and a reply in the outbox."""
