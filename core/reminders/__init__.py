"""Reminders: who still has open weeks, and when they hear of it."""
