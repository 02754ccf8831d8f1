"""Documents of an application for use: real files from a real browser to whoever screens, and no way in for anybody else's bytes."""

import hashlib
import io
import os
import re
import socket

import pytest
import requests
from PIL import Image

from going_live import Applicant, Operators
from hub_process import HubProcess, maru, wait_until
from page_checks import check_focus_order, check_page, for_everybody
from postgres import Database
from site_browser import fresh_address

WORDS = {
    "ko": {"documents": "서류 올리기", "upload": "올리기", "remove": "지우기", "fill in": "신청서 쓰기", "too large": "너무 큽니다", "type": "이름이 아니라 내용"},
    "en": {"documents": "Upload documents", "upload": "Upload", "remove": "Remove", "fill in": "Fill in the application", "too large": "too large",
           "type": "their contents count"},
}  # fmt: skip
LARGEST = 5 << 20


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What an applicant has on the computer, by what it is."""
    folder = tmp_path_factory.mktemp("files")
    picture = Image.frombytes("RGB", (64, 64), bytes(range(256)) * 48)
    made = {}
    for name, content in {
        "사업자등록증.pdf": b"%PDF-1.7\n" + os.urandom(LARGEST - 9),
        "seal.png": encoded(picture, "PNG"),
        "office.jpg": encoded(picture, "JPEG"),
        "page.pdf": b"<html><script>alert(document.cookie)</script>",
        "large.pdf": b"%PDF-1.7\n" + bytes(LARGEST),
        "empty.pdf": b"",
    }.items():
        made[name] = folder / name
        made[name].write_bytes(content)
    return made


def encoded(picture, kind):
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def upload(site, path, word):
    site.driver.find_element("id", "file").send_keys(str(path))
    site.push(word)


def applicant_with_a_document(drivers, hub, files):
    """Somebody new who has uploaded a document and not applied yet."""
    applicant = Applicant(drivers(), hub, "en")
    applicant.site.use("desktop")
    applicant.site.forget()
    applicant.begin(fresh_address())
    applicant.site.push(WORDS["en"]["documents"])
    upload(applicant.site, files["사업자등록증.pdf"], WORDS["en"]["upload"])
    assert applicant.site.done
    return applicant


def session(driver):
    """A program with a browser's cookies."""
    one = requests.Session()
    for cookie in driver.get_cookies():
        one.cookies.set(cookie["name"], cookie["value"])
    return one


def action_of(page):
    """The address that the form for a file leads to."""
    return re.search(r'action="([^"]*[?]ticket=[^"]*)"', page)[1]


def csrf_of(page):
    return {"csrf": re.search(r'name="csrf" value="(\w+)"', page)[1]}


@for_everybody
def test_files_from_the_applicant_to_whoever_screens(drivers, hub, files, language, device, scheme):
    # Without scripts on both sides.
    applicant, operators = Applicant(drivers(javascript=False), hub, language), Operators(drivers(), hub, language)
    site, words = applicant.site, WORDS[language]
    for browser in (site, operators.console):
        browser.use(device, scheme)
        browser.forget()
    names = {role: f"{role}-{language}-{device}" for role in ("screening", "operations")}
    for role, name in names.items():
        operators.add(name, role)
    applicant.begin(fresh_address())
    site.push(words["documents"])
    check_page(site)
    check_focus_order(site)
    for name, what in {"page.pdf": "type", "large.pdf": "too large"}.items():
        upload(site, files[name], words["upload"])
        assert words[what] in site.error, name
        check_page(site)
    for name in ("사업자등록증.pdf", "seal.png", "office.jpg"):
        upload(site, files[name], words["upload"])
        assert site.done and name in site.text
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() in site.text
    check_page(site)
    site.push(words["remove"])
    assert site.done and "사업자등록증.pdf" not in site.text
    upload(site, files["사업자등록증.pdf"], words["upload"])
    site.push(words["fill in"])
    check_page(site)
    applicant.fill_in()
    site.type("documents", "")
    site.push(applicant.words["apply"])
    assert applicant.stage == applicant.words["screening"], site.text
    check_page(site)

    # Whoever screens finds them, and gets the very bytes, as a file.
    operators.turn_to(names["screening"])
    operators.look_at(operators.words["company"])
    check_page(operators.console)
    screener = session(operators.driver)
    links = {link.text: link.get_attribute("href") for link in operators.console.find("main a[href*='/documents/']")}
    assert set(links) == {"사업자등록증.pdf", "seal.png", "office.jpg"}
    for name, link in links.items():
        answer = screener.get(link, timeout=30)
        assert answer.content == files[name].read_bytes()
        assert answer.headers["Content-Disposition"].startswith("attachment;") and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    operators.turn_to(names["operations"])
    operators.look_at(operators.words["company"])
    assert not operators.console.find("main a[href*='/documents/']")
    for stranger in (session(operators.driver), requests.Session()):
        assert stranger.get(next(iter(links.values())), timeout=30, allow_redirects=False).status_code in (303, 403)
    assert hub.verify().returncode == 0


