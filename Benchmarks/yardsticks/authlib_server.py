"""The OAuth yardstick: Authlib on Flask with the token row written durably, as its own documents build a server.

Served by gunicorn with two workers (`make bench` does it). POST /oauth/token issues client_credentials tokens, GET /me is
protected by a bearer token. Tokens live in SQLite, WAL and synchronous=FULL, one connection a thread.
"""

import os
import sqlite3
import threading
import time

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector, current_token
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc6750 import BearerTokenValidator
from flask import Flask, jsonify

DATABASE = os.environ["YARDSTICK_DATABASE"]
_local = threading.local()


def database():
    """The thread's own connection."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS token (access_token TEXT PRIMARY KEY, client_id TEXT NOT NULL,"
            " scope TEXT NOT NULL, issued_at INTEGER NOT NULL, expires_in INTEGER NOT NULL)"
        )
        _local.connection = connection
    return connection


class Client(ClientMixin):
    """The one client."""

    client_id = "yardstick"

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope if scope == "oob" else ""

    def check_redirect_uri(self, redirect_uri):
        return False

    def check_client_secret(self, client_secret):
        return client_secret == "yardstick-secret"

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_post"

    def check_response_type(self, response_type):
        return False

    def check_grant_type(self, grant_type):
        return grant_type == "client_credentials"


class Token(TokenMixin):
    """A stored token."""

    def __init__(self, row):
        self.access_token, self.client_id, self.scope, self.issued_at, self.expires_in = row

    def check_client(self, client):
        return self.client_id == client.get_client_id()

    def get_scope(self):
        return self.scope

    def get_expires_in(self):
        return self.expires_in

    def is_expired(self):
        return time.time() > self.issued_at + self.expires_in

    def is_revoked(self):
        return False


class Grant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]


class Validator(BearerTokenValidator):
    def authenticate_token(self, token_string):
        row = database().execute("SELECT * FROM token WHERE access_token = ?", (token_string,)).fetchone()
        return Token(row) if row else None


def save_token(token, request):
    database().execute(
        "INSERT INTO token VALUES (?, ?, ?, ?, ?)",
        (token["access_token"], request.client.client_id, token["scope"], int(time.time()), token["expires_in"]),
    )


app = Flask(__name__)
server = AuthorizationServer(
    app, query_client=lambda client_id: Client() if client_id == Client.client_id else None, save_token=save_token
)
server.register_grant(Grant)
require_oauth = ResourceProtector()
require_oauth.register_token_validator(Validator())


@app.post("/oauth/token")
def issue():
    return server.create_token_response()


@app.get("/me")
@require_oauth("oob")
def me():
    return jsonify(client_id=current_token.client_id, scope=current_token.scope, name="yardstick")
