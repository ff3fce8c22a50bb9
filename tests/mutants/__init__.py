"""Makes small mistakes in the reader of verdicts, to see which of them a test notices: `python -m tests.mutants`."""
