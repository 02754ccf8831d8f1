"""A mail server as a process of its own would be: real sockets, real TLS, and the failures of real ones."""

import base64
import email
import email.policy
import socket
import ssl
import threading


class MailServer:
    """Takes letters on a port of this machine. `refuse` maps a verb to the replies that come first instead of the usual one."""

    def __init__(self, port=0, tls=None, login=None):
        """`tls`: certificate and key files, for STARTTLS; `login`: user and password that are asked for."""
        self.tls, self.login = tls, login
        self.letters, self.commands, self.refuse = [], [], {}
        self.lock = threading.Lock()
        self.port = port
        self.listener = None

    def start(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()
        return self

    def stop(self):
        # Only a shutdown wakes the thread that waits in accept.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def to(self, address):
        """The letters to an address, as mail programs read them."""
        with self.lock:
            return [letter for recipient, letter in self.letters if recipient == address]

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            self._talk(connection)
        except (OSError, ValueError):
            pass

    def _talk(self, connection):
        lines, isSecure, recipient = connection.makefile("rb"), False, None
        say = lambda text: connection.sendall(text.encode() + b"\r\n")  # noqa: E731
        say("220 mail.test ESMTP")
        while line := lines.readline():
            text = line.decode().rstrip("\r\n")
            verb = text.split(" ")[0].upper()
            with self.lock:
                self.commands.append((verb, isSecure))
                scripted = self.refuse.get(verb)
                reply = scripted.pop(0) if scripted else None
            if reply == "close":
                connection.close()
                return
            if reply:
                say(reply)
            elif verb == "EHLO":
                offers = ["STARTTLS"] if self.tls and not isSecure else []
                offers += ["AUTH PLAIN LOGIN"] if self.login and (isSecure or not self.tls) else []
                for offer in ["mail.test", *offers]:
                    say(f"250-{offer}")
                say("250 HELP")
            elif verb == "STARTTLS":
                say("220 go ahead")
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*self.tls)
                connection = context.wrap_socket(connection, server_side=True)
                lines, isSecure = connection.makefile("rb"), True
            elif verb == "AUTH":
                given = base64.b64decode(text.split(" ")[2]).decode().split("\0")[1:]
                say("235 2.7.0 welcome" if given == list(self.login or ()) else "535 5.7.8 no")
            elif verb == "MAIL":
                say("250 2.1.0 well" if "AUTH" in [one for one, _ in self.commands] or not self.login else "530 5.7.0 log in")
            elif verb == "RCPT":
                recipient = text.partition("<")[2].rstrip(">")
                say("250 2.1.5 well")
            elif verb == "DATA":
                say("354 go on")
                body = b""
                while (part := lines.readline()) not in (b".\r\n", b""):
                    body += part[1:] if part.startswith(b".") else part
                with self.lock:
                    scripted = self.refuse.get(".")
                    reply = scripted.pop(0) if scripted else None
                    if not reply:
                        self.letters.append((recipient, email.message_from_bytes(body, policy=email.policy.default)))
                if reply == "close":
                    connection.close()
                    return
                say(reply or "250 2.0.0 taken")
            else:
                say("221 2.0.0 bye" if verb == "QUIT" else "500 5.5.1 what")
