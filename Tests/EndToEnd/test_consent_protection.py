"""What the consent pages refuse: wrong requests, forms from elsewhere, frames, caches."""

import pytest
import requests

from fintech import ALL_SCOPES


@pytest.mark.parametrize(
    "languages,title",
    [
        (None, "끝난 화면입니다"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "끝난 화면입니다"),
        ("en-GB,en;q=0.9", "This page is over"),
        ("fr", "This page is over"),
    ],
)
def test_a_visit_that_is_over_speaks_the_browsers_language(hub, languages, title):
    answer = requests.get(f"{hub.url}/consent/{'0' * 32}", headers={"Accept-Language": languages}, timeout=10)
    assert answer.status_code == 410 and title in answer.text


def test_a_form_from_elsewhere_is_not_taken(hub):
    """The hidden field ties a form to the browser it was shown to."""
    session = requests.Session()
    client = hub.ready
    page = session.get(
        f"{hub.url}/oauth/2.0/authorize2",
        params={"response_type": "code", "client_id": client["client_id"], "redirect_uri": client["redirect_uri"], "scope": "login"},
        timeout=10,
    )
    assert page.status_code == 200
    person = hub.ready["users"][0]
    form = {"name": person["name"], "birth_date": person["birth_date"], "phone": person["phone"]}
    for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        refused = session.post(page.url + "/identity", data=form | csrf, timeout=10, allow_redirects=False)
        assert refused.status_code == 410
    refused = session.post(page.url + "/deny", data={}, timeout=10, allow_redirects=False)
    assert refused.status_code == 410
    assert "내 계좌를 연결합니다" in session.get(page.url, timeout=10).text, "the visit is still there"


def test_the_pages_are_closed_to_frames_scripts_and_caches(hub):
    """B-07 no referrer and nothing foreign, B-08 no frames."""
    client = hub.ready
    page = hub.http.get(
        f"{hub.url}/oauth/2.0/authorize2",
        params={"response_type": "code", "client_id": client["client_id"], "redirect_uri": client["redirect_uri"], "scope": "login"},
        timeout=10,
    )
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script-src" not in policy
    assert "form-action 'self' http://localhost:8880;" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "http://" not in page.text.replace("http://localhost:8880", "")
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/consent/" in cookie


@pytest.mark.parametrize(
    "wrong,detail",
    [
        ({"client_id": "l7xx" + "0" * 32}, "3000201"),
        ({"redirect_uri": "http://localhost:8880/html/other.html"}, "3000114"),
        ({"redirect_uri": "http://localhost:8880/html/callback.html?x=1"}, "3000114"),
        ({"scope": "login everything"}, "3000115"),
        ({"scope": "oob"}, "3000115"),
        ({"response_type": "token"}, "3000116"),
        ({"scope": ""}, "3000103"),
    ],
)
def test_a_wrong_request_is_never_redirected(hub, wrong, detail):
    """B-01 exact redirect_uri, F-12 no open redirector, B-04 no implicit grant."""
    client = hub.ready
    query = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": client["redirect_uri"],
        "scope": ALL_SCOPES,
    } | wrong
    answer = hub.http.get(f"{hub.url}/oauth/2.0/authorize2", params=query, timeout=10, allow_redirects=False)
    assert answer.status_code == 200
    assert f"([{detail}])" in answer.json()["rsp_message"], answer.text
