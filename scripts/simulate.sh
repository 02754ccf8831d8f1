#!/usr/bin/env bash
# Runs the deterministic simulation in release mode; what is given is handed on to 'maru simulate' (--seeds, --seed,
# --transfers, --plant, --trace).
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! -x .build/release/maru ]]; then
  echo "Building in release mode; the first time takes several minutes." >&2
fi
swift build -c release --product maru >&2
exec .build/release/maru simulate "$@"
