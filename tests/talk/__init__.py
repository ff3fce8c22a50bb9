"""Whole conversations, each in chat and by mail."""
