"""What the panels must show after a known load: read from the topics, the bundle and /proc, never from the scorer's meters."""

import hashlib
import json
import math
import os
import pathlib
import struct
import subprocess


# Seconds from the scorer's look at the clock to the broker's.
ON_THE_WAY = 0.5


class Near:
    """A value and how far from it an answer may be."""

    def __init__(self, value, tolerance=1e-6):
        self.low, self.high = value - tolerance, value + tolerance

    def __repr__(self):
        return f"{self.low:.6g} to {self.high:.6g}"

    def holds(self, answer):
        return self.low <= answer <= self.high


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


def process(pid):
    """Seconds on the CPU and seconds since the start, as the kernel counts them; threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    uptime = float(pathlib.Path("/proc/uptime").read_text().split()[0])
    return (int(fields[11]) + int(fields[12])) / ticks, uptime - int(fields[19]) / ticks, int(fields[17])


class Truth:
    """All that is known; window: seconds that the queries look back, the whole load within them."""

    def __init__(self, kafka, model, pid, cpu_before, window, bounds):
        self.window, self.bounds = window, bounds
        bundle = json.loads((model / "bundle.json").read_text())
        self.clean = calibration(model, bundle["defaultScore"])
        self.rows = [{
            "model": bundle["name"], "preset": bundle["preset"],
            "digest": hashlib.sha256((model / "bundle.json").read_bytes()).hexdigest(),
        }]
        written = [line.split(" ", 1) for line in read(kafka, "scores", "%T %s")]
        self.verdicts = [json.loads(verdict) for _, verdict in written]
        refused = [line.split(" ", 1) for line in read(kafka, "rejected", "%T %h")]
        self.refusals = [dict(header.split("=", 1) for header in headers.split(",") if "=" in header) for _, headers in refused]
        # By the broker's clock, a moment after the scorer took the time.
        self.ages = [(int(at) - verdict["timestamp"]) / 1000 for (at, _), verdict in zip(written, self.verdicts)]
        self.ages += [(int(at) - int(headers["surprisal.timestamp"])) / 1000 for (at, _), headers in zip(refused, self.refusals)]
        self.sizes = [int(line) for line in read(kafka, "images", "%S")]
        self.partitions = int(subprocess.run(
            ["kcat", "-L", "-J", "-b", kafka, "-t", "images"], check=True, capture_output=True, text=True,
        ).stdout.count('"partition":'))
        cpu, self.age, self.threads = process(pid)
        self.cpu = cpu - cpu_before

    def of(self, field):
        return [verdict[field] for verdict in self.verdicts]

    def of_ages(self, q):
        bounds = self.bounds("surprisal_end_to_end_seconds")
        return Within(bucket([age - ON_THE_WAY for age in self.ages], q, bounds).low, bucket(self.ages, q, bounds).high)

    def rate(self, number):
        return around(number / self.window)

    def expected(self):
        """By dashboard and panel: what each series must show, by its legend; for a table its rows' labels."""
        judged, rejected = len(self.verdicts), len(self.refusals)
        anomalous = sum(self.of("anomalous"))
        target = self.verdicts[0]["falseAlarmRate"]
        spread = math.sqrt(1 / judged + 1 / len(self.clean))
        sigma = math.sqrt(target * (1 - target)) * spread
        scores = self.of("score")
        by_reason = {reason: 0 for reason in {headers["surprisal.reason"] for headers in self.refusals}}
        for headers in self.refusals:
            by_reason[headers["surprisal.reason"]] += 1
        nothing, alarms, index = Near(0), Near(anomalous / judged), Near(stability(scores, self.clean), 1e-3)
        gaps = [abs(share(scores, bound) - share(self.clean, bound)) for bound in self.bounds("surprisal_score")]
        quantiles = {"p50": 0.5, "p90": 0.9, "p99": 0.99}

        def of_quantiles(values, metric):
            return {name: bucket(values, q, self.bounds(metric)) for name, q in quantiles.items()}

        # 6 % are strange, of 1 % that may alarm; 6 % are no image, of 5 %; more than half are late, of 1 %.
        firing = [{"alertname": f"Surprisal{name}", "severity": "warning"} for name in ("AnomalyRateHigh", "Behind", "Rejecting")]
        firing.append({"alertname": "SurprisalBehind", "severity": "critical"})
        late = Within(*(1 - share(self.ages, bound) for bound in (10 + ON_THE_WAY, 10)))
        waits = {name: self.of_ages(q) for name, q in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
        overview = {
            "Scorers running": {"": Near(1)},
            "Alerts firing": {"": Near(len(firing))},
            "What fires": firing,
            "Images per second": {"": self.rate(judged + rejected)},
            "Images that wait": {"": nothing},
            "Time to drain": {"": nothing},
            "99 of 100 verdicts within": {"": waits["p99"]},
            "Time to the verdict": waits,
            "Late verdicts": {"late": late, "budget": Near(0.01)},
            "Instances by model": self.rows,
            "Images by outcome": {
                "normal": self.rate(judged - anomalous), "anomalous": self.rate(anomalous), "rejected": self.rate(rejected),
            },
            "Images that wait, by instance": {"": nothing},
            "Anomalous share and target": {
                "anomalous": alarms, "target": Near(target), "band, upper end": around(min(1, target + 4 * sigma), 0.02),
                "band, lower end": Near(max(0, target - 4 * sigma), 4 * sigma * 0.03),
            },
            "Rejected records by reason": {reason: self.rate(number) for reason, number in by_reason.items()},
            "Rejected share": {"": Near(rejected / (judged + rejected))},
            "Drift of the scores": {"": index},
        }
        model = {
            "Scores": {f"{bound:g}": self.rate(self.window * sum(s <= bound for s in scores)) for bound in self.bounds("surprisal_score")},
            "Scores' quantiles and the threshold": {
                **of_quantiles(scores, "surprisal_score"),
                **{f"{name} of clean images": one for name, one in of_quantiles(self.clean, "surprisal_score").items()},
                "threshold": bucket(self.clean, 1 - target, self.bounds("surprisal_score")),
            },
            "Share of images up to each p-value": {
                f"{bound:g}": Near(share(self.of("pValue"), bound)) for bound in self.bounds("surprisal_p_value")
            },
            "Drift index": {"": index},
            "Largest gap to the calibration's scores": {"gap": Near(max(gaps), 1e-6), "chance": around(2.23 * spread, 0.02)},
            "Anomalous share by instance": {"": alarms},
            "Reconstruction error": of_quantiles(self.of("reconstructionNats"), "surprisal_reconstruction_nats"),
            "KL divergence": of_quantiles(self.of("klNats"), "surprisal_kl_nats"),
            "Models in force": self.rows,
        }
        streams = {
            "State of Kafka Streams": {"": Near(1)},
            "Stream threads": {"": Near(1)},
            "Failed stream threads": {"": nothing},
            "Partitions assigned": {"": Near(self.partitions)},
            "Rebalances": {"rebalances": nothing, "failed": nothing},
            "Restarts": {"": nothing},
            "Images that wait, by partition": {f"images-{i}": nothing for i in range(self.partitions)},
            # Each record has some bytes of its own beside key and value.
            "Bytes fetched": {"": Within(sum(self.sizes) / self.window, (sum(self.sizes) + 100 * len(self.sizes)) / self.window * 1.05)},
            "Records sent and failed": {"sent": self.rate(judged + anomalous + rejected), "errors": nothing},
            "Producers' free buffer": {"": Near(32 << 20)},
            "Heap": {"used": Within(8 << 20, 256 << 20), "at most": Within(230 << 20, 256 << 20)},
            "CPU": {"": around(self.cpu / self.window, 0.2)},
            "JVM threads": {"": Within(self.threads - 40, self.threads)},
            "Uptime": {"": Near(self.age, 5)},
        }
        return {"overview.json": overview, "model.json": model, "streams.json": streams}
