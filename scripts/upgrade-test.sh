#!/usr/bin/env bash
# Upgrades hubs of an older version to this one, one after the other, behind haproxy, over one PostgreSQL database and under load; not
# one call may fail. The older one is built from a revision of this repository: scripts/upgrade-test.sh REVISION. What follows is
# handed on to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
revision=${1:?usage: $0 REVISION}
shift

scripts/install-packages.sh build
scripts/install-packages.sh postgres
older=$(mktemp -d /tmp/maru-older.XXXXXX)
postgres=$(mktemp -d /tmp/maru-postgres.XXXXXX)
chmod 755 "$postgres"
trap 'scripts/postgres.sh stop "$postgres"; git worktree remove --force "$older/source" 2>/dev/null || true; rm -rf "$older"' EXIT

git worktree add --detach "$older/source" "$revision" >&2
# What was fetched for this version serves the older one too.
[[ ! -f Package.resolved ]] || cp Package.resolved "$older/source/"
echo "Building $revision; it takes as long as a first build." >&2
swift build --package-path "$older/source" --product maru --traits Postgres >&2
MARU_OLDER_BINARY="$older/source/.build/debug/maru"
MARU_TEST_POSTGRES=$(scripts/postgres.sh start "$postgres")
export MARU_OLDER_BINARY MARU_TEST_POSTGRES
scripts/end-to-end.sh -k test_hubs_of_two_versions "$@"