def test_many_bytes_are_taken_of_whom_the_page_was_shown_to_alone(drivers, hub, files):
    applicant = Applicant(drivers(), hub, "en")
    applicant.site.forget()
    applicant.begin(fresh_address())
    path = f"/developers/apps/{applicant.client['client_id']}/live/documents"
    developer = session(applicant.site.driver)
    page = developer.get(f"{hub.url}{path}", timeout=10).text
    ticket = action_of(page).split("ticket=")[1]
    form = csrf_of(page)

    def send(who, query):
        with open(files["사업자등록증.pdf"], "rb") as file:
            return who.post(f"{hub.url}{path}{query}", data=form, files={"file": file}, timeout=60, allow_redirects=False)

    for who, query in [(requests.Session(), f"?ticket={ticket}"), (developer, ""), (developer, f"?ticket={ticket[:-1]}x")]:
        answer = send(who, query)
        assert answer.status_code in (303, 413) and "done=1" not in answer.headers.get("Location", "")
    assert "사업자등록증" not in developer.get(f"{hub.url}{path}", timeout=10).text
    assert send(developer, f"?ticket={ticket}").headers["Location"] == f"{path}?done=1"
    # Elsewhere the bound is that of every body.
    elsewhere = developer.post(f"{hub.url}/developers/login", data=b"x" * (2 << 20), timeout=30)
    assert elsewhere.status_code == 413

    # Uploads that never end hold no more than the two places of their developer, who gets them back; others have theirs.
    def begin():
        head = f"POST {path}?ticket={ticket} HTTP/1.1\r\nHost: h\r\nCookie: maru_session={developer.cookies['maru_session']}\r\n"
        line = socket.create_connection(("127.0.0.1", int(hub.url.rsplit(":", 1)[1])))
        line.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n".encode())
        # It has its place before anybody asks for the next one.
        assert line.recv(1_000).startswith(b"HTTP/1.1 100 ")
        line.sendall(b"x" * 100_000)
        return line

    applicant.site.forget()
    applicant.begin(fresh_address())
    other = session(applicant.site.driver)
    lines = [begin() for _ in range(2)]
    assert send(developer, f"?ticket={ticket}").status_code == 413, "both places are taken"
    page = other.get(f"{hub.url}{applicant.path}/documents", timeout=10).text
    answer = other.post(
        f"{hub.url}{action_of(page)}", data=csrf_of(page),
        files={"file": files["사업자등록증.pdf"].read_bytes()}, timeout=60, allow_redirects=False,
    )  # fmt: skip
    assert answer.headers["Location"] == f"{applicant.path}/documents?done=1"
    for line in lines:
        line.close()
    wait_until(lambda: send(developer, f"?ticket={ticket}").status_code == 303, 30, "a place to be free again")


def test_a_document_outlives_a_hub_that_is_killed(tmp_path, drivers, files):
    hub = HubProcess(tmp_path / "hub").start()
    applicant = applicant_with_a_document(drivers, hub, files)
    link = applicant.site.find(".documents .name")[0].get_attribute("href").rsplit("/developers", 1)[1]
    developer = session(applicant.site.driver)
    hub.kill()
    hub.start()
    assert developer.get(f"{hub.url}/developers{link}", timeout=30).content == files["사업자등록증.pdf"].read_bytes()
    assert hub.stop() == 0
    assert "사업자등록증" not in hub.log


def test_documents_are_carried_over_and_are_the_same_at_four_hubs(tmp_path, drivers, files):
    key = ["--site-key", tmp_path / "site.key"]
    hub = HubProcess(tmp_path / "file", *key).start()
    applicant = applicant_with_a_document(drivers, hub, files)
    path, developer = f"{applicant.path}/documents", session(applicant.site.driver)
    assert hub.stop() == 0
    database = Database()
    copied = maru("copy", "--from", f"sqlite:{hub.data}", "--to", database.url)
    assert copied.returncode == 0, copied.stdout + copied.stderr
    hubs = [HubProcess(tmp_path / f"hub{number}", *key, database=database.url).start() for number in range(4)]
    # A form of one hub is taken by another, and what it brought is at all of them.
    page = developer.get(f"{hubs[0].url}{path}", timeout=30).text
    form = csrf_of(page)
    answer = developer.post(
        f"{hubs[1].url}{action_of(page)}", data=form,
        files={"file": ("seal.png", files["seal.png"].read_bytes())}, timeout=60, allow_redirects=False,
    )  # fmt: skip
    assert answer.headers["Location"] == f"{path}?done=1"
    for one in hubs:
        links = dict(re.findall(r'<a class="name" href="([^"]+)">([^<]+)</a>', developer.get(f"{one.url}{path}", timeout=30).text))
        assert sorted(links.values()) == ["seal.png", "사업자등록증.pdf"]
        for link, name in links.items():
            assert developer.get(f"{one.url}{link}", timeout=30).content == files[name].read_bytes()
    # What one hub took away is gone at all.
    link = next(link for link, name in links.items() if name == "seal.png")
    assert developer.post(f"{hubs[2].url}{link}/remove", data=form, timeout=30, allow_redirects=False).status_code == 303
    assert [developer.get(f"{one.url}{link}", timeout=30).status_code for one in hubs] == [404] * 4
    assert [one.stop() for one in hubs] == [0] * 4
