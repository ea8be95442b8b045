"""The processes of the drill: broker, scorers, and Prometheus with Alertmanager and a receiver, all on free ports of this machine."""

import contextlib
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import yaml

from clock import faster

PATIENCE = 180
ZEROS = 64 * "0"
TOP = pathlib.Path(__file__).resolve().parents[2]
CLEAN = TOP / "data/mnist/t10k-images-idx3-ubyte.gz"
STRANGE = TOP / "data/fashion-mnist/sample-images-idx3-ubyte.gz"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def answers(url):
    try:
        fetch(url)
        return True
    except (urllib.error.URLError, OSError):
        return False


def wait_for(what, condition, patience=PATIENCE):
    deadline = time.time() + patience
    while not (value := condition()):
        if time.time() > deadline:
            raise TimeoutError(f"not within {patience} s: {what}")
        time.sleep(0.2)
    return value


class Processes:
    """Started in a session of their own each; stopped in the opposite order."""

    def __init__(self, work):
        self.work, self.running = work, []

    def start(self, name, *command, **environment):
        with (self.work / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=TOP, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, env={**os.environ, **environment},
            )
        self.running.append(process)
        return process

    def stop(self, process, how=signal.SIGTERM):
        if process not in self.running:
            return
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)
                os.killpg(process.pid, signal.SIGCONT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.remove(process)

    def stop_all(self):
        for process in reversed(self.running.copy()):
            self.stop(process)


class Watch:
    """Prometheus, Alertmanager and a receiver; fast: with the waits of clock.py and a scrape each second."""

    def __init__(self, name, processes, targets, fast):
        self.name = name
        self.folder = processes.work / name
        self.folder.mkdir()
        self.ports = [free_port() for _ in range(3)]
        prometheus, alertmanager, receiver = self.ports
        change = faster if fast else (lambda node: node)
        (self.folder / "rules").mkdir()
        for path in sorted((TOP / "deploy/prometheus/rules").glob("*.yml")):
            self._write(f"rules/{path.name}", change(yaml.safe_load(path.read_text())))
        settings = yaml.safe_load((TOP / "deploy/prometheus/prometheus.yml").read_text())
        if fast:
            settings["global"] = {key: "1s" for key in settings["global"]}
        del settings["scrape_configs"][0]["static_configs"]
        settings["scrape_configs"][0]["file_sd_configs"] = [{"files": [str(targets)]}]
        settings["alerting"]["alertmanagers"][0]["static_configs"] = [{"targets": [f"127.0.0.1:{alertmanager}"]}]
        self._write("prometheus.yml", settings)
        text = (TOP / "deploy/alertmanager/alertmanager.yml").read_text().replace("http://receiver:9095", f"http://127.0.0.1:{receiver}")
        self._write("alertmanager.yml", change(yaml.safe_load(text)))
        processes.start(name + "/received", sys.executable, "-B", "deploy/alertmanager/receiver.py", "127.0.0.1", str(receiver))
        processes.start(
            name + "/alertmanager", "prometheus-alertmanager", f"--config.file={self.folder}/alertmanager.yml",
            f"--storage.path={self.folder}/silences", f"--web.listen-address=127.0.0.1:{alertmanager}", "--cluster.listen-address=",
        )
        processes.start(
            name + "/prometheus", "prometheus", f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/tsdb",
            f"--web.listen-address=127.0.0.1:{prometheus}", "--log.level=warn",
        )
        for port, path in zip(self.ports, ("-/ready", "-/ready", "")):
            wait_for(f"port {port}", lambda: answers(f"http://127.0.0.1:{port}/{path}"))

    def _write(self, file, content):
        (self.folder / file).write_text(yaml.safe_dump(content, sort_keys=False, width=1000))

    def received(self, alert, severity):
        """What came of an alert, oldest first."""
        lines = (self.folder / "received.log").read_text().splitlines()
        return [one for one in map(json.loads, lines) if (one["alert"], one["severity"]) == (alert, severity)]

    def fired(self, alert, severity, since):
        """When the receiver first heard of it after a moment, or nothing."""
        return next((one["received"] for one in self.received(alert, severity) if one["status"] == "firing" and one["received"] >= since), None)

    def resolved(self, alert, severity):
        """When the receiver heard that the last of it is over, or nothing if some of it goes on."""
        last = {one["fingerprint"]: one for one in self.received(alert, severity)}
        if any(one["status"] == "firing" for one in last.values()):
            return None
        return max((one["received"] for one in last.values()), default=0.0)

    def ask(self, query):
        """The first value of a query's answer, or nothing."""
        url = f"http://127.0.0.1:{self.ports[0]}/api/v1/query?query={urllib.parse.quote(query)}"
        result = json.loads(fetch(url))["data"]["result"]
        return float(result[0]["value"][1]) if result else None


class Scorer:
    def __init__(self, name, port, process):
        self.name, self.port, self.process = name, port, process

    @property
    def target(self):
        return f"127.0.0.1:{self.port}"

    def ready(self):
        return answers(f"http://{self.target}/health/ready")


class Stand:
    def __init__(self, work, model):
        self.work, self.model = work, model
        self.processes = Processes(work)
        self.targets = work / "targets.json"
        self.kafka = f"127.0.0.1:{free_port()}"
        self.broker = self.processes.start("broker", "./surprisal", "broker", "--port", self.kafka.split(":")[1], "--data", str(work / "broker"))
        wait_for("the broker", lambda: "broker ready" in (work / "broker.log").read_text())
        self.port = free_port()
        self.scorer = None
        self.start_scorer()
        self.scrape(self.scorer)

    def scrape(self, *scorers):
        """What Prometheus finds from now on; written at once, for it may read at any time."""
        new = self.work / "targets.new"
        new.write_text(json.dumps([{"targets": [scorer.target for scorer in scorers]}]))
        new.replace(self.targets)

    def start_scorer(self, ready=True, java_options=""):
        """In place of the one before, at the same port."""
        self.scorer = self.another_scorer("scorer", self.port, self.model, ready=ready, java_options=java_options)

    def another_scorer(self, name, port, model, *options, ready=True, java_options=""):
        scorer = Scorer(name, port, self.processes.start(
            name, "./surprisal", "stream", "--bootstrap-servers", self.kafka, *(("--model", str(model)) if model else ()),
            "--http-port", str(port), "--state-dir", str(self.work / f"state-{name}"), "--alerts", *options, JAVA_OPTS=java_options,
        ))
        if ready:
            wait_for(f"{name} scores", scorer.ready)
        return scorer

    def kill_scorer(self):
        """As the kernel does for want of memory. When it was done."""
        self.processes.stop(self.scorer.process, signal.SIGKILL)
        return time.time()

    def stop_scorer(self, scorer):
        self.processes.stop(scorer.process)

    def feed(self, images, **options):
        """The command that sends images; options are its own."""
        named = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        return ["./surprisal", "feed", "--bootstrap-servers", self.kafka, "--images", str(images), *named]

    def send(self, images, **options):
        subprocess.run(self.feed(images, **options), cwd=TOP, check=True, stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def running(self, name, *command):
        process = self.processes.start(name, *command)
        try:
            yield
        finally:
            self.processes.stop(process)

    def feeding(self, images, rate):
        return self.running("feed", *self.feed(images, rate=rate, repeat=0))

    def models(self, command, *words):
        """What a person decides of the models' topic."""
        subprocess.run(
            ["./surprisal", "models", command, *words, "--bootstrap-servers", self.kafka], cwd=TOP, check=True, stdout=subprocess.DEVNULL,
        )

    def publish(self, model):
        """Its digest."""
        self.models("publish", "--model", str(model))
        return hashlib.sha256((model / "bundle.json").read_bytes()).hexdigest()

    def change(self, *words):
        """On the broker: see KafkaChange.java."""
        subprocess.run(
            ["java", "-cp", "streams-app/target/lib/*", "deploy/drill/KafkaChange.java", self.kafka, *words],
            cwd=TOP, check=True, stdout=subprocess.DEVNULL,
        )

    def one_image(self):
        """The first clean image, as a file of its own."""
        magic, _, height, width = struct.unpack(">IIII", (data := gzip.open(CLEAN).read())[:16])
        path = self.work / "one-image"
        path.write_bytes(struct.pack(">IIII", magic, 1, height, width) + data[16 : 16 + height * width])
        return path

    def renamed_model(self):
        """The same model by another name: another bundle for everyone who compares digests."""
        path = self.work / "another-model"
        if path.exists():
            return path
        shutil.copytree(self.model, path)
        text = (path / "bundle.json").read_text()
        bundle = json.loads(text)
        # bundle.json contains its own digest, which is taken with zeros in its place.
        blank = text.replace(bundle["sha256"], ZEROS, 1).replace(json.dumps(bundle["name"]), '"another"', 1)
        (path / "bundle.json").write_text(blank.replace(ZEROS, hashlib.sha256(blank.encode()).hexdigest(), 1))
        return path
