"""Loads what every service loads, once: whoever is forked from it has it already."""

from akkoord.service import warm_up

warm_up()
