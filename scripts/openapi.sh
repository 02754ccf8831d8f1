#!/usr/bin/env bash
# Writes the API document that the hub serves to openapi.json, from a hub started for it on a free port.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/hub.sh
source scripts/hub.sh

command -v curl >/dev/null || {
  echo "$0: curl is missing: install the package 'curl'." >&2
  exit 1
}
swift build --product maru >&2
start_hub .build/debug/maru
curl -fsS "$hub_url/openapi.json" >openapi.json
echo "wrote openapi.json ($(wc -c <openapi.json) bytes)"
