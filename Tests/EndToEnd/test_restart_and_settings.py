"""Starting, setting up and stopping `maru serve`: what stays, what may be said where, and how it refuses."""

import json
import re
import signal
import socket
import threading

import pytest
import requests

from fintech import Fintech, Linked, new_order, now, open_accounts
from hub_process import HubProcess, clean_environment, free_port, maru, wait_until

# Every setting of `maru serve`, with a value that is right and one that is not.
SETTINGS = {
    "host": ("127.0.0.1", ""),
    "port": ("0", "99999"),
    "data": ("DIR", ""),
    "seed": ("7", "minus one"),
    "ready-file": ("FILE", None),
    "testbed": ("true", "perhaps"),
    "public-url": ("https://hub.example", "hub.example"),
    "trusted-proxies": ("127.0.0.1,10.1.0.0/16,fd00::/8", "0.0.0.0/0"),
    "log-level": ("notice", "loud"),
    "bank-timeout-seconds": ("6,004=3", "6,004=0"),
    "bank-connections": ("64,004=16", "004=16"),
    "bank-plaintext": ("false", "perhaps"),
    "request-time-tolerance-seconds": ("300", "ten"),
    "frozen-repeat-window-seconds": ("30", "0"),
    "consent-days": ("180", "3651"),
    "calls-per-second": ("50", "0"),
    "one-time-numbers-per-hour": ("20", "0"),
    "password-cost": ("15", "3"),
    "keep-calls-days": ("400", "0"),
    "keep-expired-days": ("7", "0"),
    "bank": ("004=http://127.0.0.1:9004", "004=127.0.0.1"),
    "smtp": ("smtp://mail.example", "mail.example"),
    "smtp-plaintext": ("false", "perhaps"),
    "mail-from": ("Maru <no-reply@hub.example>", "Maru"),
}


def environment_name(setting):
    return "MARU_" + setting.upper().replace("-", "_")


def refuses(*arguments, env=None):
    """`maru serve` with these must end by itself; answers its words, which are one or two plain sentences."""
    ended = maru("serve", *arguments, env=env, timeout=60)
    assert ended.returncode != 0, ended.stdout
    words = ended.stderr.strip()
    assert words.startswith("Error: "), words
    for trace in ("Fatal", "fatal error", "Swift/", "0x", "at /", "Stack dump", "Optional("):
        assert trace not in words, words
    first = words.splitlines()[0]
    assert len(first) < 900 and first.rstrip().endswith((".", ")")) or len(first) < 300, words
    return words


# What stays


def test_a_second_start_keeps_tokens_consents_and_balances(tmp_path):
    hub = HubProcess(tmp_path).start()
    person = next(person for person in hub.ready["users"] if open_accounts(person))
    fintech = Fintech(hub)
    linked = fintech.link(person)
    use_num = linked.accounts[0]["fintech_use_num"]
    dtime = new_order()
    first = linked.withdraw(use_num, 1_000, dtime)
    assert first["rsp_code"] == "A0000", first
    balance, ready = linked.balance(use_num), dict(hub.ready)
    assert linked.post("account/update_info", fintech_use_num=use_num, account_alias="월급통장")["rsp_code"] == "A0000"
    oob = fintech.oob
    assert hub.stop() == 0

    hub.start()
    assert {name: value for name, value in hub.ready.items() if name != "url"} == {
        name: value for name, value in ready.items() if name != "url"
    }
    assert linked.balance(use_num) == balance
    me = linked.get("user/me", user_seq_no=linked.user_seq_no)
    assert [row["account_alias"] for row in me["res_list"] if row["fintech_use_num"] == use_num] == ["월급통장"]
    assert linked.withdraw(use_num, 1_000, dtime) == first, "M-04: the repeat is known across the restart"
    assert linked.balance(use_num) == balance
    assert fintech.call("GET", "bank/status", oob).json()["rsp_code"] == "A0000"
    renewed = fintech.token(grant_type="refresh_token", refresh_token=linked.refresh_token, scope="login inquiry transfer")
    assert renewed.get("access_token"), renewed
    assert hub.stop() == 0
    assert hub.verify().returncode == 0


