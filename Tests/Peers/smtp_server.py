"""A mail server that does as it is told, for tests: smtp_server.py DIRECTORY.

DIRECTORY/script is JSON. Of the server: `features` (lines of EHLO), `banner`, `certificate`
(a PEM file with key and certificate), `implicit` (TLS from the first byte), `users` (name to
password), `helo_only`, `mail` (the answer to MAIL). Of recipients, `rcpt`: address to what happens there, one word for each
try: `ok`, a reply such as `550 5.1.1 nobody`, or, with the step before a colon, `rcpt:REPLY`,
`data:REPLY`, `dot:REPLY`; `STEP:drop` closes the connection at that step, `dot:drop` after the
last dot came, `dot:take-drop` after it was taken, `text:drop` in the middle of the text,
`STEP:stall` says nothing more. What was taken is appended to DIRECTORY/taken, a JSON line each;
the port is in DIRECTORY/port."""
import base64
import json
import os
import socket
import ssl
import sys
import threading

DIRECTORY = sys.argv[1]
LOCK = threading.Lock()
TRIES = {}


def script():
    with open(os.path.join(DIRECTORY, "script")) as file:
        return json.load(file)


class Gone(Exception):
    pass


class Session:
    def __init__(self, connection, rules):
        self.connection = connection
        self.rules = rules
        self.buffer = b""
        self.encrypted = False
        self.user = None
        self.what = "ok"

    def line(self):
        while b"\n" not in self.buffer:
            more = self.connection.recv(65536)
            if not more:
                raise Gone
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def step(self, name, otherwise):
        """Says what the script has for this step, or `otherwise`; whether that was good."""
        what = self.what.split(":", 1)
        if len(what) == 2 and what[0] == name:
            if what[1] == "drop":
                raise Gone
            if what[1] == "stall":
                threading.Event().wait(120)
                raise Gone
            self.say(what[1])
            if what[1].startswith("421"):
                raise Gone
            return False
        self.say(otherwise)
        return True

    def encrypt(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(DIRECTORY, self.rules["certificate"]))
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.encrypted = True

    def features(self):
        lines = list(self.rules.get("features", ["PIPELINING", "SIZE 100000000", "8BITMIME"]))
        if self.rules.get("certificate") and not self.encrypted:
            lines.append("STARTTLS")
        if self.rules.get("users"):
            lines.append("AUTH " + self.rules.get("auth", "PLAIN LOGIN"))
        return ["test"] + lines

    def authenticate(self, words):
        if words[1].upper() == "PLAIN":
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.line()).decode()
            self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.line()).decode()
        if self.rules["users"].get(user) == password:
            self.user = user
            self.say("235 2.7.0 welcome")
        else:
            self.say("535 5.7.8 who are you?")

    def run(self):
        if self.rules.get("implicit"):
            self.encrypt()
        self.say(self.rules.get("banner", "220 test ESMTP"))
        sender = recipient = None
        mail_line = rcpt_line = ""
        while True:
            text = self.line().decode()
            words = text.split()
            verb = words[0].upper() if words else ""
            if verb == "EHLO" and self.rules.get("helo_only"):
                self.say("502 5.5.1 what?")
            elif verb == "EHLO":
                lines = self.features()
                self.connection.sendall("".join(
                    "250%s%s\r\n" % (" " if i == len(lines) - 1 else "-", line)
                    for i, line in enumerate(lines)).encode())
            elif verb == "HELO":
                self.say("250 test")
            elif verb == "STARTTLS":
                self.say("220 go on" + self.rules.get("injected", ""))
                self.encrypt()
            elif verb == "AUTH":
                self.authenticate(words)
            elif verb == "MAIL":
                if self.rules.get("users") and not self.user:
                    self.say("530 5.7.0 who are you?")
                    continue
                if sender:
                    self.say("503 5.5.1 nested MAIL")
                    continue
                if self.rules.get("mail"):
                    self.say(self.rules["mail"])
                    continue
                sender, mail_line = text, text
                self.say("250 2.1.0 ok")
            elif verb == "RCPT":
                address = text[text.index("<") + 1:text.index(">")]
                with LOCK:
                    TRIES[address] = TRIES.get(address, 0) + 1
                    words = self.rules.get("rcpt", {}).get(address, ["ok"])
                    self.what = words[min(TRIES[address], len(words)) - 1]
                rcpt_line = text
                if not sender:
                    self.say("503 5.5.1 need MAIL")
                elif self.what[:1].isdigit():
                    self.say(self.what)
                elif self.step("rcpt", "250 2.1.5 ok"):
                    recipient = address
            elif verb == "DATA":
                if not recipient and self.rules.get("eager"):
                    self.say("354 go on")
                elif not recipient:
                    self.say("554 5.5.1 no recipients")
                    continue
                elif not self.step("data", "354 go on"):
                    continue
                body = []
                if self.what == "text:drop":
                    self.line()
                    raise Gone
                while True:
                    line = self.line()
                    if line == b".":
                        break
                    body.append(line[1:] if line[:1] == b"." else line)
                if not recipient:
                    self.say("554 5.5.1 no recipients")
                elif self.what == "dot:take-drop":
                    self.take(mail_line, rcpt_line, recipient, body)
                    raise Gone
                else:
                    if not self.what.startswith("dot:"):
                        # Written down before it is said: who hears it may look at once.
                        self.take(mail_line, rcpt_line, recipient, body)
                    self.step("dot", "250 2.0.0 Ok: queued as Q%d" % id(body))
                sender = recipient = None
                self.what = "ok"
            elif verb == "RSET":
                sender = recipient = None
                self.say("250 2.0.0 ok")
            elif verb == "QUIT":
                self.say("221 2.0.0 bye")
                raise Gone
            else:
                self.say("500 5.5.2 what?")

    def take(self, mail, rcpt, recipient, body):
        with LOCK, open(os.path.join(DIRECTORY, "taken"), "a") as file:
            json.dump({"mail": mail, "rcpt": rcpt, "to": recipient, "tls": self.encrypted,
                       "user": self.user, "text": b"\r\n".join(body).decode("latin-1")}, file)
            file.write("\n")


def serve(connection):
    try:
        Session(connection, script()).run()
    except (Gone, OSError, ValueError):
        pass
    finally:
        connection.close()


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    part = os.path.join(DIRECTORY, "port.part")
    with open(part, "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(part, os.path.join(DIRECTORY, "port"))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


main()
