"""A real `maru bank` process, as a bank's own machine would run it."""

import json
import pathlib
import signal
import subprocess

from hub_process import BINARY, START_LIMIT, STOP_LIMIT, clean_environment, wait_until


class BankProcess:
    """One or more simulated banks over a data directory; the same object can be started again on the same data."""

    def __init__(self, directory, code, *flags, port=0):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.data = self.directory / "data"
        self.code = code
        self.ready_file = self.directory / "bank-ready.json"
        self.log_path = self.directory / "bank-log.txt"
        self.flags = [str(flag) for flag in flags]
        self.port = port
        self.process = None
        self.ready = None

    def start(self):
        self.ready_file.unlink(missing_ok=True)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "bank", "--code", self.code, "--port", str(self.port), "--data", self.data,
                 "--ready-file", self.ready_file, *self.flags],
                stdout=log, stderr=subprocess.STDOUT, env=clean_environment(),
            )  # fmt: skip
        wait_until(lambda: self.ready_file.exists() or self.process.poll() is not None, START_LIMIT, "the bank's ready file")
        assert self.process.poll() is None, f"maru bank ended with {self.process.returncode}:\n{self.log}"
        self.ready = json.loads(self.ready_file.read_text())
        return self

    @property
    def url(self):
        return self.ready["banks"][0]["url"]

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def kill(self):
        """SIGKILL: nothing of the process gets to run any more."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_LIMIT)
        return self.process.returncode if self.process else 0
