"""A PostgreSQL primary with one synchronous standby, as real servers of this test alone, and their change of places."""

import os
import pathlib
import shutil
import signal
import subprocess

from hub_process import clean_environment, free_port, wait_until
from postgres import psql

START_LIMIT = 60
# The server refuses to run as root.
AS_SERVER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def programs():
    """Where the server's own programs are."""
    return pathlib.Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())


def run(*words):
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120, **AS_SERVER)
    assert ran.returncode == 0, ran.stderr


class Server:
    """One server over a data directory and a port of its own."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True)
        self.data = self.directory / "data"
        self.port = free_port()
        self.process = None
        if AS_SERVER:
            shutil.chown(self.directory, "postgres")
            # The directories of pytest are its own user's only.
            for parent in self.directory.parents:
                if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self):
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 100,
            "wal_level": "replica", "max_wal_senders": 8, "wal_receiver_status_interval": "1s", "wal_retrieve_retry_interval": "100ms",
        }  # fmt: skip
        words = [programs() / "postgres", "-D", self.data] + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.directory / "log.txt", "ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=clean_environment(), **AS_SERVER)
        wait_until(self.answers, START_LIMIT, f"PostgreSQL to answer at {self.port}")
        return self

    def answers(self):
        assert self.process.poll() is None, (self.directory / "log.txt").read_text()[-2000:]
        asked = subprocess.run([programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)])
        return asked.returncode == 0

    def ask(self, statement):
        return psql(self.url, statement)

    def kill(self):
        """SIGKILL of the server and of all its processes at once, as when the machine loses its power."""
        kill_family(self.process.pid)
        self.process.wait()


def children(pid):
    """The processes that a process started and that are still there."""
    try:
        threads = list(pathlib.Path(f"/proc/{pid}/task").iterdir())
        return [int(word) for thread in threads for word in (thread / "children").read_text().split()]
    except FileNotFoundError:
        return []


def kill_family(pid):
    """SIGKILL of a process and of those that it started."""
    for member in [pid, *children(pid)]:
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue


class Cluster:
    """The two servers. A commit counts when the standby has it on its disk; without a standby, when the primary has."""

    def __init__(self, directory):
        self.primary, self.standby = Server(directory / "a"), Server(directory / "b")
        run(programs() / "initdb", "-D", self.primary.data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        self.primary.start()
        self.primary.ask("CREATE DATABASE maru")
        self.add_standby()

    @property
    def url(self):
        """Both servers: a hub's connection goes to the one that takes writes."""
        return f"postgres://postgres@127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}/maru"

    def ask(self, statement):
        return psql(self.primary.url.rsplit("/", 1)[0] + "/maru", statement)

    def add_standby(self):
        """Makes the standby anew from the primary, and commits wait for it from now on."""
        shutil.rmtree(self.standby.data, ignore_errors=True)
        run(
            programs() / "pg_basebackup", "-D", self.standby.data, "-R", "-X", "stream", "-c", "fast", "--no-sync",
            "-d", f"host=127.0.0.1 port={self.primary.port} user=postgres application_name=standby",
        )  # fmt: skip
        self.standby.start()
        self.wait_for_standby("")
        self.set_synchronous("standby")
        self.wait_for_standby(" AND sync_state = 'sync'")

    def wait_for_standby(self, also):
        asked = f"SELECT COUNT(*) FROM pg_stat_replication WHERE application_name = 'standby' AND state = 'streaming'{also}"
        wait_until(lambda: self.primary.ask(asked) == "1", START_LIMIT, "the standby to follow")

    def set_synchronous(self, names):
        self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.ask("SELECT pg_reload_conf()")
        wait_until(lambda: self.primary.ask("SHOW synchronous_standby_names") == names, START_LIMIT, "the setting to hold")

    def kill_primary(self):
        self.primary.kill()

    def promote(self):
        """The standby becomes the primary. It has nobody to wait for yet, as where Patroni finds no other server."""
        self.primary, self.standby = self.standby, self.primary
        self.primary.ask("SELECT pg_promote()")
        self.set_synchronous("")

    def stop(self):
        for server in (self.primary, self.standby):
            if server.process and server.process.poll() is None:
                server.kill()
