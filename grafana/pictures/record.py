"""Lets two scorers judge three sources for some minutes of trouble, and writes what a real Prometheus answers to the dashboards' queries.

    record.py MODEL_DIR ANSWERS.json

The rules' waits and windows are a sixtieth of the real ones, as in deploy/drill, so that alerts fire. Logs are in a temporary folder, which is
kept if something fails.
"""

import gzip
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "deploy"), str(TOP / "deploy/drill")]

from check_live import Prometheus, dashboards_in
from stand import CLEAN, STRANGE, Stand, Watch, free_port, wait_for

SECONDS, STEP, WINDOW, BEFORE = 480, 2, 20, 90


class Line:
    """Two scorers of one group, named as on a cluster, and three cameras."""

    def __init__(self, stand):
        self.stand, self.ports = stand, [stand.port, free_port()]
        self.other = None
        self.start_other()
        named = [{"targets": [f"127.0.0.1:{port}"], "labels": {"instance": f"scorer-{i}"}} for i, port in enumerate(self.ports)]
        stand.targets.with_suffix(".new").write_text(json.dumps(named))
        stand.targets.with_suffix(".new").replace(stand.targets)

    def start_other(self):
        self.other = self.stand.another_scorer("other", self.ports[1], self.stand.model)

    def sends(self, camera, images, rate, **options):
        return self.stand.running(f"{camera}-{rate}", *self.stand.feed(images, source=camera, rate=rate, repeat=0, **options))

    def bursts(self, camera, *files):
        """All of the files each second, to the partition that Java's clients choose. kcat starts at once, which a JVM does not."""
        kcat = f"kcat -P -b {self.stand.kafka} -t images -k {camera} -X topic.partitioner=murmur2_random"
        return self.stand.running(f"{camera}-bursts", "bash", "-c", f'while {kcat} "$@"; do sleep 1; done', "bash", *map(str, files))


def files(folder):
    """Pictures of garments, and what is no picture."""
    data = gzip.open(STRANGE).read()[16:]
    strange = [folder / f"strange-{i}" for i in range(25)]
    for i, path in enumerate(strange):
        path.write_bytes(data[784 * i : 784 * (i + 1)])
    garbage = folder / "garbage"
    garbage.write_bytes(b"not an image")
    return strange, 12 * [garbage]


def story(line, since):
    strange, garbage = files(line.stand.work)

    def until(seconds):
        time.sleep(max(0.0, since + seconds - time.time()))

    few = {"anomalies": STRANGE, "anomaly_rate": 0.004}
    with line.sends("camera-1", CLEAN, 60, **few), line.sends("camera-2", CLEAN, 40, **few), line.sends("camera-3", CLEAN, 30):
        until(120)
        with line.bursts("camera-3", *garbage):
            until(150)
        until(200)
        with line.bursts("camera-2", *strange):
            until(240)
        until(300)
        line.stand.processes.stop(line.other.process, signal.SIGKILL)
        until(330)
        line.start_other()
        until(430)
        with line.bursts("camera-2", *strange):
            until(SECONDS)
            return time.time()


def answers(prometheus, board, now):
    def over_time(expression):
        query = prometheus.substituted(expression)
        return prometheus.get("query_range", query=query, start=now - SECONDS, end=now, step=STEP)["result"]

    return {
        "panels": {
            panel["id"]: [(prometheus.ask if target["instant"] else over_time)(target["expr"]) for target in panel["targets"]]
            for panel in board["panels"] if panel["type"] != "row"
        },
        "annotations": {one["name"]: over_time(one["expr"]) for one in board["annotations"]["list"]},
    }


def record(work, model):
    stand = Stand(work, model)
    try:
        line = Line(stand)
        watch = Watch("watch", stand.processes, stand.targets, fast=True)
        wait_for("a scrape of both", lambda: watch.ask("count(surprisal_model_info)") == 2)
        now = story(line, time.time() + BEFORE)
        prometheus = Prometheus(f"http://127.0.0.1:{watch.ports[0]}", now, WINDOW, ".*")
        boards = {name: answers(prometheus, board, now) for name, board in dashboards_in(TOP).items()}
        return {"from": now - SECONDS, "to": now, "boards": boards}
    finally:
        stand.processes.stop_all()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = pathlib.Path(tempfile.mkdtemp(prefix="surprisal-pictures-"))
    pathlib.Path(sys.argv[2]).write_text(json.dumps(record(work, pathlib.Path(sys.argv[1]).resolve())))
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
