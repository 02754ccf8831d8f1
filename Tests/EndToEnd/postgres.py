"""Databases of their own on the PostgreSQL server that `make test` starts (MARU_TEST_POSTGRES)."""

import os
import subprocess
import uuid

SERVER = os.environ.get("MARU_TEST_POSTGRES")
# Where a hub of a test can keep its stores.
STORES = ["files"] + (["postgresql"] if SERVER else [])


def place(store):
    """The database of a new hub on one of the stores, for its `database`."""
    return Database().url if store == "postgresql" else None


class Database:
    """A fresh, empty database."""

    def __init__(self):
        name = f"end_to_end_{uuid.uuid4().hex}"
        psql(SERVER, f"CREATE DATABASE {name}")
        self.url = SERVER.rsplit("/", 1)[0] + "/" + name

    def ask(self, statement):
        """What a statement answers, as text."""
        return psql(self.url, statement)

    def cut_connections(self):
        """What a server does to its clients when it goes down: every connection of the database ends at once."""
        self.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def psql(url, statement):
    ran = subprocess.run(["psql", "-qtA", "-d", url, "-c", statement], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()
