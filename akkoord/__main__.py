"""Run the command line: python -m akkoord."""

from akkoord.main import app

app(prog_name="akkoord")
