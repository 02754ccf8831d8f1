#!/usr/bin/env bash
# A private PostgreSQL server for tests and measurements: its own directory and port, nothing of the system's server is touched.
#   postgres.sh start DIRECTORY   installs what is missing, starts a server on a free port, prints its URL
#   postgres.sh stop DIRECTORY    stops it and removes the directory
#   postgres.sh place             makes a directory where many short-lived databases are quick: in memory where there is plenty
# As root it runs as the user 'postgres': the server refuses to run as root. One clear line and a non-zero status where it cannot be.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$0: $*"
  exit 1
}

usage="usage: $0 start|stop DIRECTORY, or $0 place"
# A directory without a name would be the one that this stands in, and stopping removes it.
[[ ($# == 2 && -n $2) || ($# == 1 && $1 == place) ]] || die "$usage"
action=$1
place=${2:-}

as_server() {
  if ((EUID == 0)); then su postgres -s /bin/bash -c "$*"; else bash -c "$*"; fi
}

# Where the server's own programs are: Debian keeps them out of the PATH.
programs() {
  local found
  for found in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin; do
    [[ -x $found/initdb && -x $found/pg_ctl ]] && {
      echo "$found"
      return
    }
  done
  return 1
}

case $action in
  start)
    scripts/install-packages.sh postgres
    bin=$(programs) || die "PostgreSQL's programs (initdb, pg_ctl) are not on this machine."
    version=$("$bin/postgres" --version | sed -nE 's/.* ([0-9]+)[.a-z].*/\1/p')
    ((${version:-0} >= 15)) || die "PostgreSQL 15 or later is needed; this is ${version:-unknown}."
    mkdir -p "$place"
    place=$(cd "$place" && pwd)
    ((EUID == 0)) && chown postgres "$place"
    as_server "test -w '$place'" || die "the user 'postgres' cannot get to $place."
    as_server "'$bin/initdb' -D '$place/data' -U postgres -A trust --no-sync -E UTF8 --locale=C" >"$place/initdb.log" 2>&1 ||
      die "initdb failed: $(tail -n 1 "$place/initdb.log")"
    # A port that nobody uses now; a few tries, for somebody may take it in between.
    for _ in 1 2 3 4 5; do
      port=$((20000 + RANDOM % 12000))
      options="-p $port -h 127.0.0.1 -k '' -c max_connections=${MARU_POSTGRES_CONNECTIONS:-400} ${MARU_POSTGRES_OPTIONS:-}"
      as_server "'$bin/pg_ctl' -D '$place/data' -o \"$options\" -l '$place/log' -w start" >/dev/null 2>&1 && {
        echo "postgres://postgres@127.0.0.1:$port/postgres"
        exit 0
      }
    done
    die "the server does not start: $(tail -n 1 "$place/log" 2>/dev/null)"
    ;;
  stop)
    bin=$(programs) || die "PostgreSQL's programs are not on this machine."
    if [[ -d $place/data ]]; then
      place=$(cd "$place" && pwd)
      as_server "'$bin/pg_ctl' -D '$place/data' -m immediate -w stop" >/dev/null 2>&1 || true
    fi
    rm -rf "$place"
    ;;
  place)
    # Each hub of a test has a database of some 13 MB, of six hundred files, and what is written of it stands in the server's log too.
    needed=$((6 * 1024 * 1024))
    parent=/tmp
    if [[ -r /proc/meminfo && -w /dev/shm ]]; then
      available=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
      room=$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')
      ((available < needed || room < needed)) || parent=/dev/shm
    fi
    place=$(mktemp -d "$parent/maru-postgres.XXXXXX")
    chmod 755 "$place"
    echo "$place"
    ;;
  *) die "$usage" ;;
esac
