#!/usr/bin/env bash
# Walks through all eighteen APIs: against the hub of 'make run' where it runs, else against one started for it on a free
# port. The status is that of 'maru demo'.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/hub.sh
source scripts/hub.sh

running=${MARU_DATA:-data}/ready.json
scripts/install-packages.sh build
program=.build/release/maru
if [[ ! -x $program ]]; then program=.build/debug/maru; fi
if [[ ! -x $program ]]; then
  echo "Building; the first time takes several minutes." >&2
fi
if [[ $program == */release/maru ]]; then scripts/build.sh release maru; else scripts/build.sh debug maru; fi

if [[ -e $running ]] && answers "$(url_of "$running")"; then
  hub_ready=$running
else
  echo "No hub is running here ('make run' starts one): starting one for this demo." >&2
  start_hub "$program"
fi
"$program" demo --ready-file "$hub_ready" "$@"
if [[ $hub_ready != "$running" && -t 0 ]]; then
  read -r -p "The hub of this demo runs until you press Enter. " || true
elif [[ $hub_ready != "$running" ]]; then
  echo "The hub of this demo ends with it, and so does its link; 'make run' starts one that stays." >&2
fi
