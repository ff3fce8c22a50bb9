"""Sees how many mutants of the verdict reader a test notices: `python -m tests.mutants --count 300 --seed 1`.

One that no test notices within its time is a survivor. With each of those messages of chance are read (--tries): where
all of them come to the same, it may be no mistake at all.
"""

import argparse
import json
import sys
from collections import Counter

import pytest

from tests.mutants.killing import Killer
from tests.mutants.mistakes import files_of_reader, mutants, sampled

# The messages of test_understood.py are read without it; test_mutated.py reads 200,000 of chance.
LEFT_OUT = ("test_understood.py", "test_mutated.py", "test_any_text.py")


def main() -> int:
    """Kill a sample of the mutants, and print how many were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many; 0 for all there are")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=6, help="of work for the tests of one mutant")
    parser.add_argument("--tries", type=int, default=20000, help="messages of chance that survivors may read")
    parser.add_argument("--only", default="", help="mutants whose place and words hold this text")
    parser.add_argument("--least", type=float, default=0, help="the share that must be noticed")
    parser.add_argument("tests", nargs="*", default=["tests/language"])
    chosen = parser.parse_args()
    made = mutants(files_of_reader())
    found = [one for one in made if chosen.only in str(one)]
    if 0 < chosen.count < len(found):
        found = sampled(found, chosen.count, chosen.seed)
    killer = Killer(found, chosen.seconds, chosen.tries, chosen.seed)
    left_out = [f"--ignore=tests/language/{name}" for name in LEFT_OUT]
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", *left_out, *chosen.tests], plugins=[killer]
    )
    if code:
        return int(code)
    share = 1 - len(killer.lived) / max(len(found), 1)
    print(
        json.dumps(
            {
                "name": "mutants noticed",
                "value": round(share, 4),
                "of": len(found),
                "lives, and makes something else of a message of chance": len(killer.told_apart),
                "made": len(made),
                "seed": chosen.seed,
            }
        )
    )
    by_file = Counter(one.path for one in killer.lived)
    for path, count in Counter(one.path for one in found).items():
        print(f"{path}: {count - by_file[path]} of {count}")
    return 1 if share < chosen.least else 0


if __name__ == "__main__":
    sys.exit(main())
