"""The live page under a flood of anomalies and with clients that never read; see benchmarks/onlookers.

The images are 7x7, means of 4x4 pixels, so that two cores find 10,000 anomalies a second, write them, and draw the page as well.
"""

import argparse
import contextlib
import http.client
import json
import pathlib
import re
import select
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time
import types
import urllib.request

import numpy
from confluent_kafka import Producer

from soak import Soak, await_, cpu_seconds, free_port, images, produce, scored, total

SOURCES, READERS = 1000, 200
PAGE_THREADS = ("surprisal-page", "surprisal-news", "surprisal-http")
WARM_SECONDS = 30  # of the JIT and of the page's tables
MOST_WAITING = 100_000

# Before the page's own scripts run.
OBSERVE = """
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((task) => tasks.push(Math.round(task.duration)))).observe({ type: "longtask" });
"""
# In the form of the scrape.
FIGURES = """
  const s = seen.summary, of = {}, outcome = { normal: s.images - s.anomalous, anomalous: s.anomalous, rejected: s.rejected };
  for (const [name, count] of Object.entries(outcome)) of[`surprisal_images_total{outcome="${name}"}`] = count;
  let sum = 0;
  s.scores.counts.forEach((count, i) => (of[`surprisal_score_bucket ${i < s.scores.bounds.length ? s.scores.bounds[i] : "Infinity"}`] = sum += count));
  return of;
"""


