"""Damages an SQLite file where a test says, as a failing disk would: whole pages of one table."""

import sqlite3


def leaf_pages(path, table):
    """The numbers of the pages that hold the rows of a table, by the file format's own description (section 1.6)."""
    with sqlite3.connect(path) as database:
        # What is only in the write-ahead log would be read from there.
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?", [table]).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    leaves, waiting = [], [root]
    with open(path, "rb") as file:
        while waiting:
            number = waiting.pop()
            file.seek((number - 1) * size)
            page = file.read(size)
            kind, cells = page[0], int.from_bytes(page[3:5], "big")
            if kind in (0x0D, 0x0A):
                leaves.append(number)
                continue
            assert kind in (0x05, 0x02), f"page {number} of {table} is of kind {kind}"
            waiting.append(int.from_bytes(page[8:12], "big"))
            for cell in range(cells):
                at = int.from_bytes(page[12 + 2 * cell : 14 + 2 * cell], "big")
                waiting.append(int.from_bytes(page[at : at + 4], "big"))
    return size, leaves


def damage(path, table):
    """Overwrites the heads of all pages that hold rows of the table."""
    size, leaves = leaf_pages(path, table)
    assert leaves, f"no page of {table} was found"
    with open(path, "r+b") as file:
        for number in leaves:
            file.seek((number - 1) * size)
            file.write(b"\xa5" * 64)
