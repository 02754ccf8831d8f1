#!/usr/bin/env bash
# Runs the end-to-end tests (pytest) against a hub built in debug mode, or the one that MARU_BINARY names; what is given is
# handed on to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-packages.sh test
scripts/venv.sh
if [[ -z ${MARU_BINARY:-} ]]; then
  # The tests on PostgreSQL run where a server is given (scripts/test.sh starts one).
  traits=()
  [[ -z ${MARU_TEST_POSTGRES:-} ]] || traits=(--traits Postgres)
  swift build --product maru ${traits[@]+"${traits[@]}"} >&2
  export MARU_BINARY="$PWD/.build/debug/maru"
fi
export PYTHONDONTWRITEBYTECODE=1
exec .build/venv/bin/python -m pytest -c Tests/EndToEnd/pytest.ini Tests/EndToEnd "$@"
