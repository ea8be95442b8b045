"""What the panels must show after the load that deploy/check sends."""

import collections
import datetime
import hashlib
import json
import math
import subprocess

from evidence import Near, Within, alarm_level, around, bucket, calibration, count, process, read, resident, share, stability

# Seconds from the scorer's look at the clock to the broker's.
ON_THE_WAY = 0.5

# What the sources of deploy/check do to their alerts, by kind; one source is followed in each of four partitions, and seven records are another's.
OPEN = {"anomalous": 1, "silent": 0, "rejected": 1, "drifted": 0}
OPENED = {"anomalous": 1, "silent": 0, "rejected": 2, "drifted": 0}
FOLLOWED, UNFOLLOWED = 4, 7


class Truth:
    """All that is known; window: seconds that the queries look back, the whole load within them."""

    def __init__(self, kafka, model, pid, cpu_before, now, window, bounds):
        self.window, self.bounds = window, bounds
        # First, for it goes on.
        cpu, self.age, self.threads = process(pid)
        self.cpu = cpu - cpu_before
        self.resident = resident(pid)
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
        self.alarms = [json.loads(line) for line in read(kafka, "anomalies", "%s")]
        # By the broker's clock, a moment after the scorer took the time.
        self.ages = [(int(at) - verdict["timestamp"]) / 1000 for (at, _), verdict in zip(written, self.verdicts)]
        self.ages += [(int(at) - int(headers["surprisal.timestamp"])) / 1000 for (at, _), headers in zip(refused, self.refusals)]
        self.traces = {headers["traceparent"].split("-")[1] for headers in self.refusals if "traceparent" in headers}
        self.of_sources = count(kafka, "alerts") + count(kafka, "surprisal-sources-changelog")
        self.level = alarm_level(json.loads(verdict) for verdict in read(kafka, "fdr-scores", "%s"))
        self.compared = [json.loads(record) for record in read(kafka, "shadow", "%s")]
        self.other_p_values = [json.loads(verdict)["pValue"] for verdict in read(kafka, "fdr-scores", "%s")]
        self.labels = [json.loads(label)["label"] for label in dict(line.split(" ", 1) for line in read(kafka, "labels", "%k %s")).values()]
        self.sizes = [int(line) for line in read(kafka, "images", "%S")]
        self.partitions = int(subprocess.run(
            ["kcat", "-L", "-J", "-b", kafka, "-t", "images"], check=True, capture_output=True, text=True,
        ).stdout.count('"partition":'))
        self.since_last = now - max(int(at) for at, _ in written + refused) / 1000
        made = datetime.datetime.fromisoformat(bundle["provenance"]["createdAt"].replace("Z", "+00:00"))
        self.calibrated = now - made.timestamp()

    def of(self, field):
        return [verdict[field] for verdict in self.verdicts]

    def of_ages(self, q):
        bounds = self.bounds("surprisal_end_to_end_seconds")
        return Within(bucket([age - ON_THE_WAY for age in self.ages], q, bounds).low, bucket(self.ages, q, bounds).high)

    def rate(self, number):
        return around(number / self.window)

    def of_candidate(self):
        """By panel; what the candidate did is in the summaries of the topic shadow, what the model in force did in its verdicts."""
        summaries = [record for record in self.compared if record["kind"] == "summary"]
        images = sum(one["images"] for one in summaries)
        alarms = sum(one["candidateAlarms"] for one in summaries)
        active = sum(p <= summaries[0]["falseAlarmRate"] for p in self.other_p_values)
        kinds = collections.Counter(record["disagreement"] for record in self.compared if record["kind"] == "disagreement")
        (candidate,) = {(one["candidate"]["name"], one["candidate"]["digest"]) for one in summaries}
        return {
            "Candidates": [{"model": candidate[0], "digest": candidate[1]}],
            "Candidate refused or failing": {"refused by instances": Near(0), "failed images": Near(0)},
            "Alarm rate of candidate and model in force": {"candidate": Near(alarms / images), "in force": Near(active / len(self.other_p_values))},
            "Disagreement with the candidate": {kind: Near(kinds[kind] / images) for kind in ("candidate-alarms", "active-alarms", "candidate-rejects")},
        }

    def expected(self):
        """By dashboard and panel: what each series must show, by its legend; for a table its rows' labels."""
        judged, rejected = len(self.verdicts), len(self.refusals)
        anomalous = sum(self.of("anomalous"))
        target = self.verdicts[0]["falseAlarmRate"]
        spread = math.sqrt(1 / judged + 1 / len(self.clean))
        sigma = math.sqrt(target * (1 - target)) * spread
        scores = self.of("score")
        by_reason = collections.Counter(headers["surprisal.reason"] for headers in self.refusals)
        by_term = collections.Counter(alarm["reasons"][0]["term"] if alarm["reasons"] else "score" for alarm in self.alarms)
        nothing, alarms, index = Near(0), Near(anomalous / judged), Near(stability(scores, self.clean), 1e-3)
        gaps = [abs(share(scores, bound) - share(self.clean, bound)) for bound in self.bounds("surprisal_score")]
        quantiles = {"p50": 0.5, "p90": 0.9, "p99": 0.99}

        def of_quantiles(values, metric):
            return {name: bucket(values, q, self.bounds(metric)) for name, q in quantiles.items()}

        # 6 % are strange, of 1 % that may alarm; 6 % are no image, of 5 %; more than half are late, of 1 %.
        firing = [{"alertname": f"Surprisal{name}", "severity": "warning"} for name in ("AnomalyRateHigh", "Behind", "Rejecting")]
        firing += [{"alertname": f"SurprisalSource{name}", "severity": "warning"} for name in ("InTrouble", "sUnfollowed")]
        firing.append({"alertname": "SurprisalBehind", "severity": "critical"})
        # An alert for each kind of trouble.
        fire = len(firing) - 1 + sum(1 for number in OPEN.values() if number)
        late = Within(*(1 - share(self.ages, bound) for bound in (10 + ON_THE_WAY, 10)))
        waits = {name: self.of_ages(q) for name, q in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
        overview = {
            "Scorers running": {"": Near(1)},
            "Alerts firing": {"": Near(fire)},
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
            "Oldest image that waits": {"": nothing},
            "Time since the last verdict": {"": Near(self.since_last, 3)},
            "Anomalous share and target": {
                "anomalous": alarms, "target": Near(target), "band, upper end": around(min(1, target + 4 * sigma), 0.02),
                "band, lower end": Near(max(0, target - 4 * sigma), 4 * sigma * 0.03),
            },
            "Rejected records by reason": {reason: self.rate(number) for reason, number in by_reason.items()},
            "Rejected share": {"": Near(rejected / (judged + rejected))},
            "Images that were missed": {"": nothing},
            "Drift of the scores": {"": index},
            "Sources in trouble": {kind: Near(number) for kind, number in OPEN.items()},
            "Alerts of sources": {kind: around(number) for kind, number in OPENED.items()},
            "Sources that are followed": {"": Near(FOLLOWED)},
            "Records of sources that are not followed": {"": self.rate(UNFOLLOWED)},
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
            "P-values' distance from uniform": {"": Near(max(abs(share(self.of("pValue"), i / 100) - i / 100) for i in range(101)), 1e-3)},
            "Age of the calibration": {"": Near(self.calibrated, 5)},
            "Largest gap to the calibration's scores": {"gap": Near(max(gaps), 1e-6), "chance": around(2.23 * spread, 0.02)},
            "Anomalous share by instance": {"": alarms},
            "Reconstruction error": of_quantiles(self.of("reconstructionNats"), "surprisal_reconstruction_nats"),
            "Alarms by the term that drove them": {term: self.rate(number) for term, number in by_term.items()},
            "Level of an alarm": {"": Near(self.level, 1e-9)},
            "Measured precision": {"": Near(self.labels.count("anomalous") / len(self.labels))},
            "Labelled alarms": {label: Near(self.labels.count(label)) for label in set(self.labels)},
            "KL divergence": of_quantiles(self.of("klNats"), "surprisal_kl_nats"),
            "Models in force": self.rows,
            **self.of_candidate(),
        }
        used = Within(8 << 20, 256 << 20)
        streams = {
            "State of Kafka Streams": {"": Near(1)},
            "Stream threads": {"": Near(1)},
            "Failed stream threads": {"": nothing},
            "Kafka's silence": {"": Within(0, 6)},
            "Partitions assigned": {"assigned": Near(self.partitions), "stalled": nothing},
            "Rebalances": {"rebalances": nothing, "failed": nothing},
            "Restarts": {"": nothing},
            "Images that wait, by partition": {f"images-{i}": nothing for i in range(self.partitions)},
            # Each record has some bytes of its own beside key and value.
            "Bytes fetched": {"": Within(sum(self.sizes) / self.window, (sum(self.sizes) + 100 * len(self.sizes)) / self.window * 1.05)},
            "Records sent and failed": {"sent": self.rate(judged + anomalous + rejected + self.of_sources), "errors": nothing},
            "Producers' free buffer": {"": Near(32 << 20)},
            "Heap": {"used": used, "at most": Within(230 << 20, 256 << 20)},
            "Physical memory": {"all": around(self.resident), "outside the heap": Within(self.resident - used.high, self.resident - used.low)},
            "CPU": {"": around(self.cpu / self.window, 0.2)},
            "JVM threads": {"": Within(self.threads - 40, self.threads)},
            "Uptime": {"": Within(self.age - 15, self.age)},
        }
        return {"overview.json": overview, "model.json": model, "streams.json": streams}
