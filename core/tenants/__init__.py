"""Tenants: the schools and other customers, their colleges and the companies they know."""
