"""A drift of all cameras, from the alert to the promotion of another model; see benchmarks/drift."""

import argparse
import contextlib
import datetime
import gzip
import hashlib
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import numpy

TOP = pathlib.Path(__file__).resolve().parent.parent
SIDE = 28
FITTED = 50_000  # of MNIST's training images; the stream's are the others and the test images
SOURCES = ("camera-1", "camera-2")
BEFORE, CHANGED, SHADOWED, AFTER = 4_000, 6_000, 5_000, 5_000
COLLECTED = 5_000
LIMIT = 0.25  # of the drift index, as SurprisalDrift has it
Z = 1.959963984540054


def changed(pixels):
    """A new lamp: a tenth darker, on a ground that is no longer quite black."""
    return numpy.round(1 + 0.9 * pixels).astype(numpy.uint8)


def mnist(name):
    with gzip.open(TOP / "data/mnist" / name) as idx:
        return numpy.frombuffer(idx.read(), numpy.uint8, offset=16).reshape(-1, SIDE, SIDE)


def write(path, pixels):
    path.write_bytes(numpy.array([2051, len(pixels), SIDE, SIDE], ">i4").tobytes() + pixels.tobytes())
    return path


def wilson(count, of):
    share, spread = count / of, Z * Z / of
    centre, half = share + spread / 2, (share * (1 - share) * spread + spread * spread / 4) ** 0.5
    return tuple(max(0.0, (centre + sign * half) / (1 + spread)) for sign in (-1, 1))


def words(count, of):
    low, high = wilson(count, of)
    return f"{count / of:.2%} [{low:.2%}, {high:.2%}] of {of:,}"


def await_(condition, limit=120):
    deadline = time.monotonic() + limit
    while True:
        with contextlib.suppress(OSError):  # while it starts
            if condition():
                return
        if time.monotonic() > deadline:
            raise NotKept(f"not within {limit} s")
        time.sleep(0.2)


class NotKept(Exception):
    """What the drill is to show does not hold."""


