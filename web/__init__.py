"""The web: the page behind a mail's link, and whether the service lives."""
