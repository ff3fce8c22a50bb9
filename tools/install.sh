#!/usr/bin/env bash
# Install locked dependencies, and put this checkout and the akkoord command into the virtual environment.
set -euo pipefail
venv=$1
lock=$2
echo "Installing what $lock names ..."
"$venv/bin/python" -m pip install --disable-pip-version-check --no-input -qq --require-hashes --no-deps -r "$lock"
"$venv/bin/python" - <<'PYTHON'
import pathlib
import sysconfig

pathlib.Path(sysconfig.get_path("purelib"), "akkoord.pth").write_text(f"{pathlib.Path.cwd()}\n", encoding="utf-8")
PYTHON
cat >"$venv/bin/akkoord" <<'SCRIPT'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m akkoord "$@"
SCRIPT
chmod +x "$venv/bin/akkoord"
