#!/usr/bin/env bash
# Runs every suite that opens a hub with its stores on PostgreSQL, on a server of its own: some four minutes on two cores.
# scripts/test.sh does so behind the same suites on SQLite. Tests/on-postgresql.txt names the suites, and targets of such suites
# alone; what is given instead is a name of either. Tests/only-on-files.txt names those that look into files.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

if [[ -z ${MARU_TESTS_ARE_BUILT:-} ]]; then
  scripts/install-packages.sh test && scripts/install-packages.sh postgres || exit 1
  swift build --build-tests --traits Postgres || exit 1
fi
names=$(paste -sd '|' Tests/on-postgresql.txt)
(($# == 0)) || names=$(IFS='|' && echo "$*")

directory=$(scripts/postgres.sh place)
trap 'scripts/postgres.sh stop "$directory"' EXIT
# Checkpoints would only rewrite what is thrown away.
server=$(MARU_POSTGRES_OPTIONS="-c checkpoint_timeout=1h" scripts/postgres.sh start "$directory") || exit 1
# Fewer at a time than with files: more only get into each other's way at the server.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-6}
MARU_TEST_POSTGRES=$server MARU_TEST_STORE=postgresql scripts/swift-tests.sh \
  --filter "(^|[./])($names)[./]" --skip "$(paste -sd '|' Tests/only-on-files.txt)"
