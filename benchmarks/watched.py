"""Times the scorer with and without those who look on, in turns on a real broker on this machine, and prints a Markdown table.

    watched.py TOP JAVA [OPTION...]

A backlog of images of a thousand sources is worked off, exactly once, unless --model says otherwise by the cheapest preset, so that what is added
weighs most: with alerts of sources, with the page, and with the page and ten readers of its news; or, with --shadowed, with a candidate that scores a
share of the images beside the model in force, the same networks with another calibration. Broker, scorer and readers share the cores.
"""

import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

from confluent_kafka import Producer

from soak import free_port, images, produce
from stream_contest import Contest

SOURCES = 1000
READERS = 10
# More than a scorer works off on two cores.
IMAGES_A_SECOND = 100_000
SHADOWED = ["0.1", "1"]


class Watched(Contest):
    def __init__(self, options):
        self.warm_seconds, whole = options.warm_up, options.warm_up + options.seconds
        self.warm_share = options.warm_up / whole
        self.model = options.model and options.model.resolve()
        super().__init__(options.top, options.java, backlog=int(IMAGES_A_SECOND * whole))

    def send_backlog(self):
        digits = images("mnist/t10k-images-idx3-ubyte.gz")
        producer = Producer({"bootstrap.servers": self.servers, "queue.buffering.max.messages": 1_000_000, "linger.ms": 20})
        for number in range(self.backlog):
            produce(producer, digits[number % len(digits)], f"camera-{number % SOURCES}")
        assert producer.flush() == 0

    def read(self, seconds, options, readers):
        """Images a second and per CPU-second of the scorer."""
        watchers = []
        if readers:
            port = free_port()
            options = [*options, "--page-port", str(port)]
            # They try until the page is there.
            watch = ["curl", "-sN", "--retry", "60", "--retry-delay", "1", "--retry-connrefused", "-w", "%{size_download}\\n", "-o", "/dev/null"]
            for _ in range(readers):
                watchers.append(subprocess.Popen([*watch, f"http://127.0.0.1:{port}/news"], stdout=subprocess.PIPE, text=True))
        figures = self.throughput("Surprisal", "exactly_once_v2", seconds, *options)
        for watcher in watchers:  # the scorer has ended, and with it what they read
            assert int(watcher.communicate(timeout=60)[0].splitlines()[-1]) > 10_000, "a reader of the news got none"
        return figures


class Shadowed(Watched):
    """A topic of models for each share, on which it was decided before the first image came."""

    def send_backlog(self):
        candidate = self.folder / "candidate"
        if self.model != self.folder / "bundle":
            candidate = self.folder / "calibrated"
            self.say("calibrate", "--model", self.model, "--images", self.top / "data/mnist/t10k-images-idx3-ubyte.gz", "--out", candidate)
        for share in ["0", *SHADOWED]:
            self.decide(share, "activate", self.publish(share, self.model), "--lead", "0")
            if float(share):
                self.decide(share, "shadow", self.publish(share, candidate), "--share", share)
        self.create("shadow")
        super().send_backlog()

    def publish(self, share, bundle):
        return re.search("[0-9a-f]{64}", self.decide(share, "publish", "--model", bundle)).group()

    def decide(self, share, *words):
        return self.say("models", *words, "--bootstrap-servers", self.servers, "--model-topic", f"models-{share}")

    def say(self, *words):
        return subprocess.run([str(word) for word in [self.top / "surprisal", *words]], check=True, stdout=subprocess.PIPE, stderr=self.log, text=True).stdout

    def read(self, seconds, options, readers):
        before = self.count("shadow")
        figures = super().read(seconds, [*options, "--shadow-topic", "shadow"], readers)
        assert (self.count("shadow") > before) == (options[1] != "models-0"), "the candidate's evidence is not what it must be"
        return figures


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run --watched", description="Times the scorer with and without those who look on.")
    parser.add_argument("top")
    parser.add_argument("java")
    parser.add_argument("--warm-up", type=float, default=25, help="seconds before a turn is measured, for the JIT")
    parser.add_argument("--seconds", type=float, default=15, help="for which a turn is measured")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each, of which the medians count")
    parser.add_argument("--model", type=pathlib.Path, help="a bundle of 28x28; mlp-400 with random weights if none is given")
    parser.add_argument("--shadowed", action="store_true", help="with a candidate in place of those who look on")
    options = parser.parse_args()
    if options.shadowed:
        shares = {f"a candidate for {100 * float(share):.0f} % of the images": share for share in SHADOWED}
        entrants = {name: (["--model-topic", f"models-{share}"], 0) for name, share in {"no candidate": "0", **shares}.items()}
    else:
        entrants = {"nobody": ([], 0), "alerts of 1,000 sources": (["--alerts"], 0), "the page": (["--page", "--page-port", "0"], 0),
                    "the page with ten readers": (["--page"], READERS), "alerts, and the page with ten readers": (["--alerts", "--page"], READERS)}
    contest = Shadowed(options) if options.shadowed else Watched(options)
    try:
        runs = {name: [] for name in entrants}
        for turn in range(options.rounds):  # to and fro, since a machine's speed drifts
            for name, (words, readers) in list(entrants.items())[:: -1 if turn % 2 else 1]:
                runs[name].append(contest.read(options.seconds, words, readers))
                print(name, *runs[name][-1], file=sys.stderr, flush=True)
    finally:
        contest.close()
    medians = {name: [statistics.median(figures) for figures in zip(*measured)] for name, measured in runs.items()}
    by_wall, by_cpu = next(iter(medians.values()))
    print(f"| what is added | images a second | of that with {next(iter(medians))} | of that by CPU |\n| --- | ---: | ---: | ---: |")
    for name, (wall, cpu) in medians.items():
        print(f"| {name} | {wall:,.0f} | {100 * wall / by_wall:.1f} % | {100 * cpu / by_cpu:.1f} % |")
    shutil.rmtree(contest.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
