#!/usr/bin/env bash
# Runs Swift tests that are built: --filter and --skip are as 'swift test' has them. Used by scripts/test.sh and
# scripts/test-on-postgresql.sh.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

# A crash is told with the one stack that matters: by default every thread's is written, which takes an hour for a program of
# this size.
export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-threads=crashed,images=none,symbolicate=fast}
# As many tests at a time as keep two cores busy: all at once, each waits so long for a thread that time limits strike, and their
# files are more than a process may open.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-16}

# The lines are counted (scripts/sum-tests.sh), and colours would stand in them.
export NO_COLOR=1

# 'swift test' would plan the build once more, which takes a quarter of a minute, and two at a time are in each other's way. Where
# the tests are a program (Linux), it is run as 'swift test' runs it.
tests=(.build/debug/*PackageTests.xctest)
if [[ -f ${tests[0]} && -x ${tests[0]} ]]; then
  run=("${tests[0]}" --testing-library swift-testing)
else
  run=(swift test --skip-build)
  [[ -z ${MARU_TEST_POSTGRES:-} ]] || run+=(--traits Postgres)
fi
# What stands still is ended and told as failed; a run takes four minutes on two cores.
! command -v timeout >/dev/null || run=(timeout --foreground -s INT -k 30 1200 "${run[@]}")
exec "${run[@]}" "$@" 2>&1
