"""Readers of values: hours, times, days, feasts, weeks and numbers, each strict and with property tests of its own."""
