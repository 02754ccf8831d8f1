"""What docs/OPERATIONS.md tells an operator to do, done: with its own commands, settings and names."""

import configparser
import re
import shlex
import subprocess
import sys

import requests

from fintech import Fintech
from hub_process import ROOT, HubProcess, maru

TEXT = (ROOT / "docs/OPERATIONS.md").read_text()
UNIT = ROOT / "deploy/maru@.service"


def unit():
    """The unit as systemd reads it: a key may come more than once."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(UNIT)
    return parser["Service"]


def test_the_unit_lets_the_hub_write_where_the_pages_say_and_nowhere_else():
    service = unit()
    assert service["ProtectSystem"] == "strict"
    writable = ["/var/lib/" + name for name in service["StateDirectory"].split()] + service.get("ReadWritePaths", "").split()
    for directory in re.findall(r"--data (/\S+)", TEXT):
        assert any(directory.startswith(place) for place in writable), directory
    # What lies elsewhere is made beforehand, by the command of the page.
    (key,) = set(re.findall(r"(?:--site-key |MARU_SITE_KEY=)(/\S+)", TEXT))
    if not any(key.startswith(place) for place in writable):
        assert re.search(rf"head -c 32 /dev/urandom > {re.escape(key)}$", TEXT, re.M), "the page makes the key"
        assert re.search(rf"chown maru: {re.escape(key)} && chmod 400 {re.escape(key)}$", TEXT, re.M)


# macOS has none.
if sys.platform == "linux":

    def test_systemd_reads_the_unit(tmp_path):
        text = UNIT.read_text().replace("/usr/local/bin/maru", "/bin/true")
        path = tmp_path / "maru@1.service"
        path.write_text(text)
        looked = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True, timeout=60)
        assert str(path.name) not in looked.stderr, looked.stderr


def test_a_hub_takes_the_key_that_the_page_makes_and_says_how_where_it_cannot_make_one(tmp_path):
    key = tmp_path / "site.key"
    made = re.search(r"^(head -c 32 /dev/urandom > )\S+$", TEXT, re.M)[1] + shlex.quote(str(key))
    subprocess.run(["sh", "-c", made], check=True)
    key.chmod(0o400)
    hub = HubProcess(tmp_path / "hub", "--site-key", key).start()
    assert hub.stop() == 0
    assert key.stat().st_size == 32
    nowhere = tmp_path / "nowhere" / "site.key"
    refused = maru("serve", "--port", "0", "--data", tmp_path / "other", "--site-key", nowhere)
    assert refused.returncode != 0 and f"head -c 32 /dev/urandom > {nowhere}" in refused.stderr, refused.stderr


def test_what_to_watch_is_there_to_be_watched(hub):
    """Every metric that the page names is one that a hub tells."""
    chapter = TEXT.split("## What to watch", 1)[1].split("\n## ", 1)[0]
    named = set(re.findall(r"`(maru_[a-z_]+)", chapter))
    Fintech(hub).link(hub.ready["users"][0])
    told = set(re.findall(r"^(maru_[a-z_]+?)(?:_bucket|_sum|_count)?[{ ]", requests.get(hub.url + "/metrics", timeout=10).text, re.M))
    assert len(named) >= 6 and named <= told, (named - told, told)
