"""The doctor: looks at everything around the service, and says of each what it means and what to do."""
