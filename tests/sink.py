"""A small web server that keeps what is posted to it, to stand at the other end of a channel."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Sink(ThreadingHTTPServer):
    """Answers every POST with `answer`, and keeps (path, JSON) of each in `posted`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, status=200, answer=b"{}"):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.answer, self.posted = status, answer, []
        self.url = f"http://127.0.0.1:{self.server_port}/hook?token=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *arguments):
        """Stay quiet."""


@contextmanager
def sink(**keywords):
    """Run a Sink for the time of the block."""
    server = Sink(**keywords)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
