#!/usr/bin/env bash
# Builds a product: scripts/build.sh release|debug PRODUCT. Always with the same flags, for others would build everything anew:
# with the PostgreSQL driver where libpq is found, and in release mode with the flags of docs/decisions/0025-how-it-is-compiled.md.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=$1 product=$2

flags=()
if [[ $mode == release ]]; then
  flags+=(-Xswiftc -enforce-exclusivity=unchecked -Xswiftc -cross-module-optimization)
  if [[ ! -x .build/release/$product ]]; then
    echo "Building $product in release mode; the first time takes a quarter of an hour on two cores." >&2
  fi
fi
if command -v pkg-config >/dev/null && pkg-config --exists libpq; then flags+=(--traits Postgres); fi
swift build -c "$mode" --product "$product" ${flags[@]+"${flags[@]}"} >&2
