"""What changes nothing: questions about the rules, about getting in, and about what is not ours or not allowed."""