class Drill:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="surprisal-drift-"))
        self.log = open(self.folder / "log", "w")
        self.children = []
        self.servers, self.http = f"127.0.0.1:{free_port()}", free_port()
        self.start, self.sent, self.alarms = time.monotonic(), 0, 0
        self.last = self.start

    def say(self, line):
        now = time.monotonic()
        print(f"{now - self.start:4.0f} s  {line} ({now - self.last:.1f} s)", flush=True)
        self.last = now

    def launch(self, *arguments):
        command = [str(word) for word in (TOP / "surprisal", *arguments)]
        child = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=self.folder)
        self.children.append(child)
        return child

    def run(self, *arguments):
        """A command of the product, which must succeed; what it printed."""
        command = [str(word) for word in (TOP / "surprisal", *arguments)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        self.log.write(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        if done.returncode:
            raise NotKept(f"{arguments[0]}: exit {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def kafka(self, *arguments):
        return self.run(*arguments, "--bootstrap-servers", self.servers)

    def metrics(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/metrics", timeout=30) as answer:
            return answer.read().decode()

    def total(self, series):
        return sum(float(value) for value in re.findall(f"^{series} (.*)$", self.metrics(), re.MULTILINE))

    def drift(self):
        return self.total(r"surprisal_drift_psi(?:\{.*\})?")

    def feed(self, name, pixels):
        """Each source sends its part; the share of them that alarms, as (count, of)."""
        parts = numpy.array_split(pixels, len(SOURCES))
        feeds = [
            self.launch("feed", "--bootstrap-servers", self.servers, "--source", source, "--rate", 500,
                        "--images", write(self.folder / f"{name}-{source}.idx", part))
            for source, part in zip(SOURCES, parts)
        ]
        if any(child.wait() for child in feeds):
            raise NotKept("feed failed")
        self.sent += len(pixels)
        await_(lambda: self.total(r"surprisal_images_total\{.*\}") >= self.sent)
        before, self.alarms = self.alarms, int(self.total(r'surprisal_images_total\{.*outcome="anomalous".*\}'))
        return self.alarms - before, len(pixels)

    def alerts(self):
        """Those that arrived, as {(source, kind, state)}."""
        command = ["kcat", "-C", "-e", "-q", "-b", self.servers, "-t", "alerts", "-X", "isolation.level=read_committed"]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        return [tuple(json.loads(line)[key] for key in ("source", "kind", "state")) for line in lines]

    def drifted(self, state):
        return {(source, "drifted", state) for source in SOURCES} <= set(self.alerts())

    def images(self):
        train, test = mnist("train-images-idx3-ubyte.gz"), mnist("t10k-images-idx3-ubyte.gz")
        unseen = numpy.concatenate([train[FITTED:], test])
        # The order of MNIST's files is not random.
        order = numpy.random.default_rng(self.options.seed).permutation(len(unseen))
        parts = numpy.split(unseen[order][: BEFORE + CHANGED + SHADOWED + AFTER], numpy.cumsum([BEFORE, CHANGED, SHADOWED]))
        return train[:FITTED], parts[0], *(changed(part) for part in parts[1:])

    def publish(self, model):
        self.kafka("models", "publish", "--model", model)
        return hashlib.sha256((model / "bundle.json").read_bytes()).hexdigest()

    def play(self):
        fitted, before, drifting, shadowed, after = self.images()
        old, new = self.options.model, self.folder / "new"
        if old is None:
            old = self.folder / "old"
            self.run("train", "--data", write(self.folder / "fitted.idx", fitted), "--preset", "mlp-400", "--epochs", 1, "--out", old)
            self.say("a model is trained")
        self.launch("broker", "--port", self.servers.split(":")[1], "--data", self.folder / "broker")
        await_(self.broker_answers)
        self.kafka("models", "activate", self.publish(old))
        self.launch("stream", "--bootstrap-servers", self.servers, "--model-topic", "models", "--http-port", self.http, "--alerts",
                    "--state-dir", self.folder / "state")
        await_(self.ready)
        self.say("the scorer is ready")

        rate = self.feed("before", before)
        self.say(f"clean images alarm on {words(*rate)}, drift index {self.drift():.2f}")
        since = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        time.sleep(1)  # --since is in whole seconds
        ill = self.feed("drifting", drifting)
        await_(lambda: self.drift() > LIMIT and self.drifted("opened"))
        self.say(f"the cameras have changed: {words(*ill)}, drift index {self.drift():.2f}, each source has an alert drifted")

        clean = self.folder / "clean.npz"
        self.kafka("collect", "--model", old, "--since", since, "--with-drifted", "--until", COLLECTED, "--out", clean)
        self.say(f"{len(numpy.load(clean)['images']):,} images are collected")
        told = self.run("calibrate", "--model", old, "--images", clean, "--out", new)
        self.say(told.splitlines()[0])
        unseen = write(self.folder / "unseen.idx", shadowed)
        told = self.run("evaluate", "--model", new, "--against", old, "--normal", unseen, "--suite", "all", "--json",
                        self.folder / "gate.json")
        gate = json.loads((self.folder / "gate.json").read_text())["against"]
        if gate["objections"]:
            raise NotKept(f"evaluate --against: {gate['objections']}")
        self.say(f"{told.splitlines()[-1]}: on images that neither has seen {gate['this']['share']:.2%} where it was {gate['other']['share']:.2%}")

        self.kafka("models", "shadow", self.publish(new), "--share", 1)
        await_(lambda: "surprisal_candidate_info{" in self.metrics())
        self.say("it is published, and the candidate for all images")
        self.feed("shadowed", shadowed)
        found = self.compared(len(shadowed))
        band = found["promise"]["low"], found["promise"]["high"]
        self.say(f"candidate {words(found['candidateAlarms']['count'], found['images'])}, in force "
                 f"{words(found['activeAlarms']['count'], found['images'])}; usual for it is {band[0]:.2%} to {band[1]:.2%}")
        if wilson(*ill)[0] <= band[1]:
            raise NotKept(f"the change does not raise the alarm rate out of {band[1]:.2%}")
        if not self.options.without_promotion:
            self.kafka("models", "promote")
            self.say("promoted")

        well = self.feed("after", after)
        self.say(f"clean images alarm on {words(*well)}, drift index {self.drift():.2f}")
        # As many as the band above is for.
        if not band[0] <= well[0] / well[1] <= band[1]:
            raise NotKept(f"the alarm rate is {words(*well)}, usual is {band[0]:.2%} to {band[1]:.2%}")
        await_(lambda: self.drift() < LIMIT and self.drifted("closed"), 30)
        self.say("back in the band, and the alerts are closed")

    def compared(self, images):
        file = self.folder / "compared.json"

        def whole():
            self.kafka("models", "compare", "--json", file)
            return json.loads(file.read_text())["images"] == images

        await_(whole)
        return json.loads(file.read_text())

    def broker_answers(self):
        return subprocess.run(["kcat", "-L", "-b", self.servers, "-t", "images", "-m", "2"], capture_output=True).returncode == 0

    def ready(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/health/ready", timeout=30) as answer:
            return answer.status == 200

    def close(self):
        for child in reversed(self.children):
            child.terminate()
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(60)
            child.kill()
        self.log.close()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/drift", description="Lets all cameras change, and puts it right by another model.")
    parser.add_argument("--model", type=pathlib.Path, help="the bundle to begin with; a small one is trained unless it is given")
    parser.add_argument("--without-promotion", action="store_true", help="a planted mistake: the alarm rate must be found out of its band")
    parser.add_argument("--seed", type=int, default=1, help="of the images' order")
    options = parser.parse_args()
    if options.model:
        options.model = options.model.resolve()
    drill = Drill(options)
    try:
        drill.play()
    except NotKept as e:
        drill.say(f"NOT KEPT: {e}")
        print(f"data and logs are kept in {drill.folder}")
        return 1
    finally:
        drill.close()
    shutil.rmtree(drill.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
