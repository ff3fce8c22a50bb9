"""Language: sentences as data, and the readers of weeks, days, dates, hours, names and verdicts."""
