"""The logbook: weeks and days of hours, who approves them, and what the school gets."""
