"""Watching a running service: what it counts, whether it is ready, and where a monitoring system reads that."""
