"""What the README tells a newcomer to type, typed: the curl block word for word, and the demo."""

import json
import re
import subprocess

from fintech import Fintech, now
from hub_process import ROOT, HubProcess, clean_environment, maru, wait_until

README = (ROOT / "README.md").read_text()
APIS = [
    "oauth/2.0/authorize2", "oauth/2.0/authorize_account2", "oauth/2.0/token", "user/me", "user/unlink", "account/list",
    "account/update_info", "account/cancel", "account/balance", "account/transaction_list", "transfer/withdraw",
    "transfer/deposit", "transfer/deposit2", "transfer/result", "transfer/recheck", "inquiry/real_name",
    "inquiry/remit_list", "bank/status",
]  # fmt: skip


def blocks(language="sh"):
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def in_bash(script, directory):
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=120,
        env=clean_environment(HOME=str(directory)),
    )


def test_the_curl_block_works_word_for_word(own_hub):
    """The block reads data/ready.json, as after `make run`."""
    block = next(block for block in blocks() if "oauth/2.0/token" in block)
    assert len(block.strip().splitlines()) == 10
    ended = in_bash(block, own_hub.directory)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    answers = [json.loads(text) for text in re.findall(r"\{.*?\}(?=\{|$)", ended.stdout.replace("\n", ""))] or [ended.stdout]
    balance, withdrawn = answers[-2:]
    assert balance["rsp_code"] == "A0000" and balance["bank_rsp_code"] == "000"
    assert withdrawn["rsp_code"] == "A0000" and withdrawn["bank_rsp_code"] == "000"
    assert withdrawn["tran_amt"] == "1000" and withdrawn["fintech_use_num"] == balance["fintech_use_num"]


def test_the_test_bed_block_does_what_it_says(own_hub):
    account = own_hub.ready["users"][0]["accounts"][0]
    block = next(block for block in blocks() if "/testbed/banks/004" in block)
    block = block.replace('"bank_code_std":"004","account_num":"…"', json.dumps(account)[1:-1].split(', "state"')[0])
    ended = in_bash(f"U={own_hub.url}\n{block}", own_hub.directory)
    assert ended.returncode == 0, ended.stderr
    assert '"mode":"down"' in ended.stdout and '"balance":"0"' in ended.stdout


def test_the_demo_walks_through_all_eighteen_apis(own_hub):
    ended = maru("demo", "--data", own_hub.data)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    lines = [line for line in ended.stdout.splitlines() if "✓" in line]
    assert {line.split()[0] for line in lines} == set(APIS)
    for line in lines:
        assert re.search(r" (200|302) +(-|[AO]\d{4}) +\d+\.\d ", line), line
    assert "✗" not in ended.stdout and "all 18 APIs" in ended.stdout
    assert own_hub.verify().returncode == 0
    # Orders are known by their second: an equal one within it would rightly be a repeat.
    last = now()
    wait_until(lambda: now() != last, 5, "the next second")
    again = maru("demo", "--data", own_hub.data)
    assert again.returncode == 0, again.stdout


def test_the_faults_demo_shows_every_won_moving_once(own_hub):
    ended = maru("demo", "--faults", "--data", own_hub.data)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "5 scenarios" in ended.stdout and "✗" not in ended.stdout
    # The two mistakes that open code for this job contains come first.
    assert ended.stdout.index("answer to the credit is lost") < ended.stdout.index("answer to the debit is lost")
    listed = subprocess.run(["curl", "-s", f"{own_hub.url}/testbed/banks"], capture_output=True, text=True, check=True)
    assert {bank["mode"] for bank in json.loads(listed.stdout)["banks"]} == {"up"}, "the demo leaves the banks as they were"


def test_the_demo_fails_when_something_differs(own_hub):
    """Without the bank of the collection account no withdraw is done."""
    own_hub.set_bank(own_hub.ready["collection_account"]["bank_code_std"], "refuse_credit")
    ended = maru("demo", "--data", own_hub.data)
    assert ended.returncode == 1, ended.stdout
    assert "✗" in ended.stdout and "불일치" in ended.stdout


def test_the_demo_says_what_to_do_without_a_hub(tmp_path):
    nothing = maru("demo", "--data", tmp_path)
    assert nothing.returncode == 2 and "make run" in nothing.stderr
    hub = HubProcess(tmp_path / "hub").start()
    hub.stop()
    gone = maru("demo", "--data", hub.data)
    assert gone.returncode == 2 and "no hub answers" in gone.stderr


# What the README claims in figures


def test_nineteen_banks_and_forty_people(hub):
    assert "nineteen simulated\n  banks with forty people" in README
    fintech = Fintech(hub)
    assert len(fintech.get("bank/status", fintech.oob)["res_list"]) == 19
    assert len(hub.ready["users"]) == 40


def test_people_have_months_of_history(hub, linked):
    use_num, day = linked.accounts[0]["fintech_use_num"], now()[:8]
    answer = linked.get(
        "account/transaction_list", fintech_use_num=use_num, inquiry_type="A", from_date=str(int(day[:4]) - 1) + day[4:],
        to_date=day, sort_order="A", page_index="1", tran_dtime=now(),
    )  # fmt: skip
    rows = int(answer["total_record_cnt"])
    first = answer["res_list"][0]["tran_date"]
    assert rows > 20 and first < day[:6], f"{rows} rows since {first}"


def test_serve_listens_where_the_readme_says():
    help_text = maru("serve", "--help").stdout
    assert "(default: 8080)" in help_text and "(default: data)" in help_text
    assert "port 8080 with the data in `data/`" in README