class Browser:
    """Chromium by WebDriver."""

    def __init__(self, folder):
        self.port = free_port()
        self.driver = subprocess.Popen(["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL)
        await_(lambda: self.ask("status"))
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--no-first-run", "--window-size=1120,1400", "--enable-precise-memory-info", f"--user-data-dir={folder}/profile"]
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}}
        self.session = f"session/{self.ask('session', wanted)['sessionId']}"
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source=OBSERVE)
        self.devtools("Performance.enable")

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", data, timeout=60) as answer:
            return json.load(answer)["value"]

    def visit(self, address):
        self.ask(f"{self.session}/url", {"url": address})

    def js(self, script):
        return self.ask(f"{self.session}/execute/sync", {"script": script, "args": []})

    def devtools(self, command, **parameters):
        return self.ask(f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self):
        """MiB of the page's heap after a collection, elements, and seconds of a processor that its thread has had."""
        self.devtools("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in self.devtools("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"] / 2**20, int(metrics["Nodes"]), metrics["ThreadTime"]

    def close(self):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{self.port}/{self.session}", method="DELETE"), timeout=30).close()
        self.driver.terminate()
        self.driver.wait(30)


class Unread:
    """Clients that ask for the news and never read; whom the server sends away comes back."""

    def __init__(self, port, number):
        self.port, self.over, self.returns = port, threading.Event(), 0
        self.poll, self.sockets = select.poll(), {}
        for _ in range(number):
            self.connect()
        self.thread = threading.Thread(target=self.keep, daemon=True)
        self.thread.start()

    def connect(self):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", self.port))
        client.sendall(b"GET /news HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.sockets[client.fileno()] = client
        self.poll.register(client, select.POLLRDHUP)

    def keep(self):
        while not self.over.wait(0.1):
            for descriptor, _ in self.poll.poll(0):
                self.poll.unregister(descriptor)
                self.sockets.pop(descriptor).close()
                self.connect()
                self.returns += 1

    def close(self):
        self.over.set()
        self.thread.join()
        for client in self.sockets.values():
            client.close()


class Reader:
    """Reads the news; lags: seconds from a summary's time until it was here."""

    def __init__(self, port):
        self.port, self.over, self.lags, self.first = port, False, [], None
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        start, kind = time.monotonic(), None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", "/news")
        for line in connection.getresponse():
            if line.startswith(b"event: "):
                kind = line[7:].strip()
            elif kind == b"summary" and line.startswith(b"data: "):
                if self.first is None:  # the last one, told again
                    self.first = time.monotonic() - start
                else:
                    self.lags.append(time.time() - json.loads(line[6:])["time"] / 1000)
            if self.over:
                return

    def close(self):
        self.over = True
        self.thread.join(30)


class Onlookers(Soak):
    def __init__(self, options):
        super().__init__(types.SimpleNamespace(model=None, guarantee="exactly-once", waiting=MOST_WAITING, rate=options.rate))
        self.page, self.wrong = free_port(), []
        self.browser = None

    def train(self):
        clean = small("mnist/t10k-images-idx3-ubyte.gz")
        (self.folder / "clean-idx3-ubyte").write_bytes(struct.pack(">IIII", 2051, len(clean), 7, 7) + clean.tobytes())
        self.options.model = self.folder / "model"
        train = ["train", "--data", self.folder / "clean-idx3-ubyte", "--out", self.options.model, "--preset", "mlp-400", "--epochs", "4", "--seed", "1"]
        assert super().launch(*train).wait() == 0, f"no model; the log is {self.log.name}"

    def launch(self, command, *arguments):
        return super().launch(command, *arguments, *(["--alerts", "--page", "--page-port", self.page] if command == "stream" else []))

    def feed(self):
        """Garments, which the model of digits finds strange."""
        garments = [one.tobytes() for one in small("fashion-mnist/sample-images-idx3-ubyte.gz")]
        producer = Producer({"bootstrap.servers": self.servers, "linger.ms": 5, "log_level": 0})
        due, last = 0.0, time.monotonic()
        while not self.over.is_set():
            with contextlib.suppress(OSError):  # a slow scrape must not end the load
                self.done = scored(self.get("metrics"))
            for _ in range(10):
                now = time.monotonic()
                due, last = due + (self.options.rate or 1e6) * (now - last), now
                due = min(due, self.done + self.options.waiting - self.sent)
                for _ in range(int(due)):
                    produce(producer, garments[self.sent % len(garments)], f"camera-{self.sent % SOURCES}")
                    self.sent += 1
                due -= int(due)
                producer.poll(0)
                time.sleep(0.05)
        producer.flush(30)

    def expect(self, what, got, holds):
        print(f"{what}: {got}{'' if holds else '   <- WRONG'}", flush=True)
        if not holds:
            self.wrong.append(what)

    def begin(self, rate):
        self.options.rate = rate
        self.over.clear()
        self.load = threading.Thread(target=self.feed, daemon=True)
        self.load.start()

    def end(self):
        self.over.set()
        self.load.join()
        await_(lambda: scored(self.get("metrics")) == self.sent)

    def anomalous(self):
        return total(self.get("metrics"), r'surprisal_images_total\{outcome="anomalous"\}')

    def flood(self, options):
        self.browser = Browser(self.folder)
        address = f"http://localhost:{self.page}/"
        self.begin(options.rate)
        self.browser.visit(address)
        await_(lambda: self.browser.js("return document.querySelectorAll('.card').length") == 48)
        time.sleep(WARM_SECONDS)
        heap, nodes, used = self.browser.size()
        self.browser.js("tasks.length = 0")
        start, first = time.monotonic(), self.anomalous()
        time.sleep(options.seconds)
        rate = (self.anomalous() - first) / (time.monotonic() - start)
        tasks = self.browser.js("return tasks")
        heap_then, nodes_then, used_then = self.browser.size()
        self.expect("anomalies a second", f"{rate:,.0f}", rate >= options.least)
        self.expect("sources on the page", rows := self.browser.js("return document.querySelectorAll('#sources tbody tr').length"), rows == 500)
        self.expect("longest task of the page's thread, ms", max(tasks, default=0), max(tasks, default=0) <= options.longest)
        self.expect("share of a processor that the page's thread takes", f"{(busy := (used_then - used) / options.seconds):.1%}", busy <= 0.5)
        self.expect("heap after a collection, MiB", f"{heap:.1f}, then {heap_then:.1f}", heap_then <= heap + 8)
        self.expect("elements", f"{nodes:,}, then {nodes_then:,}", nodes_then <= 50_000)
        self.end()
        await_(lambda: self.browser.js("return seen.summary.images") == self.sent)
        there, here = figures(self.get("metrics")), {number(name): value for name, value in self.browser.js(FIGURES).items()}
        differ = {name for name in there.keys() | here.keys() if there.get(name) != here.get(name)}
        self.expect("figures that differ from /metrics", f"{len(differ)} of {len(there)}", not differ and len(there) > 20)

    def unread(self, options, scorer):
        """Windows without and with them, in turns, for a machine's speed drifts."""
        self.browser.visit("about:blank")
        self.begin(0)
        await_(lambda: self.sent - self.done > MOST_WAITING / 2)
        speeds = {0: [], READERS: []}
        lags, returns = [], 0
        for readers in [0, READERS] * options.rounds:
            clients, reader = Unread(self.page, readers), Reader(self.page)
            await_(lambda one=reader: one.first is not None)
            time.sleep(2)
            speeds[readers].append(self.speed(scorer, options.seconds / 2))
            if readers:
                lags += reader.lags
                returns += clients.returns
                self.expect("seconds until one more reader has all", f"{reader.first:.2f}", reader.first <= 2)
            reader.close()
            if readers:
                self.browser.visit(f"http://localhost:{self.page}/")
                start = time.monotonic()
                await_(lambda: self.browser.js("return document.querySelectorAll('.card').length") == 48)
                self.expect("seconds until one more browser shows all", f"{(took := time.monotonic() - start):.2f}", took <= 10)
                self.browser.visit("about:blank")
            clients.close()
        self.end()
        wall, cpu, page = ([statistics.median(one[i] for one in speeds[readers]) for readers in speeds] for i in range(3))
        self.expect("images a second without and with them", f"{wall[0]:,.0f}, {wall[1]:,.0f}: {wall[1] / wall[0]:.1%}", wall[1] >= options.keeps * wall[0])
        self.expect("images a second of the scorer's processors", f"{cpu[0]:,.0f}, {cpu[1]:,.0f}: {cpu[1] / cpu[0]:.1%}", cpu[1] >= options.keeps * cpu[0])
        self.expect("share of a core that the page's threads take without and with them", f"{page[0]:.1%}, {page[1]:.1%}", page[1] <= 1 - options.keeps)
        self.expect("summaries that one more reader had, and the latest of them, s", f"{len(lags)}, {max(lags):.2f}",
                    len(lags) >= 0.8 * options.rounds * options.seconds / 2 and max(lags) <= 2)
        print(f"clients that were sent away and came back: {returns}")

    def speed(self, scorer, seconds):
        """Images a second, and a second of the scorer's processors; what of a core the page's threads take."""
        done, cpu, page, start = scored(self.get("metrics")), cpu_seconds(scorer.pid), page_seconds(scorer.pid), time.monotonic()
        time.sleep(seconds)
        done, cpu, page, wall = (scored(self.get("metrics")) - done, cpu_seconds(scorer.pid) - cpu, page_seconds(scorer.pid) - page, time.monotonic() - start)
        return done / wall, done / cpu, page / wall

    def close(self):
        self.over.set()
        if self.browser:
            self.browser.close()
        super().close()


def small(file):
    pixels = numpy.frombuffer(b"".join(images(file)), numpy.uint8)
    return pixels.reshape(-1, 7, 4, 7, 4).mean((2, 4)).astype(numpy.uint8)


def page_seconds(pid):
    """Of the processors, by the threads that the page has; the meters' answers are among them."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return sum(cpu_seconds(f"{pid}/task/{task.name}") for task in tasks if (task / "comm").read_text().startswith(PAGE_THREADS))


def number(name):
    """A bucket's bound as a number: a scrape writes 12.0 where JavaScript writes 12."""
    kind, _, bound = name.partition(" ")
    return f"{kind} {float(bound)}" if bound else name


def figures(metrics):
    """What the page has too."""
    found = re.findall(r'^(surprisal_images_total\{outcome="\w+"\}) (.*)$', metrics, re.MULTILINE)
    found += [(number(f"surprisal_score_bucket {bound}"), count) for bound, count in re.findall(r'^surprisal_score_bucket\{le="(.*?)"\} (.*)$', metrics, re.MULTILINE)]
    return {name: float(value) for name, value in found}


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/onlookers", description="Holds the live page to a flood of anomalies and to clients that never read.")
    parser.add_argument("--seconds", type=float, default=20, help="for which the flood is watched, and twice as long as a window with and without readers")
    parser.add_argument("--rounds", type=int, default=3, help="windows with and without readers")
    parser.add_argument("--rate", type=float, default=10_000, help="anomalies a second that are sent")
    parser.add_argument("--least", type=float, default=9_500, help="anomalies a second that must be found")
    parser.add_argument("--longest", type=float, default=500, help="milliseconds that a task of the page's thread may take")
    parser.add_argument("--keeps", type=float, default=0.95, help="share of the throughput that must be left")
    options = parser.parse_args()
    campaign = Onlookers(options)
    try:
        campaign.train()
        scorer = campaign.start()
        campaign.flood(options)
        campaign.unread(options, scorer)
    finally:
        campaign.close()
    sys.exit("\n".join(f"benchmarks/onlookers: {what}" for what in campaign.wrong) or None)


if __name__ == "__main__":
    main()
