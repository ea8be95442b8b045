"""How the panels' answers are measured: from the topics, the bundle and /proc, never from the scorer's meters."""

import json
import math
import os
import pathlib
import re
import struct
import subprocess


class Near:
    """A value and how far from it an answer may be."""

    def __init__(self, value, tolerance=1e-6):
        self.low, self.high = value - tolerance, value + tolerance

    def __repr__(self):
        return f"{self.low:.6g} to {self.high:.6g}"

    def holds(self, answer):
        # Prometheus and Python may round the last bit differently.
        return self.low - 1e-9 <= answer <= self.high + 1e-9


class Within(Near):
    def __init__(self, low, high):
        self.low, self.high = low, high


def around(value, share=0.05):
    """rate() and increase() extrapolate by up to two scrapes of the window."""
    return Near(value, abs(value) * share + 1e-9)


def read(kafka, topic, form):
    """Every record of a topic, one line each."""
    command = ["kcat", "-C", "-q", "-e", "-b", kafka, "-t", topic, "-o", "beginning", "-f", form + "\n"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def count(kafka, topic):
    return len(read(kafka, topic, "%o"))


def calibration(model, score):
    """The clean scores of a bundle, ascending. safetensors: the header's length in eight bytes, the header in JSON, the values."""
    data = (model / "calibration.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    begin, end = json.loads(data[8 : 8 + length])[score]["data_offsets"]
    values = data[8 + length + begin : 8 + length + end]
    return sorted(struct.unpack(f"<{len(values) // 8}d", values))


def quantile(ascending, q):
    return ascending[max(0, math.ceil(q * len(ascending)) - 1)]


def share(values, bound):
    return sum(value <= bound for value in values) / len(values)


def bucket(values, q, bounds):
    """histogram_quantile interpolates within the bucket of the quantile; above the last bound it answers that bound."""
    exact = quantile(sorted(values), q)
    above = [bound for bound in bounds if bound >= exact]
    below = [bound for bound in bounds if bound < exact]
    high = above[0] if above else bounds[-1]
    low = below[-1] if above and below else (min(0, high) if above else high)
    return Within(low - 1e-9, high + 1e-9)


def stability(recent, clean, parts=10):
    """Population stability index over parts of equal share, half a score more in each (Siddiqi 2006)."""
    cuts = [quantile(clean, i / parts) for i in range(1, parts)]
    counts = [0.5] * parts
    for value in recent:
        counts[sum(value > cut for cut in cuts)] += 1
    shares = [one / sum(counts) for one in counts]
    return sum((one - 1 / parts) * math.log(one * parts) for one in shares)


def resident(pid):
    """Physical memory of a process, in bytes."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s*(\d+) kB$", status, re.M)[1]) << 10


def alarm_level(verdicts, rate=0.05, memory=0.99, spending=0.9):
    """By which level the last image of each partition was judged under --control fdr, the lowest of them: the sum over all alarms before it, as
    OnlineFdr.java states it."""
    partitions = {}
    for verdict in verdicts:
        partition, offset = map(int, verdict["id"].split("-")[-2:])
        partitions.setdefault(partition, {})[offset] = verdict["anomalous"]
    levels = []
    for judged in partitions.values():
        last = max(judged)
        distances = [last - offset for offset, alarmed in judged.items() if alarmed and offset < last]
        levels.append(rate * (1 - memory + sum(memory**k * (1 - spending) * spending ** (k - 1) for k in distances)))
    return min(levels)


def process(pid):
    """Seconds on the CPU and seconds since the start, as the kernel counts them; threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    uptime = float(pathlib.Path("/proc/uptime").read_text().split()[0])
    return (int(fields[11]) + int(fields[12])) / ticks, uptime - int(fields[19]) / ticks, int(fields[17])
