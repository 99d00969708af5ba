#!/usr/bin/env bash
# Everything: install, train, evaluate, package, and extract the facts of the seed articles.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
export PATH="$PWD/.venv/bin:$PATH"
python -m spacy project run "${1:-all}"