def test_a_visit_of_the_consent_pages_survives_a_restart(tmp_path):
    port = free_port()
    hub = HubProcess(tmp_path, port=port).start()
    client, person = hub.ready, hub.ready["users"][0]
    browser = requests.Session()
    query = {"response_type": "code", "client_id": client["client_id"], "redirect_uri": client["redirect_uri"], "scope": "login"}
    page = browser.get(f"{hub.url}/oauth/2.0/authorize2", params=query, timeout=10)
    hub.kill()
    hub.start()
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)[1]
    form = {"csrf": csrf, "name": person["name"], "birth_date": person["birth_date"], "phone": person["phone"]}
    assert "인증번호 6자리" in browser.post(page.url + "/identity", data=form, timeout=10).text
    hub.stop()


# The ready file


def test_the_ready_file_has_the_fields_that_programs_rely_on(hub):
    ready = hub.ready
    for name in ("url", "client_id", "client_secret", "redirect_uri", "client_use_code"):
        assert isinstance(ready[name], str) and ready[name], name
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", ready["url"])
    assert re.fullmatch(r"l7xx[0-9a-f]{32}", ready["client_id"])
    assert re.fullmatch(r"[A-Z]\d{9}", ready["client_use_code"])
    for name in ("paying_account", "collection_account"):
        assert set(ready[name]) == {"bank_code_std", "account_num"}
    assert len(ready["users"]) == 40
    for user in ready["users"]:
        assert {"name", "birth_date", "phone", "accounts"} <= set(user)
        assert re.fullmatch(r"(19|20)\d{6}", user["birth_date"]) and re.fullmatch(r"010\d{8}", user["phone"])
        for account in user["accounts"]:
            assert re.fullmatch(r"\d{3}", account["bank_code_std"]) and re.fullmatch(r"\d{6,16}", account["account_num"])
    in_data = json.loads((hub.data / "ready.json").read_text())
    assert in_data == ready
    assert hub.ready_file.stat().st_mode & 0o777 == 0o600 and hub.data.stat().st_mode & 0o777 == 0o700


def test_the_banner_says_where_and_what_next(hub):
    for words in (hub.url, hub.ready["client_id"], hub.ready["client_secret"], hub.ready["users"][0]["name"], "make demo"):
        assert words in hub.log
    assert "/oauth/2.0/authorize2?" in hub.log


def test_a_seed_gives_the_same_people_everywhere_and_another_seed_others(tmp_path):
    hubs = [HubProcess(tmp_path / name, "--seed", seed).start() for name, seed in (("a", 7), ("b", 7), ("c", 8))]
    (one, same, other) = ({**hub.ready, "url": ""} for hub in hubs)
    try:
        assert one == same
        assert one["client_id"] != other["client_id"] and one["users"][0]["phone"] != other["users"][0]["phone"]
        histories = [history(hub) for hub in hubs[:2]]
        assert histories[0] == histories[1] and len(histories[0]) == 25
    finally:
        for hub in hubs:
            hub.stop()
    assert "--seed 7" in refuses("--port", "0", "--data", hubs[0].data, "--seed", "8")


def history(hub):
    person = hub.ready["users"][0]
    linked = Fintech(hub).link(person, accounts=open_accounts(person)[:1])
    day = now()[:8]
    answer = linked.get(
        "account/transaction_list",
        fintech_use_num=linked.accounts[0]["fintech_use_num"],
        inquiry_type="A",
        from_date=str(int(day[:4]) - 1) + day[4:],
        to_date=day,
        sort_order="D",
        page_index="1",
        tran_dtime=now(),
    )
    return answer["res_list"]


# Where settings come from


