"""Hubs behind haproxy that are stopped and started one after the other, and replaced by those of the next version: no call fails.

`make test` has one program, whose build for tests can be told one more step of the schema and so stands in for the next version;
`make upgrade-test FROM=REVISION` builds an older one and upgrades from that.
"""

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
import requests

from fintech import Fintech, new_order, now, open_accounts
from hub_process import BINARY, HubProcess, clean_environment, free_port, maru, wait_until
from postgres import Database
from test_failover import Proxy

HUBS = 2
CLIENTS = 12
# The program that the hubs begin with.
OLDER = os.environ.get("MARU_OLDER_BINARY")
# What a step may do beside hubs that know nothing of it (CONTRIBUTING.md), to the tables that every order writes.
NEXT_STEP = """
CREATE TABLE next_version (id BIGKEY, note TEXT NOT NULL);
ALTER TABLE transfer ADD COLUMN next_note TEXT;
ALTER TABLE order_key ADD COLUMN next_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registered_account ADD COLUMN next_note TEXT;
CREATE INDEX transfer_next ON transfer (next_note);
INSERT INTO next_version (note) SELECT code FROM organisation;
"""


def calls(hub):
    """How many calls of clients have reached a hub since its start."""
    lines = requests.get(hub.url + "/metrics", timeout=30).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith('maru_api_calls_total{api="account/balance"'))


class Load:
    """Clients that ask for balances and pay, one call after the other, until they are told to stop."""

    def __init__(self, proxy, hub):
        self.url = proxy.url
        self.ended, self.failed, self.done = threading.Event(), [], []
        fintech = Fintech(hub)
        people = [person for person in hub.ready["users"] if open_accounts(person)][:CLIENTS]
        self.threads = [threading.Thread(target=self.client, args=(self.link(hub, fintech, person),)) for person in people]

    def link(self, hub, fintech, person):
        account = open_accounts(person)[0]
        hub.set_account(account, balance=9_000_000)
        return fintech.link(person, accounts=[account])

    def client(self, linked):
        use_num = linked.accounts[0]["fintech_use_num"]
        # Kept alive and used again and again, as clients' connections are.
        session, headers, amount = requests.Session(), {"Authorization": f"Bearer {linked.token}"}, 1_000
        order = new_order()
        while not self.ended.is_set():
            amount += 1
            try:
                balance = session.get(
                    f"{self.url}/v1.0/account/balance", params={"fintech_use_num": use_num, "tran_dtime": now()}, headers=headers, timeout=60
                )
                body = {
                    "dps_print_content": "교대", "fintech_use_num": use_num, "print_content": "교대",
                    "tran_amt": str(amount), "tran_dtime": order,
                }  # fmt: skip
                paid = session.post(f"{self.url}/v1.0/transfer/withdraw", json=body, headers=headers, timeout=60)
                told = [balance.json()["rsp_code"], paid.json()["rsp_code"]]
            except (requests.RequestException, ValueError) as error:
                told = [repr(error)]
            (self.done if told == ["A0000", "A0000"] else self.failed).append(told)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        wait_until(lambda: len(self.done) > 20 or self.failed, 60, "the load to begin")
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def goes_on(self, what, *hubs, more=20):
        """Waits until each of `hubs` has got so many more calls."""
        before = [calls(hub) for hub in hubs]
        wait_until(lambda: self.failed or all(calls(hub) >= count + more for hub, count in zip(hubs, before)), 60, what)
        assert self.failed == []


@pytest.fixture
def upgrade(request, tmp_path):
    """Hubs of the older version over one database, behind haproxy."""
    database = Database()
    hubs = [
        HubProcess(tmp_path / f"hub{number}", "--drain-seconds", "4", port=free_port(), database=database.url, binary=OLDER or BINARY)
        for number in range(HUBS)
    ]
    for hub in hubs:
        # Also where the test fails.
        request.addfinalizer(hub.stop)
        hub.start()
    proxy = Proxy(tmp_path, hubs)
    request.addfinalizer(proxy.stop)
    return SimpleNamespace(database=database, hubs=hubs, proxy=proxy)


