"""Dossiers: placements, who has a part in them, and how they come in from a file."""
