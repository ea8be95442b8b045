"""Receives Alertmanager's webhooks. Writes each alert as a line of JSON to standard output, and shows the last thousand to a browser.

    receiver.py HOST PORT
"""

import collections
import http.server
import json
import sys
import time

LARGEST = 1 << 20
KEPT = 1000


def lines(received, receiver, body):
    """A line for each alert of a notification; received: seconds since 1970; receiver: the path that Alertmanager called."""
    for alert in json.loads(body)["alerts"]:
        yield json.dumps({
            "received": round(received, 3),
            "receiver": receiver,
            "status": alert["status"],
            "alert": alert["labels"].get("alertname", ""),
            "severity": alert["labels"].get("severity", ""),
            "fingerprint": alert["fingerprint"],
            "summary": alert["annotations"].get("summary", ""),
            "labels": alert["labels"],
        })


class Receiver(http.server.BaseHTTPRequestHandler):
    shown = collections.deque(maxlen=KEPT)
    timeout = 10

    def do_GET(self):
        self.answer(200, "".join(line + "\n" for line in self.shown) or "nothing came yet\n")

    def do_POST(self):
        received = time.time()
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 < length <= LARGEST:
                raise ValueError(f"expected 1 to {LARGEST} bytes, got {length}")
            found = list(lines(received, self.path.strip("/"), self.rfile.read(length)))
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            self.answer(400, f"no notification of Alertmanager: {e}\n")
            return
        self.shown.extend(found)
        for line in found:
            print(line, flush=True)
        self.answer(200, "")

    def answer(self, status, text):
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        """Standard output is for the alerts."""


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Receiver).serve_forever()


if __name__ == "__main__":
    main()
