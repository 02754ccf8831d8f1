#!/usr/bin/env bash
# Builds the hub in release mode and starts it in the foreground; what is given is handed on to 'maru serve'.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh build
scripts/build.sh release maru
exec .build/release/maru serve "$@"
