"""Backups: the whole database as one file, taken while the service runs, checked, and put back."""
