"""Telegram: an update becomes an Incoming, a message for a chat becomes sendMessage."""

import os

# python-telegram-bot is moving its durations to timedelta and warns, from within its own RetryAfter, until one opts in.
os.environ.setdefault("PTB_TIMEDELTA", "true")
