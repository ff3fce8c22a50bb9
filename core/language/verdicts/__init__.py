"""From clauses to verdicts: whom each clause is about, what overrules what, and what is said of which week and day."""
