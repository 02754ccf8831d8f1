#!/usr/bin/env bash
# Makes the Python environment of the end-to-end tests in .build/venv, or leaves it when it is up to date.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=Tests/EndToEnd/requirements.txt
made_from=.build/venv/made-from.txt
cmp -s "$requirements" "$made_from" 2>/dev/null && exit 0

# The system's own Python where there is one: it is the one that python3-venv belongs to.
python=python3
[[ -x /usr/bin/python3 ]] && python=/usr/bin/python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || python=python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$0: Python 3.11 or later is needed for the end-to-end tests." >&2
  exit 1
}

echo "Installing the test clients from $requirements" >&2
rm -rf .build/venv
mkdir -p .build
"$python" -m venv .build/venv
.build/venv/bin/pip install -q --disable-pip-version-check -r "$requirements" >&2 || {
  echo "$0: pip could not install $requirements; the end-to-end tests need it." >&2
  exit 1
}
cp "$requirements" "$made_from"
