#!/usr/bin/env bash
# Checks that all Swift code is formatted, and the shell scripts and documents where their checkers are there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

status=0
swift format lint -s -p -r Package.swift Sources Tests Benchmarks || status=1
if [[ -x scripts/lint-docs.sh ]]; then
  scripts/lint-docs.sh || status=1
fi
if command -v shellcheck >/dev/null; then
  shellcheck scripts/*.sh .ci/run || status=1
else
  echo "lint: shellcheck is not installed; the scripts were only parsed." >&2
  for script in scripts/*.sh .ci/run; do bash -n "$script" || status=1; done
fi
((status == 0)) && echo "lint: no findings"
exit "$status"
