#!/usr/bin/env bash
# Make .venv with the pinned dependencies and this project, unless it is there and up to date.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-python3.11}"
command -v "$python" >/dev/null || python=python3
stamp=.venv/.installed
wanted=$(cat requirements.txt pyproject.toml | cksum)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  printf '%s' "$wanted" > "$stamp"
fi
# The project's commands compare checksums of folders of code; compiled files that come later would change them.
.venv/bin/python -m compileall -q src scripts
