#!/usr/bin/env bash
# Builds the hub in release mode and starts it in the foreground; what is given is handed on to 'maru serve'.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh build
if [[ ! -x .build/release/maru ]]; then
  echo "Building in release mode; the first time takes several minutes." >&2
fi
swift build -c release --product maru >&2
exec .build/release/maru serve "$@"
