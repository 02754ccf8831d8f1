"""OAuth libraries of other people, unmodified, against the hub."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

from fintech import ALL_SCOPES, now
from hub_process import identity

LIFE = 90 * 24 * 3600


@pytest.fixture(autouse=True)
def plain_http_allowed(monkeypatch):
    """The libraries insist on TLS; the hub under test listens on the loopback interface."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


def consent(hub, person, client, authorization_url):
    """The person's part in one call: reads the library's own URL, answers the redirect that the browser would follow."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(authorization_url).query).items()}
    body = {"client_id": client["client_id"], "user": person["name"], "scope": asked["scope"], "redirect_uri": asked["redirect_uri"]}
    for name in ("state", "code_challenge", "code_challenge_method"):
        if name in asked:
            body[name] = asked[name]
    return hub.post_json("/testbed/consents", body)["redirect_to"]


def balance(session, hub, person):
    """One real use of the token."""
    me = session.get(f"{hub.url}/v1.0/user/me", params={"user_seq_no": person["user_seq_no"]}).json()
    assert me["rsp_code"] == "A0000", me
    use_num = me["res_list"][0]["fintech_use_num"]
    return session.get(
        f"{hub.url}/v1.0/account/balance", params={"fintech_use_num": use_num, "tran_dtime": now()}
    ).json()


def test_requests_oauthlib_completes_the_code_flow_and_refreshes(hub, person):
    client = hub.ready
    session = OAuth2Session(client["client_id"], redirect_uri=client["redirect_uri"], scope=ALL_SCOPES.split())
    url, state = session.authorization_url(f"{hub.url}/oauth/2.0/authorize2", auth_type="0")
    redirect = consent(hub, person, client, url)
    assert parse_qs(urlsplit(redirect).query)["state"] == [state]

    token = session.fetch_token(
        f"{hub.url}/oauth/2.0/token",
        authorization_response=redirect.replace("http://localhost", "https://localhost"),
        client_secret=client["client_secret"],
        include_client_id=True,
    )
    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == LIFE
    assert token["user_seq_no"] == person["user_seq_no"]
    assert sorted(token.scopes) == sorted(ALL_SCOPES.split())
    assert balance(session, hub, person)["rsp_code"] == "A0000"

    first = token["access_token"]
    second = session.refresh_token(
        f"{hub.url}/oauth/2.0/token",
        client_id=client["client_id"],
        client_secret=client["client_secret"],
    )
    assert second["access_token"] != first
    assert balance(session, hub, person)["rsp_code"] == "A0000"


def test_requests_oauthlib_gets_the_organisations_own_token(hub):
    client = hub.ready
    session = OAuth2Session(client=BackendApplicationClient(client_id=client["client_id"], scope=["oob"]))
    token = session.fetch_token(
        f"{hub.url}/oauth/2.0/token",
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        include_client_id=True,
    )
    assert token["client_use_code"] == client["client_use_code"]
    assert "refresh_token" not in token
    assert session.get(f"{hub.url}/v1.0/bank/status").json()["rsp_code"] == "A0000"


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_authlib_completes_the_code_flow_with_pkce_and_refreshes(hub, person, method):
    client = hub.ready
    session = AuthlibSession(
        client["client_id"],
        client["client_secret"],
        scope=ALL_SCOPES,
        redirect_uri=client["redirect_uri"],
        token_endpoint_auth_method=method,
        code_challenge_method="S256",
    )
    verifier = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG-._~"
    url, state = session.create_authorization_url(f"{hub.url}/oauth/2.0/authorize2", code_verifier=verifier, auth_type="0")
    redirect = consent(hub, person, client, url)
    token = session.fetch_token(
        f"{hub.url}/oauth/2.0/token", authorization_response=redirect, state=state, code_verifier=verifier
    )
    assert token["user_seq_no"] == person["user_seq_no"]
    assert balance(session, hub, person)["rsp_code"] == "A0000"
    renewed = session.refresh_token(f"{hub.url}/oauth/2.0/token", refresh_token=token["refresh_token"], scope=ALL_SCOPES)
    assert renewed["access_token"] != token["access_token"]
    assert balance(session, hub, person)["rsp_code"] == "A0000"


def test_authlib_gets_the_organisations_own_token(hub):
    session = AuthlibSession(hub.ready["client_id"], hub.ready["client_secret"], scope="oob")
    token = session.fetch_token(f"{hub.url}/oauth/2.0/token", grant_type="client_credentials")
    assert token["client_use_code"] == hub.ready["client_use_code"]
    assert session.get(f"{hub.url}/v1.0/bank/status").json()["rsp_code"] == "A0000"


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@pytest.mark.parametrize("sent", [None, "the-wrong-verifier-the-wrong-verifier-the-wrong"])
def test_a_code_asked_for_with_pkce_is_worth_nothing_without_its_verifier(hub, fintech, person, sent):
    body = {
        "client_id": fintech.client["client_id"],
        "user": person["user_seq_no"],
        "scope": ALL_SCOPES,
        "redirect_uri": fintech.client["redirect_uri"],
        "code_challenge": challenge("the-right-verifier-the-right-verifier-the-right"),
        "code_challenge_method": "S256",
    }
    code = hub.post_json("/testbed/consents", body)["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": fintech.client["redirect_uri"]}
    if sent:
        form["code_verifier"] = sent
    answer = fintech.token(**form)
    assert answer["rsp_code"] == "O0001", answer
    assert "access_token" not in answer


def test_a_replayed_code_revokes_what_it_gave(fintech, person):
    code = fintech.consent(person)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": fintech.client["redirect_uri"]}
    first = fintech.token(**form)
    assert fintech.get("user/me", first["access_token"], user_seq_no=first["user_seq_no"])["rsp_code"] == "A0000"
    second = fintech.token(**form)
    assert second["rsp_code"] == "O0001" and "([3000113])" in second["rsp_message"], second
    assert second["error"] == "invalid_grant"
    assert fintech.get("user/me", first["access_token"], user_seq_no=first["user_seq_no"])["rsp_code"] == "O0002"


def test_a_lost_refresh_answer_does_not_cost_the_grant(fintech, linked):
    def refresh(token):
        return fintech.token(grant_type="refresh_token", refresh_token=token, scope=ALL_SCOPES)

    lost = refresh(linked.refresh_token)
    again = refresh(linked.refresh_token)
    assert lost["access_token"] and again["access_token"]
    used = fintech.get("user/me", again["access_token"], user_seq_no=linked.user_seq_no)
    assert used["rsp_code"] == "A0000"
    third = refresh(again["refresh_token"])
    assert third.get("access_token"), third


REFUSED = [
    ({"grant_type": "password"}, "3000119"),
    ({"grant_type": "client_credentials", "scope": "oob", "client_secret": "0" * 32}, "3000201"),
    ({"grant_type": "client_credentials", "scope": "oob", "client_id": "l7xx" + "0" * 32}, "3000201"),
    ({"grant_type": "client_credentials", "scope": "everything"}, "3000115"),
    ({"grant_type": "client_credentials"}, "3000103"),
    ({"grant_type": "authorization_code", "code": "nonsense", "redirect_uri": "http://localhost:8880/html/callback.html"}, "3000113"),
    ({"grant_type": "refresh_token", "refresh_token": "nonsense", "scope": ALL_SCOPES}, "3000113"),
    ({}, "3000103"),
]


@pytest.mark.parametrize("form,detail", REFUSED)
def test_the_token_endpoint_refuses_with_the_detail_number(fintech, form, detail):
    answer = fintech.token(**form)
    assert answer["rsp_code"] == "O0001"
    assert f"([{detail}])" in answer["rsp_message"], answer
    assert answer["error"] and answer["error_description"]
    assert "access_token" not in answer


def test_a_token_cannot_be_got_with_another_redirect_uri(fintech, person):
    answer = fintech.token(grant_type="authorization_code", code=fintech.consent(person), redirect_uri="http://localhost:8880/html/other.html")
    assert answer["rsp_code"] == "O0001" and "([3000114])" in answer["rsp_message"], answer


def test_token_parameters_may_stand_in_the_query(hub, fintech):
    form = {
        "client_id": fintech.client["client_id"],
        "client_secret": fintech.client["client_secret"],
        "grant_type": "client_credentials",
        "scope": "oob",
    }
    assert hub.http.post(f"{hub.url}/oauth/2.0/token", params=form).json()["token_type"] == "Bearer"
    assert hub.http.post(f"{hub.url}/oauth/2.0/token", json=form).json()["token_type"] == "Bearer"


def test_consent_can_be_limited_to_chosen_accounts(fintech, person):
    chosen = person["accounts"][:1]
    linked = fintech.link(person, accounts=chosen)
    assert len(linked.accounts) == 1
    assert linked.accounts[0]["bank_code_std"] == identity(chosen[0])["bank_code_std"]
