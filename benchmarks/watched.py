"""Times the scorer with and without those who look on, in turns on a real broker on this machine, and prints a Markdown table.

    watched.py TOP JAVA [OPTION...]

A backlog of images of a thousand sources is worked off, exactly once, unless --model says otherwise by the cheapest preset, so that what is added
weighs most: with alerts of sources, with the page, and with the page and ten readers of its news. Broker, scorer and readers share the cores.
"""

import argparse
import pathlib
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


class Watched(Contest):
    def __init__(self, options):
        self.warm_seconds, whole = options.warm_up, options.warm_up + options.seconds
        self.warm_share = options.warm_up / whole
        super().__init__(options.top, options.java, backlog=int(IMAGES_A_SECOND * whole))
        if options.model:
            self.model = options.model.resolve()

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


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run --watched", description="Times the scorer with and without those who look on.")
    parser.add_argument("top")
    parser.add_argument("java")
    parser.add_argument("--warm-up", type=float, default=25, help="seconds before a turn is measured, for the JIT")
    parser.add_argument("--seconds", type=float, default=15, help="for which a turn is measured")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each, of which the medians count")
    parser.add_argument("--model", type=pathlib.Path, help="a bundle of 28x28; mlp-400 with random weights if none is given")
    options = parser.parse_args()
    entrants = {"nobody": ([], 0), "alerts of 1,000 sources": (["--alerts"], 0), "the page": (["--page", "--page-port", "0"], 0),
                "the page with ten readers": (["--page"], READERS), "alerts, and the page with ten readers": (["--alerts", "--page"], READERS)}
    contest = Watched(options)
    try:
        runs = {name: [] for name in entrants}
        for _ in range(options.rounds):
            for name, (words, readers) in entrants.items():
                runs[name].append(contest.read(options.seconds, words, readers))
                print(name, *runs[name][-1], file=sys.stderr, flush=True)
    finally:
        contest.close()
    medians = {name: [statistics.median(figures) for figures in zip(*measured)] for name, measured in runs.items()}
    by_wall, by_cpu = medians["nobody"]
    print("| who looks on | images a second | of that with nobody | of that by CPU |\n| --- | ---: | ---: | ---: |")
    for name, (wall, cpu) in medians.items():
        print(f"| {name} | {wall:,.0f} | {100 * wall / by_wall:.1f} % | {100 * cpu / by_cpu:.1f} % |")
    shutil.rmtree(contest.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
