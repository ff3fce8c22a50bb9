"""The evaluation: a corpus of messages is said in a scenario through the real desk, and judged by what changed."""
