"""A developer's receiver of webhooks: a real HTTP server that checks signatures with the code of the documentation."""

import http.server
import json
import ssl
import threading


class HookReceiver:
    """Answers `status` to each call, or the next of `statuses`."""

    def __init__(self, port=0, tls=None):
        """`tls`: certificate and key files, where it is called over HTTPS."""
        self.calls, self.statuses = [], []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append((dict(self.headers.items()), body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def of(self, kind):
        """The calls that tell one kind of thing, as (headers, JSON)."""
        found = [(headers, json.loads(body)) for headers, body in list(self.calls)]
        return [one for one in found if one[1]["type"] == kind]
