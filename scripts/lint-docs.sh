#!/usr/bin/env bash
# Lists public declarations without a docstring; what only fulfils a protocol inherits the protocol's words.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck disable=SC2016 # the dollars are awk's
found=$(find Sources/MaruDomain Sources/MaruContract Sources/MaruClient -name '*.swift' | sort | xargs awk '
  FNR == 1 { documented = 0 }
  # Attributes and reasons may stand between the docstring and the declaration.
  /^ *\/\/\// { documented = 1; next }
  /^ *@[a-zA-Z(), ]*$/ { next }
  /^ *\/\/ / { next }
  {
    declares = $0 ~ /^ *public (static |final |mutating |indirect |private\(set\) )*(struct|enum|class|actor|protocol|typealias|func|init|var|let|subscript)[ ?(<]/ \
      || $0 ~ /^ *case [a-zA-Z`]+( = .*|\(.*\))?(, [a-zA-Z]+.*)?$/
    inherits = $0 ~ /init\(from fields: inout FieldReader\)|func write\(to fields: inout FieldWriter\)/ \
      || $0 ~ /var description: String|static func (<|==) |init\(from decoder:|func encode\(to encoder:|static let (route|path|pattern) =/ \
      || $0 ~ /^ *public (let text: String|init\?\(_ text: String\) \{)$/ \
      || $0 ~ /typealias (Request|Answer|Response|Element|Failure) =/
    if (declares && !inherits && !documented) printf "%s:%d:%s\n", FILENAME, FNR, $0
    documented = 0
  }')
if [[ -n $found ]]; then
  echo "$found"
  echo "lint-docs: $(wc -l <<<"$found") public declarations without a docstring" >&2
  exit 1
fi
