"""A real `maru serve` process: started, waited for, stopped or killed, as a user's own tests would do it."""

import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("MARU_BINARY", ROOT / ".build/debug/maru"))
START_LIMIT = 60
STOP_LIMIT = 30
# A hash of a password takes a third of a second without optimisation; production takes no cheaper ones.
CHEAP_PASSWORDS = {"MARU_PASSWORD_COST": "10"}


def maru(*arguments, env=None, timeout=120, binary=BINARY):
    """Runs `maru` to its end."""
    return subprocess.run(
        [binary, *map(str, arguments)], capture_output=True, text=True, timeout=timeout, env=env or clean_environment()
    )


def clean_environment(**settings):
    """The environment without anybody's MARU_ settings, plus `settings`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MARU_")}
    return env | settings


class HubProcess:
    """One hub over a data directory; the same object can be started again on the same data."""

    def __init__(
        self, directory, *flags, env=None, port=0, ready_file=None, database=None, binary=BINARY, before=None
    ):
        """`ready_file` is one that `flags` or `env` already ask for; `before` is called in the child before it is the hub."""
        self.binary = binary
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.data = self.directory / "data"
        self.ready_file = ready_file or self.directory / "ready-file.json"
        self.ready_flag = [] if ready_file else ["--ready-file", self.ready_file]
        self.log_path = self.directory / "log.txt"
        # Where the databases are: files of the data directory, or PostgreSQL.
        self.place = ["--database", database] if database else []
        self.flags = [str(flag) for flag in flags]
        self.env = env
        self.port = port
        self.before = before
        self.process = None
        self.ready = None
        self.http = requests.Session()

    def start(self):
        self.ready_file.unlink(missing_ok=True)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", "--port", str(self.port), "--data", self.data, *self.place, *self.ready_flag, *self.flags],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env or clean_environment(**({} if {"--no-testbed", "--config"} & set(self.flags) else CHEAP_PASSWORDS)),
                preexec_fn=self.before,
            )
        wait_until(lambda: self.ready_file.exists() or self.process.poll() is not None, START_LIMIT, "the ready file")
        assert self.process.poll() is None, f"maru serve ended with {self.process.returncode}:\n{self.log}"
        self.ready = json.loads(self.ready_file.read_text())
        self.http = requests.Session()
        return self

    @property
    def url(self):
        return self.ready["url"]

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def stop(self):
        """SIGTERM, as an operator's service manager sends it; the hub ends by itself with status 0."""
        self.http.close()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"maru serve did not end within {STOP_LIMIT} s of SIGTERM:\n{self.log[-2000:]}")
        return self.process.returncode if self.process else 0

    def kill(self):
        """SIGKILL: nothing of the process gets to run any more."""
        self.http.close()
        self.process.kill()
        self.process.wait()

    def verify(self, *banks):
        """`maru verify` on the data of this hub, and on the directories of banks that are processes of their own."""
        return maru("verify", "--data", self.data, *self.place, *(word for bank in banks for word in ("--banks", bank)))

    def post_json(self, path, body):
        """A test-bed endpoint; must succeed."""
        answer = self.http.post(self.url + path, json=body, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def set_bank(self, code, mode, **more):
        return self.post_json(f"/testbed/banks/{code}", {"mode": mode, **more})

    def set_account(self, account, **what):
        return self.post_json("/testbed/accounts", identity(account) | {name: str(value) for name, value in what.items()})


def identity(account):
    """The two fields by which an account is known."""
    return {"bank_code_std": account["bank_code_std"], "account_num": account["account_num"]}


def free_port():
    """A port that nobody listens on."""
    return free_base([0])


def free_base(codes):
    """A port from which on the ports of all these banks (it plus the code) are free. Below those that the system gives away, so that a server
    finds it free again after a restart, whatever else runs meanwhile; and any of many, for other tests look for some too."""
    while True:
        base = random.SystemRandom().randrange(11_000, 31_000)
        with contextlib.ExitStack() as sockets:
            try:
                for code in codes:
                    sockets.enter_context(socket.socket()).bind(("127.0.0.1", base + int(code)))
                return base
            except OSError:
                continue


def wait_until(condition, limit, what):
    """Waits for a condition, not for a time. Time in which the whole machine stood still counts little."""
    waited, last = 0.0, time.monotonic()
    while not condition():
        now = time.monotonic()
        waited, last = waited + min(now - last, 31), now
        assert waited < limit, f"waited {limit} s for {what}"
        time.sleep(0.01)
