# shellcheck shell=bash
# To be sourced: starts a hub on a free port with data of its own for as long as the script runs.

# Sets hub_ready (the ready file) once the hub answers. $1 is the program.
start_hub() {
  hub_directory=$(mktemp -d "${TMPDIR:-/tmp}/maru.XXXXXX")
  hub_ready=$hub_directory/ready-file.json
  "$1" serve --port 0 --data "$hub_directory/data" --ready-file "$hub_ready" >"$hub_directory/log" 2>&1 &
  hub_process=$!
  trap stop_hub EXIT
  until [[ -e $hub_ready ]]; do
    kill -0 "$hub_process" 2>/dev/null || {
      cat "$hub_directory/log" >&2
      echo "$0: the hub did not start." >&2
      exit 1
    }
    sleep 0.05
  done
}

stop_hub() {
  kill "$hub_process" 2>/dev/null
  wait "$hub_process" 2>/dev/null
  rm -rf "$hub_directory"
}

# The url in a ready file.
url_of() { sed -nE 's/.*"url":"([^"]+)".*/\1/p' "$1"; }

# Whether anything listens at the url $1.
answers() {
  local address=${1#*://}
  (exec 3<>"/dev/tcp/${address%:*}/${address##*:}") 2>/dev/null
}
