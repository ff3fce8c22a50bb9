"""Pictures for chat and mail: a chart's facts laid out as shapes, and the shapes drawn as a PNG."""
