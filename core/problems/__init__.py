"""Problems: what is reported to a school about a student, what the school answers, and suspected data leaks."""
