"""What an image costs by preset, size and form, guarantee and number of instances; see benchmarks/sizing."""

import argparse
import contextlib
import datetime
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
import zlib

from confluent_kafka import Producer
from soak import TOP, Soak, await_, cpu_seconds, free_port, produce, scored

SIZES, PRESETS = (28, 64), ("mlp-400", "best")
EXACTLY, AT_LEAST = "exactly-once", "at-least-once"
# Preset, side of the image, form, guarantee, instances.
CASES = [
    *((preset, size, "raw", EXACTLY, 1) for preset, size in itertools.product(PRESETS, SIZES)),
    ("best", 64, "png", EXACTLY, 1),
    *((preset, 28, "raw", AT_LEAST, 1) for preset in PRESETS),
    *(("best", 28, "raw", EXACTLY, instances) for instances in (2, 4)),
]
CLEAN, DEFECTIVE, ANOMALY_RATE = 600, 10, 0.02
WAITING = 20_000
# Of a core, by all the compilers' threads, over so many seconds: what compiles now and then is the price of an image too.
QUIET, QUIET_SECONDS, PATIENCE_SECONDS = 0.02, 10, 300


class Load(Soak):
    """Broker, scorers, and as many images as these take, so that some wait all the time."""

    def __init__(self, case, model, images):
        preset, size, form, guarantee, instances = case
        super().__init__(argparse.Namespace(model=model, waiting=WAITING, guarantee=guarantee, rate=0))
        self.images, self.ports = images, [self.http] + [free_port() for _ in range(instances - 1)]

    def start(self):
        scorers = [super().start()]
        for port in self.ports[1:]:
            scorers.append(self.launch(
                "stream", "--bootstrap-servers", self.servers, "--model", self.options.model, "--http-port", port,
                "--guarantee", self.options.guarantee, "--state-dir", self.folder / f"state-{port}",
            ))
        await_(lambda: all(get(port, "health/ready") for port in self.ports))
        return scorers

    def feed(self):
        clean, defective = self.images
        producer = Producer({"bootstrap.servers": self.servers, "linger.ms": 5, "queue.buffering.max.messages": 50_000, "log_level": 0})
        draw = random.Random(1)
        while not self.over.is_set():
            for _ in range(self.done + WAITING - self.sent):
                produce(producer, draw.choice(defective if draw.random() < ANOMALY_RATE else clean))
                self.sent += 1
            producer.poll(0)
            time.sleep(0.05)
            with contextlib.suppress(OSError):  # a slow scrape must not end the load
                self.done = sum(scored(get(port, "metrics")) for port in self.ports)
        producer.flush(30)

    def measure(self, warm_up, seconds):
        scorers = self.start()
        feeding = threading.Thread(target=self.feed, daemon=True)
        feeding.start()
        time.sleep(warm_up)
        self.await_compilers(scorers)
        before = self.used(scorers)
        time.sleep(seconds)
        after = self.used(scorers)
        self.over.set()
        feeding.join(60)
        images, scoring, broker, compiling = (b - a for a, b in zip(before, after))
        return {
            "images": images,
            "compilerShare": round(compiling / (scoring + broker), 3),
            "scorerMicros": round(1e6 * scoring / images, 1),
            "brokerMicros": round(1e6 * broker / images, 1),
            "residentMiB": round(max(resident(one.pid) for one in scorers)),
            "outputBytes": round(sum(self.bytes_of(topic) for topic in ("scores", "anomalies", "rejected")) / self.done),
        }

    def await_compilers(self, scorers):
        """Until the JVMs have compiled what they run; the row says what was still compiled where that takes too long."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        compiled, busy = self.used(scorers)[-1], QUIET
        while busy >= QUIET and time.monotonic() < deadline:
            time.sleep(QUIET_SECONDS)
            before, compiled = compiled, self.used(scorers)[-1]
            busy = (compiled - before) / QUIET_SECONDS

    def used(self, scorers):
        """Images, and CPU seconds of the scorers, of the broker, and of the compilers of all these."""
        done = sum(scored(get(port, "metrics")) for port in self.ports)
        pids, broker = [one.pid for one in scorers], self.children[0].pid
        return done, sum(map(cpu_seconds, pids)), cpu_seconds(broker), sum(map(compiler_seconds, [*pids, broker]))

    def bytes_of(self, topic):
        return sum(path.stat().st_size for path in (self.folder / "broker").rglob(f"{topic}-*/*.log"))


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
        return answer.read().decode()


def compiler_seconds(pid):
    """CPU time of the threads of a JVM that compile, of which there are always some."""
    seconds = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has ended
            if re.fullmatch(r"C[12] CompilerThre", (task / "comm").read_text().strip()):
                seconds += cpu_seconds(f"{pid}/task/{task.name}")
    return seconds


def resident(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def drawn(folder, size):
    """A folder of parts, clean and defective."""
    parts = folder / f"parts-{size}"
    if not parts.exists():
        counts = ["--clean", CLEAN, "--fresh", 1, "--defects", DEFECTIVE, "--size", size]
        subprocess.run([str(word) for word in (sys.executable, TOP / "benchmarks/parts.py", parts, *counts)], check=True)
    return parts


def trained(folder, preset, size):
    model = folder / f"{preset}-{size}"
    if not (model / "bundle.json").exists():
        subprocess.run([str(word) for word in (TOP / "surprisal", "train", "--data", drawn(folder, size) / "good", "--out", model,
                                               "--preset", preset, "--seed", 1)], check=True)
    return model


def raw(png, size):
    """The bytes of a picture as parts.py writes it: one chunk of data, no row filtered."""
    at = png.index(b"IDAT")
    rows = zlib.decompress(png[at + 4 : at + 4 + int.from_bytes(png[at - 4 : at], "big")])
    return b"".join(rows[i * (size + 1) + 1 : (i + 1) * (size + 1)] for i in range(size))


def images(folder, size, form):
    def those_in(where):
        files = [path.read_bytes() for path in sorted(where.rglob("*.png"))]
        return files if form == "png" else [raw(file, size) for file in files]

    parts = drawn(folder, size)
    return those_in(parts / "good"), those_in(parts / "defects")


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/sizing", description="CPU time of scorer and broker for an image.")
    parser.add_argument("folder", type=pathlib.Path, help="where pictures and models are, and are made where they are missing")
    parser.add_argument("--warm-up", type=float, default=20, help="seconds before the compilers are waited for, five minutes at most")
    parser.add_argument("--seconds", type=float, default=20, help="for which each case is measured")
    parser.add_argument("--json", type=pathlib.Path, default=pathlib.Path("sizing.json"), help="where the rows go")
    parser.add_argument("--prepare", action="store_true", help="only draws the pictures and trains the models, which needs no quiet machine")
    parser.add_argument("--record", action="store_true", help="writes the rows to docs/sizing.json and their table to docs/sizing.md")
    options = parser.parse_args()
    folder = options.folder.resolve()
    for size, preset in itertools.product(SIZES, PRESETS):
        trained(folder, preset, size)
    if options.prepare:
        return
    busy = round(os.getloadavg()[0], 1)
    rows = []
    for case in CASES:
        preset, size, form, guarantee, instances = case
        sample = images(folder, size, form)
        load = Load(case, trained(folder, preset, size), sample)
        try:
            row = dict(zip(("preset", "size", "form", "guarantee", "instances"), case)) | load.measure(options.warm_up, options.seconds)
        finally:
            load.close()
        row["inputBytes"] = round(sum(map(len, sample[0])) / len(sample[0]))
        rows.append(row)
        print(row, flush=True)
        record = {"date": datetime.date.today().isoformat(), "cores": os.cpu_count(), "loadBefore": busy, "seconds": options.seconds, "rows": rows}
        options.json.write_text(json.dumps(record, indent=1) + "\n")
    if options.record:
        shutil.copy(options.json, TOP / "docs/sizing.json")
        subprocess.run([TOP / "benchmarks/test-sizing", "--write"], check=True)


if __name__ == "__main__":
    main()
