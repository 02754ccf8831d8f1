#!/usr/bin/env bash
# Installs the system packages that are missing, and only those: 'build' for the hub itself, 'test' for the
# end-to-end tests too, 'postgres' for the store on PostgreSQL (its library, a server for tests, and haproxy, behind which
# tests put several hubs). Says in one line what to do where it cannot install.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$0: $*"
  exit 1
}

purpose=${1:-build}
case $purpose in
  build | test | postgres) ;;
  *) die "usage: $0 [build|test|postgres]" ;;
esac

command -v swift >/dev/null ||
  die "no Swift toolchain: install 6.2 or later from https://www.swift.org/install and put 'swift' in the PATH."
version=$(swift --version 2>&1 | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)
read -r major minor <<<"${version:-0 0}"
if ((major < 6 || (major == 6 && minor < 2))); then
  die "Swift 6.2 or later is needed; this is ${major}.${minor}. See https://www.swift.org/install"
fi

if [[ $(uname -s) == Darwin ]]; then
  if [[ $purpose == postgres ]]; then
    command -v pg_config >/dev/null || die "no PostgreSQL: run 'brew install postgresql@17 libpq pkg-config haproxy'."
    exit 0
  fi
  # The system brings SQLite, and the command line tools Python; only the browser may be missing.
  [[ $purpose == test ]] || exit 0
  command -v python3 >/dev/null || die "no python3: run 'xcode-select --install'."
  command -v node >/dev/null || die "no node for the tests of the JavaScript library: run 'brew install node'."
  if [[ ! -d "/Applications/Google Chrome.app" && ! -d /Applications/Chromium.app ]]; then
    die "no browser for the tests: run 'brew install --cask google-chrome'."
  fi
  exit 0
fi

command -v dpkg-query >/dev/null || {
  # Another Linux: nothing is installed here, but what is missing is said.
  if [[ $purpose == postgres ]]; then
    command -v pg_config >/dev/null || die "no PostgreSQL: install the server and libpq's development package."
    exit 0
  fi
  [[ -e /usr/include/sqlite3.h ]] || die "SQLite's header is missing: install your system's SQLite development package."
  [[ $purpose == build ]] || command -v chromedriver >/dev/null ||
    die "chromium with chromedriver and a Korean font are needed for the tests: install them with your package manager."
  [[ $purpose == build ]] || command -v node >/dev/null ||
    die "node 18 or later is needed for the tests of the JavaScript library: install it with your package manager."
  exit 0
}

packages=(ca-certificates git g++ libsqlite3-dev zlib1g-dev)
[[ $purpose == postgres ]] && packages=(libpq-dev pkg-config postgresql haproxy)
[[ $purpose == test ]] && packages+=(curl python3 python3-venv chromium chromium-driver fonts-nanum systemd)
# The JavaScript library's tests; a newer one that is there already will do.
[[ $purpose != test ]] || command -v node >/dev/null || packages+=(nodejs)

# The browser without the parts of a desktop does the same pages with a third less work. Not every system has it.
browser=chromium-headless-shell

is_here() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == "install ok installed" ]]; }
wants_browser() { [[ $purpose == test ]] && ! is_here "$browser" && apt-cache show "$browser" >/dev/null 2>&1; }

missing=()
for package in "${packages[@]}"; do
  is_here "$package" || missing+=("$package")
done
((${#missing[@]})) || wants_browser || exit 0

install=(apt-get install -y -q --no-install-recommends)
if ((EUID == 0)); then
  root=()
elif command -v sudo >/dev/null; then
  root=(sudo)
else
  ((${#missing[@]})) || exit 0
  die "packages are missing; run as root: ${install[*]} ${missing[*]}"
fi

export DEBIAN_FRONTEND=noninteractive
if ((${#missing[@]})); then
  say "Installing system packages: ${missing[*]}"
  "${root[@]}" apt-get update -q >&2 || die "'apt-get update' failed; these packages are missing: ${missing[*]}"
  "${root[@]}" "${install[@]}" "${missing[@]}" >&2 || die "'apt-get install' failed; these packages are missing: ${missing[*]}"
fi
# With the driver, for the two must be of one version. Known only now on a new machine.
if wants_browser; then
  say "Installing a quicker browser for the tests: $browser"
  # Nobody is asked for a password for it.
  ((EUID == 0)) || root=(sudo -n)
  { ((${#missing[@]})) || "${root[@]}" apt-get update -q >&2; } &&
    "${root[@]}" "${install[@]}" "$browser" chromium chromium-driver >&2 || say "Without it: the tests take the one that is here."
fi
