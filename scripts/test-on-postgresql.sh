#!/usr/bin/env bash
# Runs every suite that opens a hub once more with its stores on PostgreSQL, the long form of what scripts/test.sh does with some of
# them: some five minutes on two cores. Each target has a server of its own, for every hub of a test leaves its tables behind.
# Tests/only-on-files.txt names the suites that look into files.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

scripts/install-packages.sh test || exit 1
swift build --build-tests --traits Postgres || exit 1
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-16}

status=0 directory=
trap '[[ -z $directory ]] || scripts/postgres.sh stop "$directory"' EXIT
for target in ${*:-MaruOAuthTests MaruHubTests MaruDeliveryTests MaruGatewayTests MaruPortalTests MaruConsoleTests MaruClientTests}; do
  echo "== $target on PostgreSQL" >&2
  directory=$(scripts/postgres.sh place)
  server=$(scripts/postgres.sh start "$directory") || exit 1
  MARU_TEST_POSTGRES=$server MARU_TEST_STORE=postgresql swift test --skip-build --traits Postgres \
    --filter "^$target\\." --skip "$(paste -sd '|' Tests/only-on-files.txt)" || status=1
  scripts/postgres.sh stop "$directory"
  directory=
done
exit "$status"
