"""Times stream scorers on a real broker on this machine, one after the other, and prints Markdown tables.

    stream_contest.py TOP JAVA SECONDS ROUNDS

Throughput: each works off a backlog; counted are the records on its output topic, from ten seconds after the first (Python: four),
or from two fifths of the backlog. Latency:
images come at a steady rate; the time is from a record's timestamp to a read-committed consumer, which has the output's timestamp, the
image's own; counted from ten seconds after the first, and once the backlog of the start is gone; "behind" says that it
was not after four times a turn's seconds more. Broker, load, scorer and consumer share the cores.
"""

import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

PARTITIONS = 4
WARM_SECONDS = 10  # of the JIT
WARM_SECONDS_PYTHON = 4  # which has none
CAUGHT_UP_MILLIS = 250  # while the JIT warms up a backlog gathers, which is worked off before latencies count
PATIENCE = 4  # times the seconds of a turn
WARM_SHARE = 0.4  # of the backlog, for those who would be through it by then
GUARANTEES = {"at_least_once": "at-least-once", "exactly_once_v2": "exactly-once"}
ENTRANTS = ["pass-through", "Surprisal", "Surprisal, two threads", "Surprisal, two instances", "DL4J in mapValues", "Python, one number",
            "Python, whole verdicts"]
TICKS = os.sysconf("SC_CLK_TCK")


class Contest:
    warm_seconds, warm_share = WARM_SECONDS, WARM_SHARE
    model = None  # or mlp-400 with random weights

    def __init__(self, top, java, backlog):
        self.top, self.java, self.backlog = pathlib.Path(top), java, backlog
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="surprisal-contest-"))
        self.model = self.model or self.folder / "bundle"
        self.log = open(self.folder / "log", "w")
        self.number = 0
        self.children = []
        jars = self.top / "benchmarks/target"
        self.class_path = f"{jars}/surprisal-benchmarks.jar:{jars}/lib/*"
        self.run_java("ModelFiles", self.top, self.folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.servers = f"127.0.0.1:{free.getsockname()[1]}"
        self.launch("broker", "--port", self.servers.split(":")[1], "--data", self.folder / "broker")
        self.admin = AdminClient({"bootstrap.servers": self.servers})
        self.reader = Consumer({"bootstrap.servers": self.servers, "group.id": "contest", "log_level": 2})
        self.wait_for(lambda: "images" in self.reader.list_topics(timeout=2).topics)
        self.send_backlog()

    def send_backlog(self):
        assert self.feed("images", "--repeat", str(self.backlog // 10_000)).wait() == 0

    def java_command(self, main, *arguments):
        return [self.java, "-XX:+UseSerialGC", "-Xmx512m", "-cp", self.class_path, f"dev.surprisal.benchmarks.stream.{main}", *map(str, arguments)]

    def run_java(self, main, *arguments):
        subprocess.run(self.java_command(main, *arguments), check=True, stdout=self.log, stderr=self.log)

    def spawn(self, command):
        child = subprocess.Popen([str(word) for word in command], stdout=self.log, stderr=self.log, cwd=self.folder)
        self.children.append(child)
        return child

    def launch(self, *arguments):
        return self.spawn([self.top / "surprisal", *arguments])

    def feed(self, topic, *arguments):
        images = self.top / "data/mnist/t10k-images-idx3-ubyte.gz"
        return self.launch("feed", "--bootstrap-servers", self.servers, "--images", images, "--topic", topic, *arguments)

    def create(self, *topics):
        for future in self.admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in topics]).values():
            future.result()
        for name in topics:  # librdkafka remembers a partition that it asked for too early as unknown
            self.wait_for(lambda topic=name: self.has_leaders(topic))

    def has_leaders(self, topic):
        partitions = self.reader.list_topics(topic, timeout=2).topics[topic].partitions
        return len(partitions) == PARTITIONS and all(p.leader >= 0 for p in partitions.values())

    def start(self, entrant, guarantee, source, *options):
        """Starts one entrant, Surprisal with more options; answers its processes and its output topic."""
        self.number += 1
        name = f"run{self.number}"
        topics = [f"{name}-{kind}" for kind in ("scores", "anomalies", "rejected")]
        self.create(*topics)
        state = self.folder / name
        if entrant.startswith("Surprisal"):
            command = [self.top / "surprisal", "stream", "--bootstrap-servers", self.servers]
            command += [] if "--model-topic" in options else ["--model", self.model]
            command += ["--application-id", name, "--guarantee", GUARANTEES[guarantee], "--images-topic", source]
            command += [f"--{t.split('-')[1]}-topic={t}" for t in topics] + ["--http-port", "0"]
            command += [*options, "--threads", "2" if entrant.endswith("two threads") else "1", "--state-dir"]
            states = [state, self.folder / f"{name}b"] if entrant.endswith("two instances") else [state]
            return [self.spawn([*command, folder]) for folder in states], topics[0]
        elif entrant.startswith("Python"):
            script = self.top / "benchmarks/python_consumer.py"
            command = [sys.executable, script, self.servers, name, source, topics[0], guarantee, self.folder / "plain"]
            command += [topics[1]] if entrant.endswith("whole verdicts") else []
        else:
            kind = "pass-through" if entrant == "pass-through" else "map-values"
            command = self.java_command("PlainStreams", kind, self.servers, name, source, topics[0], guarantee, state)
        return [self.spawn(command)], topics[0]

    def count(self, topic):
        ends = [self.reader.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1] for p in range(PARTITIONS)]
        return sum(ends)

    def throughput(self, entrant, guarantee, seconds, *options):
        """Records a second and per CPU-second of the entrant's processes."""
        children, topic = self.start(entrant, guarantee, "images", *options)
        self.wait_for(lambda: self.count(topic) > 0)
        warm = time.monotonic() + (WARM_SECONDS_PYTHON if entrant.startswith("Python") else self.warm_seconds)
        while time.monotonic() < warm and self.count(topic) < self.warm_share * self.backlog:
            time.sleep(0.2)
        first, start, cpu = self.count(topic), time.monotonic(), cpu_seconds(children)
        while time.monotonic() - start < seconds and self.count(topic) < 0.97 * self.backlog:
            time.sleep(0.2)
        done, wall, used = self.count(topic) - first, time.monotonic() - start, cpu_seconds(children) - cpu
        self.end(children, topic)
        return done / wall, done / used

    def latency(self, guarantee, rate, seconds):
        """Milliseconds from the record's timestamp to a read-committed consumer, p50 / p95 / p99, and whether a backlog is left."""
        source = f"paced{self.number}"
        self.create(source)
        children, topic = self.start("Surprisal", guarantee, source)
        consumer = Consumer({"bootstrap.servers": self.servers, "group.id": source, "auto.offset.reset": "earliest",
                             "isolation.level": "read_committed", "fetch.wait.max.ms": 10})
        consumer.subscribe([topic])
        feed = self.feed(source, "--rate", str(rate), "--repeat", "0")
        millis = []
        first = steady = late = None
        while steady is None or time.monotonic() - steady < seconds:
            for message in consumer.consume(1000, 0.005):
                if message.error():
                    continue
                now, age = time.monotonic(), time.time() * 1000 - message.timestamp()[1]
                first = first or now
                if steady is not None:
                    millis.append(age)
                    continue
                late = now if late is None or age > CAUGHT_UP_MILLIS else late
                caught_up = now - first > WARM_SECONDS and now - late > 1
                if caught_up or now - first > WARM_SECONDS + PATIENCE * seconds:
                    steady = now
        consumer.close()
        self.end([feed, *children], source, topic)
        cuts = statistics.quantiles(millis, n=100, method="inclusive")
        return " / ".join(f"{cuts[percent - 1]:,.0f}" for percent in (50, 95, 99)) + ("" if caught_up else ", behind")

    def wait_for(self, condition, limit=120):
        deadline, last = time.monotonic() + limit, "no error"
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except KafkaException as e:  # while the broker starts
                last = e
            time.sleep(0.1)
        raise TimeoutError(f"not within {limit} s ({last}); the log is {self.log.name}")

    def end(self, children, *topics):
        for child in children:
            self.stop(child)
        self.admin.delete_topics(list(topics))  # or an hour's would fill a disk

    def stop(self, child):
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self.children.remove(child)

    def close(self):
        self.reader.close()
        for child in reversed(list(self.children)):
            self.stop(child)


