"""Runs broker, load and scorer for long and samples the scorer's memory; see benchmarks/soak."""

import argparse
import contextlib
import csv
import gzip
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

import draw_memory
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient, ConfigResource

TOP = pathlib.Path(__file__).resolve().parent.parent
TOPICS = ["images", "scores", "anomalies", "rejected"]
# Hours of images would fill a disk: keep the last of them only.
RETENTION = {"segment.bytes": 32 << 20, "file.delete.delay.ms": 1_000, "max.message.bytes": 17 << 20}
KEPT_BYTES, BYTES_AN_IMAGE = 512 << 20, 1_500
PIXELS = 28 * 28
ASK_SECONDS = 0.5  # more seldom, and the load would wait for the scorer's count rather than the scorer for images
ANOMALY_RATE, BROKEN_RATE = 0.02, 0.001
COLUMNS = ["seconds", "resident_mib", "heap_mib", "images", "waiting", "cpu_seconds"]


class Soak:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="surprisal-soak-"))
        self.log = open(self.folder / "log", "w")
        self.children = []
        self.servers, self.http = f"127.0.0.1:{free_port()}", free_port()
        self.sent, self.done, self.over = 0, 0, threading.Event()

    def launch(self, *arguments):
        command = [str(word) for word in (TOP / "surprisal", *arguments)]
        child = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=self.folder)
        self.children.append(child)
        return child

    def start(self):
        self.launch("broker", "--port", self.servers.split(":")[1], "--data", self.folder / "broker")
        admin = AdminClient({"bootstrap.servers": self.servers, "log_level": 0})
        await_(lambda: set(TOPICS) <= set(admin.list_topics(timeout=2).topics))
        kept = max(KEPT_BYTES, BYTES_AN_IMAGE * self.options.waiting) // 4
        config = {k: str(v) for k, v in {"retention.bytes": kept, **RETENTION}.items()}
        settings = [ConfigResource(ConfigResource.Type.TOPIC, topic, config) for topic in TOPICS]
        for future in admin.alter_configs(settings).values():
            future.result()
        scorer = self.launch("stream", "--bootstrap-servers", self.servers, "--model", self.options.model, "--http-port", self.http,
                             "--guarantee", self.options.guarantee, "--state-dir", self.folder / "state")
        await_(lambda: self.get("health/ready"))
        return scorer

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/{path}", timeout=30) as answer:
            return answer.read().decode()

    def feed(self):
        """Digits, some garments, now and then something broken; never more than --waiting ahead of the scorer."""
        digits, garments = images("mnist/t10k-images-idx3-ubyte.gz"), images("fashion-mnist/sample-images-idx3-ubyte.gz")
        producer = Producer({"bootstrap.servers": self.servers, "linger.ms": 5, "queue.buffering.max.messages": 50_000, "log_level": 0})
        draw, start, asked = random.Random(1), time.monotonic(), 0
        while not self.over.is_set():
            if time.monotonic() - asked > ASK_SECONDS:
                with contextlib.suppress(OSError):  # a slow scrape must not end the load
                    self.done = scored(self.get("metrics"))
                asked = time.monotonic()
            due = self.options.rate * (time.monotonic() - start) if self.options.rate else self.sent + 5_000
            wanted = min(int(due), self.done + self.options.waiting) - self.sent
            for _ in range(wanted):
                kind = draw.random()
                source = garments if kind < ANOMALY_RATE else digits
                value = b"broken" if kind > 1 - BROKEN_RATE else draw.choice(source)
                produce(producer, value)
            self.sent += max(wanted, 0)
            producer.poll(0)
            time.sleep(0.02)
        producer.flush(30)

    def sample(self, pid):
        resident = int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024
        metrics = self.get("metrics")
        done = scored(metrics)
        heap = total(metrics, r'jvm_memory_used_bytes\{area="heap".*?\}') / 2**20
        return [round(resident, 1), round(heap, 1), done, self.sent - done, cpu_seconds(pid)]

    def run(self):
        scorer = self.start()
        threading.Thread(target=self.feed, daemon=True).start()
        start, rows = time.monotonic(), []
        with open(self.options.csv, "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(COLUMNS)
            while time.monotonic() - start < 60 * self.options.minutes:
                time.sleep(self.options.every)
                assert scorer.poll() is None, f"the scorer ended; the log is {self.log.name}"
                rows.append([round(time.monotonic() - start, 1), *self.sample(scorer.pid)])
                out.writerow(rows[-1])
                file.flush()
        self.over.set()
        return rows

    def close(self):
        for child in reversed(self.children):
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                child.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def await_(condition, limit=120):
    deadline = time.monotonic() + limit
    while True:
        try:
            if condition():
                return
        except (KafkaException, OSError):  # while it starts
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"not ready within {limit} s")
        time.sleep(0.2)


def images(file):
    with gzip.open(TOP / "data" / file) as idx:
        pixels = idx.read()[16:]
    return [pixels[i : i + PIXELS] for i in range(0, len(pixels), PIXELS)]


def produce(producer, value, key=None):
    while True:
        try:
            return producer.produce("images", value, key)
        except BufferError:
            producer.poll(0.05)


def scored(metrics):
    return int(total(metrics, r"surprisal_images_total\{.*?\}"))


def total(metrics, series):
    return sum(float(value) for value in re.findall(f"^{series} (.*)$", metrics, re.MULTILINE))


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def micros_an_image(rows):
    done = rows[-1][3] - rows[0][3]
    return 1e6 * (rows[-1][5] - rows[0][5]) / done if done else float("nan")


def summary(rows):
    """The curve in a few figures: medians of a twelfth of the time each, growth from after the warm-up to the end."""
    resident = [row[1] for row in rows]
    part = max(1, len(rows) // 12)
    warm, end = statistics.median(resident[2 * part : 3 * part]), statistics.median(resident[-part:])
    seconds, images_done, cpu = rows[-1][0], rows[-1][3], rows[-1][5]
    return (
        f"{images_done:,} images in {seconds / 60:.1f} minutes, {images_done / seconds:,.0f} a second, {cpu / seconds:.2f} cores; "
        f"most waiting {max(row[4] for row in rows):,}\n"
        f"resident MiB: start {resident[0]:.0f}, after the warm-up {warm:.0f}, end {end:.0f}, most {max(resident):.0f}; "
        f"growth {100 * (end / warm - 1):+.1f} %\n"
        f"CPU an image, in microseconds: after the warm-up {micros_an_image(rows[2 * part : 3 * part + 1]):.1f}, "
        f"at the end {micros_an_image(rows[-part - 1 :]):.1f}"
    )


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/soak", description="Samples the scorer's memory while images flow.")
    parser.add_argument("--model", type=pathlib.Path, required=True, help="the bundle")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=0, help="images a second; 0 for as many as the scorer takes")
    parser.add_argument("--waiting", type=int, default=100_000, help="images that may wait at most")
    parser.add_argument("--guarantee", default="exactly-once", choices=["exactly-once", "at-least-once"])
    parser.add_argument("--every", type=float, default=5, help="seconds between two samples")
    parser.add_argument("--csv", default="memory.csv", help="where the samples go")
    parser.add_argument("--svg", default="memory.svg", help="where the curve goes")
    options = parser.parse_args()
    options.model = options.model.resolve()
    soak = Soak(options)
    try:
        print(summary(soak.run()))
        draw_memory.draw(options.csv, options.svg)
    finally:
        soak.close()


if __name__ == "__main__":
    main()
