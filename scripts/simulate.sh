#!/usr/bin/env bash
# Runs the deterministic simulation in release mode; what is given is handed on to 'maru simulate' (--seeds, --seed,
# --transfers, --plant, --trace).
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build.sh release maru
exec .build/release/maru simulate "$@"
