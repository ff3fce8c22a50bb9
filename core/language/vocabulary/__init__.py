"""What is there before any meaning: tokens, the phrases that have a part to play, and the names in reach."""
