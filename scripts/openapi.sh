#!/usr/bin/env bash
# Writes the API document, as the hub serves it, to docs/api/openapi.json.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --product maru >&2
.build/debug/maru openapi --output docs/api/openapi.json
echo "wrote docs/api/openapi.json ($(wc -c <docs/api/openapi.json) bytes)"