def test_help_names_every_setting_with_its_standard_value(tmp_path):
    """The hub itself lists its settings when a file names one that does not exist."""
    file = tmp_path / "maru.yaml"
    file.write_text("no-such-setting: 1\n")
    listed = re.search(r"Settings: (.*)\.", refuses("--config", file))[1].split(", ")
    assert set(SETTINGS) <= set(listed)
    text = maru("serve", "--help").stdout
    for name in listed:
        assert re.search(rf"--{name}(/--no-[\w-]+)?\s", text), name
    assert "--no-testbed" in text and "MARU_READY_FILE" in text and "--config" in text
    assert "(default: 8080)" in " ".join(text.split())


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_has_one_name_in_three_places(tmp_path, name):
    """A wrong value is refused from each place with the same sentence, which names all three spellings."""
    wrong = SETTINGS[name][1]
    if wrong is None:
        return check_ready_file_in_three_places(tmp_path)
    file = tmp_path / "maru.yaml"
    file.write_text(f"{name}: '{wrong}'\n")
    base = [] if name == "data" else ["--data", str(tmp_path / "data")]
    said = {
        refuses(*base, "--config", file),
        refuses(*base, env=clean_environment(**{environment_name(name): wrong})),
    }
    if name not in ("testbed", "smtp-plaintext", "bank-plaintext"):
        said.add(refuses(*base, f"--{name}", wrong))
    assert len({words.splitlines()[0] for words in said}) == 1, said
    sentence = said.pop()
    assert f"--{name}" in sentence and environment_name(name) in sentence and "must be" in sentence


def check_ready_file_in_three_places(tmp_path):
    for place in ("flag", "environment", "file"):
        directory = tmp_path / place
        directory.mkdir()
        file, ready = directory / "maru.yaml", directory / "wanted.json"
        file.write_text(f"ready-file: {ready}\n" if place == "file" else "")
        flags = {"flag": ["--ready-file", ready], "file": ["--config", file]}.get(place, [])
        env = clean_environment(**({"MARU_READY_FILE": str(ready)} if place == "environment" else {}))
        hub = HubProcess(directory, *flags, env=env, ready_file=ready).start()
        assert hub.ready["url"].startswith("http://"), place
        assert hub.stop() == 0


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path):
    file = tmp_path / "maru.yaml"
    file.write_text("seed: 3\nconsent-days: 33\nport: 1\nlog-level: warning\n")
    env = clean_environment(MARU_SEED="2", MARU_CONSENT_DAYS="22", MARU_CONFIG=str(file))
    by_file = HubProcess(tmp_path / "file", env=clean_environment(MARU_CONFIG=str(file))).start()
    by_environment = HubProcess(tmp_path / "environment", env=env).start()
    by_flag = HubProcess(tmp_path / "flag", "--seed", "1", env=env).start()
    plain = [HubProcess(tmp_path / f"seed{seed}", "--seed", seed).start() for seed in (3, 2, 1)]
    try:
        for hub, expected in zip((by_file, by_environment, by_flag), plain):
            assert hub.ready["client_id"] == expected.ready["client_id"]
    finally:
        for hub in (by_file, by_environment, by_flag, *plain):
            hub.stop()


def test_the_public_url_is_what_programs_are_told(tmp_path):
    port = free_port()
    hub = HubProcess(tmp_path, "--public-url", "https://hub.example", port=port).start()
    assert hub.ready["url"] == "https://hub.example"
    # The file is there a moment before the words on the screen.
    wait_until(lambda: "https://hub.example/oauth/2.0/authorize2" in hub.log, 10, "the banner")
    assert requests.get(f"http://127.0.0.1:{port}/health", timeout=10).text == "ok\n"
    hub.stop()


# How it refuses


def test_a_misspelt_setting_in_the_file_is_named_with_the_right_ones(tmp_path):
    file = tmp_path / "maru.yaml"
    file.write_text("prot: 8080\n")
    words = refuses("--config", file, "--data", tmp_path / "data")
    assert "'prot'" in words and "port" in words and "ready-file" in words


@pytest.mark.parametrize("text", ["port: [unfinished\n", "just words\n", "- a\n- list\n"])
def test_a_file_that_is_no_list_of_settings(tmp_path, text):
    file = tmp_path / "maru.yaml"
    file.write_text(text)
    assert str(file) in refuses("--config", file, "--data", tmp_path / "data")


def test_a_file_that_is_not_there(tmp_path):
    assert "cannot be read" in refuses("--config", tmp_path / "none.yaml")


