#!/usr/bin/env bash
# Install what is needed, check style and types, run the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
export PATH="$PWD/.venv/bin:$PATH"
ruff check .
ruff format --check src scripts tests benchmarks examples
mypy
python -m pytest "$@"
