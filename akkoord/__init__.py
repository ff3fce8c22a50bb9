"""The command line and the composition root: builds the parts, starts the loops, and knows every other folder."""
