"""`maru simulate` as a person uses it: its sum, its exit status, and a failing seed that replays."""

import re

from hub_process import maru


def test_sound_seeds_end_with_status_0_and_a_sum():
    done = maru("simulate", "--seeds", 3, "--seed", 1)
    assert done.returncode == 0, done.stdout[-2000:]
    assert re.search(r"^seeds +3, all sound$", done.stdout, re.M)
    assert re.search(r"^transfers +[1-9]", done.stdout, re.M)


def test_a_failing_seed_ends_with_status_1_and_its_replay_is_the_same():
    failed = maru("simulate", "--seeds", 50, "--seed", 1, "--plant", "refund-on-timeout")
    assert failed.returncode == 1
    assert "WRONG" in failed.stdout
    replay = re.search(r"^replay:  maru (simulate .*)$", failed.stdout, re.M).group(1)
    again = maru(*replay.split())
    assert again.returncode == 1
    assert again.stdout == failed.stdout


def test_one_seed_has_one_trace():
    first, second = (maru("simulate", "--seeds", 1, "--seed", 7, "--trace").stdout for _ in range(2))
    assert first.split("real time")[0] == second.split("real time")[0]
    assert "hub starts" in first


def test_a_number_of_seeds_that_is_none_is_refused():
    assert maru("simulate", "--seeds", 0).returncode != 0