def test_an_unknown_flag(tmp_path):
    assert "--prot" in refuses("--prot", "1")


def test_a_busy_port(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = refuses("--port", port, "--data", tmp_path)
        assert f"127.0.0.1:{port}" in words and "cannot listen" in words


def test_an_address_that_is_not_this_machines(tmp_path):
    assert "cannot listen" in refuses("--host", "203.0.113.7", "--port", "0", "--data", tmp_path)


def test_a_second_process_on_the_same_data(hub):
    words = refuses("--port", "0", "--data", hub.data)
    assert "another maru uses" in words and str(hub.data) in words
    assert requests.get(hub.url + "/health", timeout=10).status_code == 200, "the first goes on"


def test_a_data_directory_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file" / "data") in refuses("--port", "0", "--data", tmp_path / "file" / "data")


def test_a_database_that_is_none(tmp_path):
    (tmp_path / "hub.sqlite").write_bytes(b"this is not a database, whatever its name says" * 100)
    assert str(tmp_path) in refuses("--port", "0", "--data", tmp_path)


def test_unknown_commands_and_verify_without_data(tmp_path):
    assert maru("sevre").returncode != 0
    nothing = maru("verify", "--data", tmp_path / "none")
    assert nothing.returncode == 2 and "there is no" in nothing.stderr
    for command in ("serve", "verify", "demo", "openapi"):
        shown = maru(command, "--help")
        assert shown.returncode == 0 and "OVERVIEW" in shown.stdout and command in shown.stdout


# How it stops


def test_sigterm_ends_with_0_while_calls_are_under_way(tmp_path):
    """Nothing that was acknowledged is lost, nothing is half done, and nobody is answered with a fault."""
    hub = HubProcess(tmp_path).start()
    person = next(person for person in hub.ready["users"] if open_accounts(person))
    account = open_accounts(person)[0]
    hub.set_account(account, balance=9_000_000)
    fintech = Fintech(hub)
    linked = fintech.link(person, accounts=[account])
    use_num, dtime = linked.accounts[0]["fintech_use_num"], now()
    acknowledged, faults, amounts = [], [], iter(range(1, 1_000_000))
    choosing, enough = threading.Lock(), threading.Event()

    def work():
        session = Linked(Fintech(hub), person, {"access_token": linked.token, "refresh_token": "", "user_seq_no": "", "scope": ""})
        http = requests.Session()
        while True:
            with choosing:
                amount = next(amounts)
            body = {
                "dps_print_content": "결제", "fintech_use_num": use_num, "tran_amt": str(amount), "tran_dtime": dtime,
            }  # fmt: skip
            try:
                answer = http.post(
                    hub.url + "/v1.0/transfer/withdraw", json=body, headers={"Authorization": f"Bearer {session.token}"}, timeout=30
                )
            except requests.RequestException:
                return
            if answer.status_code != 200:
                faults.append(answer.text)
            elif answer.json()["rsp_code"] == "A0000":
                acknowledged.append(amount)
                if len(acknowledged) >= 40:
                    enough.set()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    hub.process.send_signal(signal.SIGTERM)
    assert hub.process.wait(30) == 0, hub.log
    for thread in threads:
        thread.join()
    assert faults == []
    hub.start()
    assert 9_000_000 - linked.balance(use_num) >= sum(acknowledged)
    for amount in acknowledged:
        assert fintech.recheck("1", dtime, amount, use_num)["bank_rsp_code"] == "000"
    assert hub.stop() == 0
    assert hub.verify().returncode == 0


def test_sigint_ends_an_idle_hub_with_0(tmp_path):
    hub = HubProcess(tmp_path).start()
    hub.process.send_signal(signal.SIGINT)
    assert hub.process.wait(30) == 0
    assert "rror" not in hub.log


def test_the_databases_hold_no_secret_of_the_client(hub):
    """The ready file is the only place that tells the client's secret: the databases hold hashes."""
    secret = hub.ready["client_secret"].encode()
    for path in hub.data.glob("*.sqlite*"):
        assert secret not in path.read_bytes(), path.name
