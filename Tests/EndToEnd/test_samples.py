"""The calls that the documentation shows, run as they stand there: in curl, Python and JavaScript against a hub, and Swift by its compiler."""

import html
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import requests

from site_browser import SiteBrowser, fresh_address


def pages(hub, cookies=None):
    """Every API's page, in English, by its path."""
    overview = requests.get(f"{hub.url}/developers/docs?lang=en", timeout=10).text
    paths = sorted(set(re.findall(r'href="(/developers/docs/api/[^"?]+)"', overview)))
    assert len(paths) >= 18
    return {path: requests.get(f"{hub.url}{path}?lang=en", cookies=cookies, timeout=10).text for path in paths}


def samples(page):
    found = re.findall(r"<details[^>]*><summary>(\w+)</summary>.*?<code>(.*?)</code></pre>", page, re.S)
    return {language: html.unescape(code) for language, code in found}


@pytest.fixture(scope="module")
def all_samples(hub):
    return {path.removeprefix("/developers/docs/api/"): samples(page) for path, page in pages(hub).items()}


def test_every_api_has_a_sample_in_each_language(all_samples):
    for path, found in all_samples.items():
        assert set(found) == {"curl", "Swift", "Python", "JavaScript"}, path


def heard(text, path):
    """What a sample printed is an answer of the hub's: a token that is none, or a client that is not known, is all that is wrong."""
    answers = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert len(answers) == 1 and answers[0]["rsp_code"] in ("O0001", "O0002", "A0000"), f"{path}: {text}"


def json_apis(all_samples):
    """All but the page that a person's browser opens."""
    return {path: found for path, found in all_samples.items() if "authorize" not in path}


def test_curl(all_samples):
    for path, found in json_apis(all_samples).items():
        ran = subprocess.run(["sh", "-c", found["curl"].replace("curl ", "curl -s ", 1)], capture_output=True, text=True, timeout=60, env=os.environ | {"TOKEN": "none"})
        heard(ran.stdout, path)


def test_python(all_samples):
    for path, found in json_apis(all_samples).items():
        program = "token = 'none'\n" + found["Python"].replace("print(answer.json())", "import json\nprint(json.dumps(answer.json()))")
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, f"{path}: {ran.stderr}"
        heard(ran.stdout, path)


def test_javascript(all_samples):
    for path, found in json_apis(all_samples).items():
        program = 'const token = "none";\n' + found["JavaScript"].replace("console.log(await answer.json());", "console.log(JSON.stringify(await answer.json()));")
        ran = subprocess.run(["node", "--input-type=module", "-e", program], capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, f"{path}: {ran.stderr}"
        heard(ran.stdout, path)


def test_swift(all_samples, tmp_path):
    """One file for the compiler, which needs its time to begin."""
    heads, functions = set(), []
    for number, found in enumerate(all_samples.values()):
        head, _, body = found["Swift"].partition("\n\n")
        heads.add(head)
        functions.append(f"func sample{number}(token: String) async throws {{\n{body}\n}}")
    assert len(heads) == 1
    source = tmp_path / "samples.swift"
    source.write_text(heads.pop() + "\n\n" + "\n".join(functions) + "\n")
    compiler = shutil.which("swiftc")
    checked = subprocess.run([compiler, "-typecheck", "-swift-version", "6", source], capture_output=True, text=True, timeout=300)
    assert checked.returncode == 0, checked.stderr


def test_a_reader_who_has_an_app_sees_it_in_the_samples(drivers, hub):
    browser = SiteBrowser(drivers(javascript=False), hub)
    browser.use("desktop")
    browser.forget()
    browser.sign_up(fresh_address())
    keys = browser.make_app()
    browser.driver.get(f"{hub.url}/developers/apps/{keys['client_id']}")
    page = browser.driver.current_url
    cookies = {cookie["name"]: cookie["value"] for cookie in browser.driver.get_cookies()}
    found = pages(hub, cookies)
    code = re.search(r"D\d{9}", browser.driver.page_source)
    assert code, page
    assert code[0] in samples(found["/developers/docs/api/user/unlink"])["curl"]
    assert keys["client_id"] in samples(found["/developers/docs/api/oauth/token"])["Python"]
