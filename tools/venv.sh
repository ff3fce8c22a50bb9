#!/usr/bin/env bash
# Make the virtual environment with the first Python that is new enough.
set -euo pipefail
python=$1
venv=$2
if [ -z "$python" ]; then
  echo "Akkoord needs Python 3.11 or newer, and none was found. On Debian: apt-get install python3 python3-venv" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "Python's venv module is missing; trying to install python3-venv." >&2
  as_root=""
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then as_root="sudo -n"; else
      echo "That needs root. Please run: apt-get install python3-venv" >&2
      exit 1
    fi
  fi
  $as_root apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -q --no-install-recommends python3-venv >/dev/null
fi
"$python" -m venv "$venv"
