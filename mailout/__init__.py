"""Mail on its way out: composing it from what is said, and handing it to an SMTP server."""