def cpu_seconds(children):
    stats = [pathlib.Path(f"/proc/{child.pid}/stat").read_text().rsplit(")", 1)[1].split() for child in children]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


def in_turns(contest, seconds, rounds):
    """Each entrant's images a second and per CPU-second; a machine's speed drifts, so all take part in each round."""
    runs = {(entrant, guarantee): [] for entrant in ENTRANTS for guarantee in GUARANTEES}
    for _ in range(rounds):
        for entrant, guarantee in runs:
            runs[entrant, guarantee].append(contest.throughput(entrant, guarantee, seconds))
            print(entrant, guarantee, *runs[entrant, guarantee][-1], file=sys.stderr, flush=True)
    return {who: [statistics.median(figures) for figures in zip(*measured)] for who, measured in runs.items()}


def main():
    top, java, seconds, rounds = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    contest = Contest(top, java, backlog=max(1_200_000, int(160_000 * seconds)))
    try:
        speeds = in_turns(contest, seconds, rounds)
        print("| images a second (per CPU-second) | at least once | exactly once |\n| --- | ---: | ---: |", flush=True)
        for entrant in ENTRANTS:
            cells = ["{:,.0f} ({:,.0f})".format(*speeds[entrant, guarantee]) for guarantee in GUARANTEES]
            print(f"| {entrant} | {' | '.join(cells)} |", flush=True)
        print("\n| milliseconds from record to verdict, p50 / p95 / p99 | at least once | exactly once |\n| --- | ---: | ---: |")
        for rate in (100, 1_000, 10_000, "80 % of the maximum"):
            cells = []
            for guarantee in GUARANTEES:
                images = int(0.8 * speeds["Surprisal", guarantee][0]) if isinstance(rate, str) else rate
                cells.append(contest.latency(guarantee, images, seconds))
            print(f"| {rate if isinstance(rate, str) else f'{rate:,} images a second'} | {' | '.join(cells)} |", flush=True)
    finally:
        contest.close()
    shutil.rmtree(contest.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
