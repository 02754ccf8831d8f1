#!/usr/bin/env bash
# Runs every test: Swift Testing first, then the end-to-end tests, on SQLite and on a PostgreSQL server of their own. The last
# line is the sum of all; the status is non-zero when anything failed, could not be run, or ran no test at all.
# MARU_SKIP_POSTGRES=1 leaves PostgreSQL out, where no server can be had. Suites that open a hub run a second time there
# (Tests/on-postgresql.txt).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

scripts/install-packages.sh test || exit 1
mkdir -p .build

postgres='' simulations=''
end() {
  [[ -z $simulations ]] || kill "$simulations" 2>/dev/null
  [[ -z $postgres ]] || scripts/postgres.sh stop "$postgres"
}
trap end EXIT

traits=()
if [[ ${MARU_SKIP_POSTGRES:-} == 1 ]]; then
  echo "== PostgreSQL is left out (MARU_SKIP_POSTGRES=1)" >&2
else
  postgres=$(mktemp -d /tmp/maru-postgres.XXXXXX)
  chmod 755 "$postgres"
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

swift_log=.build/swift-tests.log
# Simulations compute on one core, one after the other; suites on PostgreSQL wait for their server. Beside each other they take no longer.
apart='^MaruTestBedTests\.Simulations/'
echo "== Swift tests" >&2
scripts/swift-tests.sh --skip "$apart" | tee "$swift_log"
swift_status=${PIPESTATUS[0]}

echo "== Swift tests: simulations, and whole hubs on PostgreSQL" >&2
scripts/swift-tests.sh --filter "$apart" >.build/simulations.log &
simulations=$!
if ((${#traits[@]})); then
  MARU_TESTS_ARE_BUILT=1 scripts/test-on-postgresql.sh | tee -a "$swift_log"
  status=${PIPESTATUS[0]}
  ((status == 0 || swift_status == 124)) || swift_status=$status
fi
wait "$simulations"
status=$? simulations=''
((status == 0 || swift_status == 124)) || swift_status=$status
tee -a "$swift_log" <.build/simulations.log

echo "== End-to-end tests" >&2
pytest_log=.build/end-to-end.log
# Files of tests beside each other: much of their time is waiting.
workers=${MARU_TEST_WORKERS:-3}
scripts/end-to-end.sh -n "$workers" --dist loadfile --no-loadscope-reorder --junitxml .build/end-to-end.xml 2>&1 | tee "$pytest_log"
pytest_status=${PIPESTATUS[0]}

scripts/sum-tests.sh "$swift_log" "$swift_status" .build/end-to-end.xml "$pytest_status"
