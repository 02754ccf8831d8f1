#!/usr/bin/env bash
# Builds hub and bench in release mode and measures the goals beside their yardsticks; what is given is handed on to
# 'maru-bench run' (--only P4,P17, --short, --update-docs, --help). Installs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build.sh release maru
scripts/build.sh release maru-bench
exec .build/release/maru-bench run "$@"
