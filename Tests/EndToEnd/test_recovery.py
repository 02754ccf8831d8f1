"""J-11: a database that is restored to a moment, with the commands and settings of docs/OPERATIONS.md."""

import re
import shlex
import shutil

import pytest

from fintech import Fintech, now, payer
from hub_process import ROOT, HubProcess, maru, wait_until
from postgres_cluster import AS_SERVER, Server, kill_family, programs, run

TEXT = (ROOT / "docs/OPERATIONS.md").read_text()


CHAPTER = TEXT.split("## Backup and recovery", 1)[1].split("\n## ", 1)[0]


def command(name, directory, server):
    """The command of the page with this directory and this server; the programs are where this machine has them."""
    (line,) = re.findall(rf"^{name} .*$", CHAPTER, re.M)
    words = [word.replace("/var/backups/maru-base", str(directory)) for word in shlex.split(line)]
    assert str(directory) in words, line
    connection = f"host=127.0.0.1 port={server.port} user=postgres"
    return [programs() / name, *(connection if word.startswith("host=") else word for word in words[1:])]


def recovery_settings(archive, moment):
    """The lines of the page, with this archive and this moment."""
    lines = re.findall(r"^ *(restore_command|recovery_target_\w+) = '(.*)'$", CHAPTER, re.M)
    assert {name for name, _ in lines} == {"restore_command", "recovery_target_time", "recovery_target_action"}
    values = dict(lines)
    values["restore_command"] = values["restore_command"].replace("/var/backups/maru-wal", str(archive))
    values["recovery_target_time"] = moment
    return values


@pytest.mark.timeout(300)
def test_the_database_is_restored_to_a_moment_and_its_books_are_sound(tmp_path):
    """What was ordered before the moment is there, what came after it is not, and hubs go on."""
    archive = tmp_path / "archive"
    primary, restored = Server(tmp_path / "primary"), Server(tmp_path / "restored")
    archive.mkdir()
    if AS_SERVER:
        shutil.chown(archive, "postgres")
    run(programs() / "initdb", "-D", primary.data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    example = (ROOT / "deploy/postgresql-primary.conf").read_text()
    archiving = re.search(r"^archive_command = '(.*)'$", example, re.M)[1].replace("/var/backups/maru-wal", str(archive))
    with open(primary.data / "postgresql.conf", "a") as file:
        file.write(f"archive_mode = on\narchive_command = '{archiving}'\n")
    hub = None
    try:
        primary.start()
        primary.ask("CREATE DATABASE maru")
        hub = HubProcess(tmp_path / "hub", database=primary.url.rsplit("/", 1)[0] + "/maru").start()
        fintech, linked = Fintech(hub), payer(hub, balance=1_000_000)
        number = linked.accounts[0]["fintech_use_num"]
        assert fintech.pay(number, 1_000)["rsp_code"] == "A0000"
        base = tmp_path / "base"
        base.mkdir()
        if AS_SERVER:
            shutil.chown(base, "postgres")
        run(*command("pg_basebackup", base / "data", primary))
        assert fintech.pay(number, 2_000)["rsp_code"] == "A0000"
        moment = primary.ask("SELECT now()")
        primary.ask("SELECT pg_sleep(0.05)")
        assert fintech.pay(number, 3_000)["rsp_code"] == "A0000"
        last = primary.ask("SELECT pg_walfile_name(pg_switch_wal())")
        wait_until(lambda: (archive / last).exists(), 60, "the last log file to be in the archive")
        assert hub.stop() == 0
        primary.kill()

        run(*command("pg_verifybackup", base / "data", primary))
        run("cp", "-a", base / "data", restored.data)
        with open(restored.data / "postgresql.auto.conf", "a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in recovery_settings(archive, moment).items())
            file.write("archive_mode = off\n")
        run("touch", restored.data / "recovery.signal")
        restored.start()
        wait_until(lambda: restored.ask("SELECT pg_is_in_recovery()") == "f", 60, "the end of the recovery")
        url = restored.url.rsplit("/", 1)[0] + "/maru"
        verified = maru("verify", "--database", url)
        assert verified.returncode == 0 and "2 transfers (0 open)" in verified.stdout, verified.stdout + verified.stderr
        hub = HubProcess(tmp_path / "hub", database=url).start()
        there = Fintech(hub)
        balance = there.get("account/balance", linked.token, fintech_use_num=number, tran_dtime=now())
        assert int(balance["balance_amt"]) == 1_003_000, balance
        assert there.pay(number, 4_000)["rsp_code"] == "A0000"
        assert hub.verify().returncode == 0
        assert hub.stop() == 0
    finally:
        if hub and hub.process and hub.process.poll() is None:
            hub.kill()
        for server in (primary, restored):
            if server.process and server.process.poll() is None:
                kill_family(server.process.pid)
