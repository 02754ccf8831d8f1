"""The served OpenAPI document: valid, the one in docs/, complete, and what the hub really answers, as schemathesis finds it."""

import json
import os
import random
import subprocess
import sys

import pytest
import schemathesis as _pinned  # noqa: F401  (a missing program must fail here, not look like a finding)
from openapi_spec_validator import OpenAPIV31SpecValidator

from fintech import ALL_SCOPES
from hub_process import ROOT, maru

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
FIXED_SEED = 20161130

PATHS = {
    ("get", "/oauth/2.0/authorize2"),
    ("get", "/oauth/2.0/authorize_account2"),
    ("post", "/oauth/2.0/token"),
    ("get", "/v1.0/user/me"),
    ("post", "/v1.0/user/unlink"),
    ("get", "/v1.0/account/list"),
    ("post", "/v1.0/account/update_info"),
    ("post", "/v1.0/account/cancel"),
    ("get", "/v1.0/account/balance"),
    ("get", "/v1.0/account/transaction_list"),
    ("post", "/v1.0/transfer/withdraw"),
    ("post", "/v1.0/transfer/deposit"),
    ("post", "/v1.0/transfer/deposit2"),
    ("post", "/v1.0/transfer/result"),
    ("post", "/v1.0/transfer/recheck"),
    ("post", "/v1.0/inquiry/real_name"),
    ("get", "/v1.0/inquiry/remit_list"),
    ("get", "/v1.0/bank/status"),
}


@pytest.fixture(scope="module")
def document(hub):
    answer = hub.http.get(hub.url + "/openapi.json", timeout=30)
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post"):
                yield method, path, operation


def part(document, reference):
    for name in reference.removeprefix("#/").split("/"):
        document = document[name.replace("~1", "/").replace("~0", "~")]
    return document


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_document_in_docs_is_the_one_that_is_served(document):
    assert json.loads((ROOT / "docs/api/openapi.json").read_text()) == document, "make it anew: maru openapi --output docs/api/openapi.json"
    assert json.loads(maru("openapi").stdout) == document


def test_all_eighteen_apis_are_in_it_with_examples(document):
    found = {(method, path) for method, path, _ in operations(document)}
    assert PATHS <= found, PATHS - found
    for method, path, operation in operations(document):
        assert operation["operationId"] and operation["summary"], path
        assert "200" in operation["responses"] or "302" in operation["responses"], path
        if path.startswith("/v1.0/"):
            answer = operation["responses"]["200"]
            while "$ref" in answer:
                answer = part(document, answer["$ref"])
            content = answer["content"]
            assert all(media.get("examples") or media.get("example") for media in content.values()), path


def test_each_api_answers_under_the_version_and_without_it(hub, fintech, linked):
    for version in ("/v1.0", ""):
        answer = fintech.call("GET", "user/me", linked.token, {"user_seq_no": linked.user_seq_no}, version=version)
        assert answer.json()["rsp_code"] == "A0000"
        assert fintech.call("GET", "bank/status", fintech.oob, version=version).json()["rsp_code"] == "A0000"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("token", ["user", "organisation"])
@pytest.mark.parametrize("seed", ["fixed", "random"])
def test_schemathesis_finds_no_fault_and_nothing_undocumented(hub, fintech, person, tmp_path, capsys, seed, token):
    """J-14 for the API: thousands of right and wrong requests, made from the document."""
    number = FIXED_SEED if seed == "fixed" else int(os.environ.get("MARU_OPENAPI_SEED", random.SystemRandom().randrange(1 << 32)))
    # With the fixed seed each token goes where it belongs and is tried in depth; with the random one it goes everywhere.
    elsewhere = {"user": "^/v1.0/(inquiry|bank|transfer/[dr])|^/oauth|^/testbed", "organisation": "^/v1.0/(user|account|transfer/w)"}[token]
    bearer = fintech.link(person, ALL_SCOPES).token if token == "user" else fintech.oob
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", hub.url + "/openapi.json", "--url", hub.url,
        "--header", f"Authorization: Bearer {bearer}", "--checks", CHECKS, "--seed", str(number), "--max-examples", "5",
        "--phases", "examples,coverage,fuzzing" if seed == "fixed" else "examples,fuzzing",
        "--suppress-health-check", "all", "--warnings", "off", "--no-color", "--continue-on-failure",
        # These change what the other calls meet: a switched-off bank, a user who is gone.
        "--exclude-path-regex", "^/testbed/banks/|^/testbed/accounts$|/user/unlink$" + (f"|{elsewhere}" if seed == "fixed" else ""),
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, timeout=380, cwd=tmp_path)
    with capsys.disabled():
        print(f"\nschemathesis, {token}'s token, seed {number}: {summary(ended.stdout)}", file=sys.stderr, flush=True)
    assert ended.returncode == 0, f"MARU_OPENAPI_SEED={number}\n{ended.stdout[-12_000:]}\n{ended.stderr[-2000:]}"
    assert "rror" not in hub.log.split("Stop with Ctrl-C.")[-1], "the hub's own log"


@pytest.mark.timeout(200)
def test_schemathesis_finds_nothing_in_what_changes_the_world(own_hub, tmp_path):
    """The rest, on a hub of its own."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", own_hub.url + "/openapi.json", "--url", own_hub.url,
        "--checks", CHECKS, "--seed", str(FIXED_SEED), "--max-examples", "6", "--phases", "examples,coverage,fuzzing",
        "--suppress-health-check", "all", "--warnings", "off", "--no-color", "--continue-on-failure",
        "--include-path-regex", "^/testbed/banks/|^/testbed/accounts$|/user/unlink$",
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, timeout=180, cwd=tmp_path)
    assert ended.returncode == 0, f"{ended.stdout[-12_000:]}\n{ended.stderr[-2000:]}"


def summary(text):
    return next((line.strip() for line in text.splitlines() if "generated" in line), "nothing generated")
