"""Times the scorer with and without those who look on, in turns on a real broker on this machine, and prints a Markdown table.

    watched.py TOP JAVA SECONDS ROUNDS

A backlog of images of a thousand sources is worked off, exactly once, by the cheapest preset, so that what is added weighs most: with alerts of
sources, with the page, and with the page and ten readers of its news. Broker, scorer and readers share the cores.
"""

import gzip
import shutil
import socket
import statistics
import subprocess
import sys

from confluent_kafka import Producer

from stream_contest import Contest

SOURCES = 1000
READERS = 10
PIXELS = 28 * 28


class Watched(Contest):
    def send_backlog(self):
        with gzip.open(self.top / "data/mnist/t10k-images-idx3-ubyte.gz") as file:
            file.read(16)
            pixels = file.read()
        images = [pixels[start : start + PIXELS] for start in range(0, len(pixels), PIXELS)]
        producer = Producer({"bootstrap.servers": self.servers, "queue.buffering.max.messages": 1_000_000, "linger.ms": 20})
        for number in range(self.backlog):
            while True:
                try:
                    producer.produce("images", images[number % len(images)], key=f"camera-{number % SOURCES}")
                    break
                except BufferError:
                    producer.poll(0.1)
        assert producer.flush() == 0

    def read(self, seconds, options, readers):
        """Images a second and per CPU-second of the scorer."""
        watchers = []
        if readers:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
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
    top, java, seconds, rounds = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    entrants = {"nobody": ([], 0), "alerts of 1,000 sources": (["--alerts"], 0), "the page": (["--page", "--page-port", "0"], 0),
                "the page with ten readers": (["--page"], READERS), "alerts, and the page with ten readers": (["--alerts", "--page"], READERS)}
    contest = Watched(top, java, backlog=max(1_200_000, int(160_000 * seconds)))
    try:
        runs = {name: [] for name in entrants}
        for _ in range(rounds):
            for name, (options, readers) in entrants.items():
                runs[name].append(contest.read(seconds, options, readers))
                print(name, *runs[name][-1], file=sys.stderr, flush=True)
    finally:
        contest.close()
    medians = {name: [statistics.median(figures) for figures in zip(*measured)] for name, measured in runs.items()}
    by_wall, by_cpu = medians["nobody"]
    print("| who looks on | images a second | of that with nobody | images per CPU-second | of that with nobody |\n| --- | ---: | ---: | ---: | ---: |")
    for name, (wall, cpu) in medians.items():
        print(f"| {name} | {wall:,.0f} | {wall / by_wall:.1%} | {cpu:,.0f} | {cpu / by_cpu:.1%} |")
    shutil.rmtree(contest.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
