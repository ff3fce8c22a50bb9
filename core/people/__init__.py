"""People: a person, their addresses and chat accounts, and which roles they have where."""
