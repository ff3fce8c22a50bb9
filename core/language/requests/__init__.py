"""What is asked of the assistant itself: whole sentences with their values, and free words known by their cues."""
