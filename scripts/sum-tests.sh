#!/usr/bin/env bash
# Adds up the tests of both suites and prints them as the last line: "412 passed, 0 failed".
# Arguments: log of 'swift test' and its status, JUnit file of pytest and its status.
set -uo pipefail
swift_log=$1 swift_status=$2 junit=$3 pytest_status=$4

# "Test run with 412 tests in 40 suites passed after 3.2 seconds." or "… failed after 3.2 seconds with 2 issues."
# One line a run.
swift_tests=$(sed -nE 's/.*Test run with ([0-9]+) tests?.*/\1/p' "$swift_log" | awk '{ sum += $1 } $1 == 0 { none = 1 } END { if (NR && !none) print sum }')
# A test's line is a sign, "Test", its name and what became of it; the name itself may say "skipped" or "failed after".
name='("([^"\\]|\\.)*"|[^" ]+\([^)]*\))( with [0-9]+ test cases)?'
swift_failed=$(grep -cE "^.{1,4}Test $name failed after " "$swift_log")
swift_skipped=$(grep -cE "^.{1,4}Test $name skipped[.:]" "$swift_log")

# The attributes of <testsuite …> count; the failures' own texts may say anything.
number() { grep -oE '<testsuite [^>]*>' "$junit" 2>/dev/null | grep -oE " $1=\"[0-9]+\"" | tr -dc '0-9'; }
py_tests=$(number tests) py_failures=$(number failures) py_errors=$(number errors) py_skipped=$(number skipped)

failed=$((${swift_failed:-0} + ${py_failures:-0} + ${py_errors:-0}))
skipped=$((${swift_skipped:-0} + ${py_skipped:-0}))
passed=$((${swift_tests:-0} + ${py_tests:-0} - failed - skipped))

status=0
complain() {
  echo "$1"
  status=1
  ((failed)) || failed=1
}
((failed)) && status=1
[[ -n $swift_tests && $swift_tests != 0 ]] || complain "No Swift test ran."
[[ -n $py_tests && $py_tests != 0 ]] || complain "No end-to-end test ran."
((swift_status == 0)) || complain "'swift test' ended with status $swift_status."
# 124: it took longer than it may. What is named here stood still, or its end was not written any more.
if ((swift_status == 124)); then
  echo "Begun, and not ended as far as is written:"
  comm -23 <(sed -nE "s/^.{1,4}Test $name started\.$/  \1/p" "$swift_log" | sort) \
    <(sed -nE "s/^.{1,4}Test $name (passed|failed) after .*/  \1/p" "$swift_log" | sort) | head -n 20
fi
((pytest_status == 0)) || complain "pytest ended with status $pytest_status."
((skipped == 0)) || complain "$skipped tests were skipped: no test of this project may be."
echo "$passed passed, $failed failed"
exit "$status"
