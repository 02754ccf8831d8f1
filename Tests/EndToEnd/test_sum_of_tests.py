"""The last line of `make test`: it counts each outcome once and is not misled by what a test is called."""

import subprocess

import pytest

from hub_process import ROOT

JUNIT = '<testsuites><testsuite name="pytest" errors="{errors}" failures="0" skipped="{skipped}" tests="20" time="1"></testsuite></testsuites>'
RUN = "✔ Test run with 10 tests in 3 suites passed after 9.2 seconds."

CASES = {
    "all passed": ([], 0, {}, 0, "30 passed, 0 failed", 0),
    "a name that says skipped": (['◇ Test "steps cannot be skipped: never" started.', '✔ Test "steps cannot be skipped: never" passed after 9.1 seconds.'], 0, {}, 0, "30 passed, 0 failed", 0),
    "a name that says failed": (['✔ Test "what failed after noon" passed after 1.0 seconds.'], 0, {}, 0, "30 passed, 0 failed", 0),
    "one failed": (['✘ Test "a \\"b\\"" with 3 test cases failed after 1 seconds with 1 issue.'], 1, {}, 0, "29 passed, 1 failed", 1),
    "one failed without a title": (["✘ Test foo(_:) failed after 1 seconds with 1 issue."], 1, {}, 0, "29 passed, 1 failed", 1),
    "one skipped": (['➜ Test "bar" skipped: "why"'], 0, {}, 0, "29 passed, 1 failed", 1),
    "one skipped without a title": (["➜ Test bar() skipped."], 0, {}, 0, "29 passed, 1 failed", 1),
    "one skipped end to end": ([], 0, {"skipped": 1}, 0, "29 passed, 1 failed", 1),
    "an error end to end": ([], 0, {"errors": 1}, 1, "29 passed, 1 failed", 1),
    "two runs": ([RUN], 0, {}, 0, "40 passed, 0 failed", 0),
    "two runs, one of them empty": ([RUN.replace("10", "0")], 0, {}, 0, "20 passed, 1 failed", 1),
    "a crash after the last test": ([], 139, {}, 0, "30 passed, 1 failed", 1),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_sum_counts_each_outcome_once(case, tmp_path):
    lines, swift_status, counts, pytest_status, last, status = CASES[case]
    (tmp_path / "swift.log").write_text("\n".join([*lines, RUN]))
    (tmp_path / "junit.xml").write_text(JUNIT.format(**{"errors": 0, "skipped": 0, **counts}))
    ran = subprocess.run(
        [ROOT / "scripts/sum-tests.sh", tmp_path / "swift.log", str(swift_status), tmp_path / "junit.xml", str(pytest_status)], capture_output=True, text=True
    )
    assert (ran.stdout.splitlines()[-1], ran.returncode) == (last, status)


def test_what_stood_still_is_named(tmp_path):
    lines = ['◇ Test "goes on" started.', '◇ Test "stands" started.', '✔ Test "goes on" with 2 test cases passed after 1.0 seconds.', "◇ Test bar() started."]
    (tmp_path / "swift.log").write_text("\n".join(lines))
    ran = subprocess.run(
        [ROOT / "scripts/sum-tests.sh", tmp_path / "swift.log", "124", tmp_path / "none.xml", "0"], capture_output=True, text=True
    )
    told = ran.stdout.splitlines()
    assert told[told.index("Begun, and not ended as far as is written:") + 1 :][:2] == ['  "stands"', "  bar()"] and ran.returncode == 1


def test_no_test_at_all_is_a_failure(tmp_path):
    (tmp_path / "empty").write_text("")
    ran = subprocess.run([ROOT / "scripts/sum-tests.sh", tmp_path / "empty", "0", tmp_path / "none.xml", "0"], capture_output=True, text=True)
    assert "No Swift test ran." in ran.stdout and "No end-to-end test ran." in ran.stdout and ran.returncode == 1
