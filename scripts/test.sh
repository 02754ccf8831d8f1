#!/usr/bin/env bash
# Runs every test: Swift Testing first, then the end-to-end tests, on SQLite and on a PostgreSQL server of their own. The last
# line is the sum of all; the status is non-zero when anything failed, could not be run, or ran no test at all.
# MARU_SKIP_POSTGRES=1 leaves PostgreSQL out, where no server can be had. Tests/on-postgresql.txt names the suites of whole hubs and
# targets of whole hubs that run a second time, there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

scripts/install-packages.sh test || exit 1
mkdir -p .build

traits=()
if [[ ${MARU_SKIP_POSTGRES:-} == 1 ]]; then
  echo "== PostgreSQL is left out (MARU_SKIP_POSTGRES=1)" >&2
else
  postgres=$(mktemp -d /tmp/maru-postgres.XXXXXX) hubs=
  chmod 755 "$postgres"
  trap 'scripts/postgres.sh stop "$postgres"; [[ -z $hubs ]] || scripts/postgres.sh stop "$hubs"' EXIT
  # Checkpoints would only rewrite what is thrown away.
  MARU_TEST_POSTGRES=$(MARU_POSTGRES_OPTIONS="-c checkpoint_timeout=1h -c max_wal_size=8GB" \
    scripts/postgres.sh start "$postgres") || {
    echo "0 passed, 1 failed (no PostgreSQL server for the tests; MARU_SKIP_POSTGRES=1 leaves it out)"
    exit 1
  }
  export MARU_TEST_POSTGRES
  traits=(--traits Postgres)
fi

echo "== Building" >&2
swift build --build-tests ${traits[@]+"${traits[@]}"} || {
  echo "0 passed, 1 failed (the build)"
  exit 1
}

# A crash is told with the one stack that matters: by default every thread's is written, which takes an hour for a program of
# this size. What stands still is ended and told as failed; a run takes four minutes on two cores.
export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-threads=crashed,images=none,symbolicate=fast}
# As many tests at a time as keep two cores busy: all at once, each waits so long for a thread that time limits strike, and their
# files are more than a process may open.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-16}
swift_tests() {
  local bound=()
  ! command -v timeout >/dev/null || bound=(timeout --foreground -s INT -k 30 1200)
  ${bound[@]+"${bound[@]}"} swift test --skip-build ${traits[@]+"${traits[@]}"} "$@" 2>&1
}

echo "== Swift tests" >&2
swift_log=.build/swift-tests.log
swift_tests | tee "$swift_log"
swift_status=${PIPESTATUS[0]}

if ((${#traits[@]})); then
  echo "== Swift tests of whole hubs, on PostgreSQL" >&2
  # On a server of their own, for it ends with as many databases as there were hubs.
  hubs=$(scripts/postgres.sh place)
  if server=$(MARU_POSTGRES_OPTIONS="-c checkpoint_timeout=1h" scripts/postgres.sh start "$hubs"); then
    MARU_TEST_POSTGRES=$server MARU_TEST_STORE=postgresql swift_tests --filter "(^|[./])($(paste -sd '|' Tests/on-postgresql.txt))[./]" \
      --skip "$(paste -sd '|' Tests/only-on-files.txt)" | tee -a "$swift_log"
    ((PIPESTATUS[0] == 0)) || swift_status=1
  else
    swift_status=1
  fi
  scripts/postgres.sh stop "$hubs"
  hubs=
fi

echo "== End-to-end tests" >&2
pytest_log=.build/end-to-end.log
# Files of tests beside each other: much of their time is waiting.
workers=${MARU_TEST_WORKERS:-3}
scripts/end-to-end.sh -n "$workers" --dist loadfile --no-loadscope-reorder --junitxml .build/end-to-end.xml 2>&1 | tee "$pytest_log"
pytest_status=${PIPESTATUS[0]}

scripts/sum-tests.sh "$swift_log" "$swift_status" .build/end-to-end.xml "$pytest_status"
