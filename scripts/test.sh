#!/usr/bin/env bash
# Runs every test: Swift Testing first, then the end-to-end tests. The last line is the sum of both; the status is non-zero
# when anything failed, could not be run, or ran no test at all.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

scripts/install-packages.sh test || exit 1
mkdir -p .build

echo "== Building" >&2
swift build --build-tests || {
  echo "0 passed, 1 failed (the build)"
  exit 1
}

echo "== Swift tests" >&2
swift_log=.build/swift-tests.log
swift test --skip-build 2>&1 | tee "$swift_log"
swift_status=${PIPESTATUS[0]}

echo "== End-to-end tests" >&2
pytest_log=.build/end-to-end.log
scripts/end-to-end.sh --junitxml .build/end-to-end.xml 2>&1 | tee "$pytest_log"
pytest_status=${PIPESTATUS[0]}

scripts/sum-tests.sh "$swift_log" "$swift_status" .build/end-to-end.xml "$pytest_status"
