"""Letters of a real hub through a real mail server (`--smtp`): they arrive in the end, and nobody reads them on the way."""

import re

import pytest
import requests

from hub_process import HubProcess, free_port, maru, wait_until
from mail_server import MailServer
from test_restart_and_settings import refuses

PASSWORD = "correct horse battery"
SENDER = "마루 Maru <no-reply@hub.example>"


def sign_up(hub, address, language="ko"):
    """A stranger signs up, as a browser without scripts does."""
    browser = requests.Session()
    page = browser.get(f"{hub.url}/developers/sign-up?lang={language}", timeout=10)
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)[1]
    answer = browser.post(f"{hub.url}/developers/sign-up", data={"csrf": csrf, "email": address, "password": PASSWORD}, timeout=30)
    assert answer.status_code == 200, answer.text
    return browser, answer


def link_of(letter):
    return re.search(r"http\S+", letter.get_content())[0]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    made = tmp_path_factory.mktemp("mail") / "certs"
    assert maru("certs", "--out", made, "--code", "004").returncode == 0
    return made


def test_a_developer_signs_up_by_a_letter_over_tls(tmp_path, certificates):
    password = tmp_path / "password"
    password.write_text("비밀 word\n")
    server = MailServer(tls=(certificates / "bank-004.pem", certificates / "bank-004.key"), login=("hub@mail", "비밀 word")).start()
    flags = ["--smtp", f"smtp://hub%40mail@localhost:{server.port}", "--smtp-password-file", password]
    flags += ["--smtp-ca", certificates / "ca.pem", "--mail-from", SENDER]
    hub = HubProcess(tmp_path / "hub", *flags).start()
    browser, answer = sign_up(hub, "dev@app.example")
    assert "/testbed/outbox" not in answer.text
    assert requests.get(f"{hub.url}/testbed/outbox", timeout=10).status_code == 404, "letters hold links that open accounts"
    wait_until(lambda: server.to("dev@app.example"), 60, "the letter")
    (letter,) = server.to("dev@app.example")
    assert letter["subject"] == "마루 개발자 가입 확인" and letter["to"] == "dev@app.example"
    assert str(letter["from"]) == SENDER and letter["message-id"].endswith("@hub.example>") and letter["date"]
    assert {verb for verb, is_secure in server.commands if not is_secure} == {"EHLO", "STARTTLS"}
    page = browser.get(link_of(letter), timeout=10)
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)[1]
    token = re.search(r'name="token" value="(\w+)"', page.text)[1]
    browser.post(f"{hub.url}/developers/verify", data={"csrf": csrf, "token": token}, timeout=30)
    assert "dev@app.example" in browser.get(f"{hub.url}/developers/account", timeout=10).text
    status = requests.get(f"{hub.url}/status", timeout=10).json()
    assert (status["letters_waiting"], status["letters_failed"]) == ("0", "0")
    assert hub.stop() == 0
    server.stop()
    for secret in ("비밀 word", "dev@app.example", link_of(letter)):
        assert secret not in hub.log


def test_a_letter_outlives_a_server_that_is_down_and_a_hub_that_is_killed(tmp_path):
    port = free_port()
    hub = HubProcess(tmp_path / "hub", "--smtp", f"smtp://127.0.0.1:{port}", "--mail-from", "no-reply@hub.example").start()
    sign_up(hub, "dev@app.example", "en")
    wait_until(lambda: "the mail server takes no letters" in hub.log, 60, "a try")
    assert requests.get(f"{hub.url}/status", timeout=10).json()["letters_waiting"] == "1"
    assert "maru_letters_waiting 1" in requests.get(f"{hub.url}/metrics", timeout=10).text
    hub.kill()
    # A server that puts the letter off once and hangs up behind it once: it comes again, and then is taken.
    server = MailServer(port).start()
    server.refuse = {"RCPT": ["451 4.7.1 come back"], ".": ["close"]}
    hub.start()
    wait_until(lambda: server.to("dev@app.example"), 100, "the letter")
    (letter,) = server.to("dev@app.example")
    assert letter["subject"] == "Confirm your Maru developer account"
    assert [verb for verb, _ in server.commands].count("MAIL") == 3
    wait_until(lambda: requests.get(f"{hub.url}/status", timeout=10).json()["letters_waiting"] == "0", 30, "the note of it")
    assert hub.stop() == 0
    server.stop()


def test_a_letter_that_is_refused_for_good_shows_at_the_operators(tmp_path):
    server = MailServer().start()
    server.refuse = {"RCPT": ["550 5.1.1 <dev@app.example> nobody"]}
    hub = HubProcess(tmp_path / "hub", "--smtp", f"smtp://localhost:{server.port}", "--mail-from", "no-reply@hub.example").start()
    sign_up(hub, "dev@app.example")
    wait_until(lambda: "is given up" in hub.log, 60, "the end")
    assert "550 5.1.1" in hub.log and "dev@app.example" not in hub.log
    assert "maru_letters_failed 1" in requests.get(f"{hub.url}/metrics", timeout=10).text
    assert "1 given up" in maru("status", "--url", hub.url).stdout
    assert [verb for verb, _ in server.commands].count("MAIL") == 1
    assert hub.stop() == 0
    server.stop()


def test_settings_that_would_send_nothing_or_show_a_password_are_refused(tmp_path):
    password, empty = tmp_path / "password", tmp_path / "empty"
    password.write_text("word\n")
    empty.write_text("\n")
    sender = ["--mail-from", "no-reply@hub.example"]
    for words, flags in [
        ("--mail-from", ["--smtp", "smtp://mail.example"]),
        ("without the password", ["--smtp", "smtp://user:s3cr3t@mail.example", *sender]),
        ("go together", ["--smtp", "smtp://user@mail.example", *sender]),
        ("go together", ["--smtp", "smtp://mail.example", "--smtp-password-file", password, *sender]),
        ("holds no password", ["--smtp", "smtp://user@mail.example", "--smtp-password-file", empty, *sender]),
        ("cannot be read", ["--smtp", "smtp://user@mail.example", "--smtp-password-file", tmp_path / "none", *sender]),
        ("would show the password", ["--smtp", "smtp://u@mail.example", "--smtp-password-file", password, "--smtp-plaintext", *sender]),
        ("exclude each other", ["--smtp", "smtp://mail.example", "--smtp-plaintext", "--smtp-ca", password, *sender]),
        ("no certificate", ["--smtp", "smtp://mail.example", "--smtp-ca", password, *sender]),
    ]:
        said = refuses("--port", "0", "--data", tmp_path / "data", *flags)
        assert words in said and "s3cr3t" not in said and "word\n" not in said, said
