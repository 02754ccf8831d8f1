#!/usr/bin/env bash
# Builds hub and bench in release mode and measures the goals beside their yardsticks; what is given is handed on to
# 'maru-bench run' (--only P4,P17, --short, --update-docs, --help). Installs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! -x .build/release/maru-bench || ! -x .build/release/maru ]]; then
  echo "Building in release mode; the first time takes several minutes." >&2
fi
# P5 measures the hub over PostgreSQL, where its library is there.
traits=()
if command -v pkg-config >/dev/null && pkg-config --exists libpq; then traits=(--traits Postgres); fi
swift build -c release --product maru ${traits[@]+"${traits[@]}"} >&2
swift build -c release --product maru-bench ${traits[@]+"${traits[@]}"} >&2
exec .build/release/maru-bench run "$@"
