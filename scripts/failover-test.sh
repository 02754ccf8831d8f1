#!/usr/bin/env bash
# Three hubs behind haproxy over a PostgreSQL primary with a synchronous standby: a hub or the primary is lost under load, again and
# again. What is given is handed on to pytest (--rounds N; a round takes about a minute).
set -euo pipefail
cd "$(dirname "$0")/.."

# The test has servers of its own; that one is here says that PostgreSQL is to be built in.
postgres=$(mktemp -d /tmp/maru-postgres.XXXXXX)
chmod 755 "$postgres"
trap 'scripts/postgres.sh stop "$postgres"' EXIT
MARU_TEST_POSTGRES=$(scripts/postgres.sh start "$postgres")
export MARU_TEST_POSTGRES
scripts/end-to-end.sh -m failover "$@"
