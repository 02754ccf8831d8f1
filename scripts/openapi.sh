#!/usr/bin/env bash
# Writes the documents of both APIs, as hub and banks serve them, to docs/api.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/build.sh debug maru
.build/debug/maru openapi --output docs/api/openapi.json
.build/debug/maru openapi --bank --output docs/api/bank-openapi.json
wc -c docs/api/*.json
