#!/usr/bin/env bash
# Pin every dependency with hashes, for every Python from 3.11 on; the locks name no registry.
set -euo pipefail
options=(--generate-hashes --universal --python-version 3.11 --no-config --no-header --no-emit-index-url --no-emit-find-links -q)
.venv/bin/uv pip compile pyproject.toml --extra pictures "${options[@]}" -o requirements.lock
.venv/bin/uv pip compile pyproject.toml --extra pictures --extra dev "${options[@]}" -o requirements-dev.lock
