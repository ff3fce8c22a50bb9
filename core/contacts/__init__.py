"""Contacts: who works at a company, in which role; invited by a colleague, active once they say so themselves."""