def test_hubs_are_restarted_one_after_the_other_and_no_call_fails(upgrade):
    with Load(upgrade.proxy, upgrade.hubs[0]) as load:
        for hub in upgrade.hubs:
            assert hub.stop() == 0
            hub.start()
            load.goes_on("the hub to get calls again", hub, more=1)
    assert load.failed == [] and len(load.done) > 50, (load.failed, len(load.done))
    assert [hub.stop() for hub in upgrade.hubs] == [0, 0]
    verified = upgrade.hubs[0].verify()
    assert verified.returncode == 0, verified.stdout + verified.stderr


class Reader:
    """Somebody who reads a table for long, as a dump does: a step that changes it has to wait until the end."""

    def __init__(self, database, table):
        self.database = database
        self.process = subprocess.Popen(
            ["psql", "-qtAd", database.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=clean_environment()
        )
        self.process.stdin.write(f"BEGIN; SELECT COUNT(*) FROM {table};\n")
        assert self.process.stdout.readline().strip().isdigit(), "psql has not read the table"

    def is_waited_for(self):
        """Whether somebody wants the table that is being read for itself alone."""
        asked = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        return self.database.ask(asked) != "0"

    def end(self):
        self.process.communicate("COMMIT;\n", timeout=30)
        assert self.process.returncode == 0


def test_hubs_of_two_versions_work_side_by_side_and_no_call_fails(upgrade, tmp_path, capsys):
    """J-10, upwards: an older hub does not start over a newer schema."""
    step = tmp_path / "next-step.sql"
    step.write_text(NEXT_STEP)
    newer = clean_environment() if OLDER else clean_environment(MARU_NEXT_STEP=str(step))
    place = ["--database", upgrade.database.url]
    with Load(upgrade.proxy, upgrade.hubs[0]) as load:
        checked = maru("migrate", "--check", *place, env=newer)
        reader = Reader(upgrade.database, "maru_hub.transfer")
        migrating = subprocess.Popen(
            [BINARY, "migrate", *place], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=newer
        )
        try:
            if not OLDER:
                assert checked.returncode == 1, "MARU_NEXT_STEP needs a build for tests (debug)"
                for _ in range(2):
                    # It gives way to the hubs behind it, and tries again.
                    wait_until(reader.is_waited_for, 60, "the step to wait for the reader")
                    load.goes_on("hubs to go on while the step waits", *upgrade.hubs)
                assert migrating.poll() is None, "the step did not wait for the reader"
        finally:
            reader.end()
        said, _ = migrating.communicate(timeout=150)
        assert migrating.returncode == 0, said
        if not OLDER:
            assert "brought up to" in said, said
        elif checked.returncode == 0:
            with capsys.disabled():
                print(f"\nNo step of the schema lies between {OLDER} and {BINARY}: no table changed under load.", file=sys.stderr, flush=True)
        load.goes_on("hubs of the older version to go on beside the newer tables", *upgrade.hubs)
        if checked.returncode == 1:
            refused = maru("serve", "--port", "0", "--data", tmp_path / "late", *place, binary=OLDER or BINARY)
            assert refused.returncode != 0 and "a newer Maru made it" in refused.stderr, refused.stderr
        for number, hub in enumerate(upgrade.hubs):
            assert hub.stop() == 0
            hub.env, hub.binary = newer, BINARY
            hub.start()
            load.goes_on(f"{number + 1} of {HUBS} hubs to be of the newer version", *upgrade.hubs)
    assert load.failed == [] and len(load.done) > 100, (load.failed, len(load.done))
    assert [hub.stop() for hub in upgrade.hubs] == [0, 0]
    verified = maru("verify", "--data", upgrade.hubs[0].data, *place, env=newer)
    assert verified.returncode == 0 and "(0 open)" in verified.stdout, verified.stdout + verified.stderr
