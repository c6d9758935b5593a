#!/usr/bin/env python3
"""A web server that does what it is told, for tests, on loopback.

web_server.py DIR [CERTIFICATE KEY] writes its port into DIR/port, one line of JSON for each request
into DIR/requests, and serves until it is killed. DIR/script, where it is, is a JSON object that says
how to answer, by path; each request takes the next item of its list, the last one again and again:

  {"/hook": [{"status": 503, "headers": {"Retry-After": "1"}, "body": "busy"}, "drop", {}]}

"drop" closes the connection without an answer, "cut" in the middle of one; "close" beside a status
closes it after the answer, without having said so. "wait" is how many seconds an answer takes.
Without an item the answer is 200 and the body that came.
"""
import http.server
import json
import os
import ssl
import sys
import threading
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer is two writes: without this each waits for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server = self.server
        with server.lock:
            with open(os.path.join(server.directory, "requests"), "a") as file:
                file.write(json.dumps({
                    "method": self.command, "path": self.path, "connection": id(self.connection),
                    "headers": {name.lower(): value for name, value in self.headers.items()},
                    "body": body.decode("utf-8", "replace")}) + "\n")
            item = server.item(self.path)
        if item == "drop":
            self.close_connection = True
            return
        raw = item.get("body", body.decode("utf-8", "replace")).encode() if isinstance(item, dict) else body
        facts = item if isinstance(item, dict) else {}
        raw *= facts.get("times", 1)
        time.sleep(facts.get("wait", 0))
        self.send_response(facts.get("status", 200))
        for name, value in facts.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw) + (10 if item == "cut" else 0)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(raw)
        if item == "cut" or facts.get("close"):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = handle_one


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, directory):
        super().__init__(("127.0.0.1", 0), Handler)
        self.directory, self.turns, self.lock = directory, {}, threading.Lock()

    def item(self, path):
        try:
            with open(os.path.join(self.directory, "script")) as file:
                items = json.load(file).get(path.partition("?")[0])
        except FileNotFoundError:
            items = None
        if not items:
            return {}
        turn = self.turns.get(path, 0)
        self.turns[path] = turn + 1
        return items[min(turn, len(items) - 1)]

    def handle_error(self, *_):
        pass  # a client that has gone


def main(directory, *certificate):
    server = Server(directory)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    path = os.path.join(directory, "port")
    with open(path + ".new", "w") as file:
        file.write("%d\n" % server.server_address[1])
    os.replace(path + ".new", path)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
