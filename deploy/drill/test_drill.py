"""Tests of what the drill computes; the rest is tested by running it."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "alertmanager"))

import receiver
import table
from clock import faster, shorter


class ClockTest(unittest.TestCase):
    def test_a_minute_becomes_a_second(self):
        self.assertEqual(["500ms", "1000ms", "60000ms", "1440000ms"], [shorter(one) for one in ("30s", "1m", "1h", "1d")])

    def test_waits_and_windows_shrink_and_thresholds_stay(self):
        rule = {"alert": "A", "expr": "rate(a[5m]) > 300 and min_over_time(b[15m:1m]) unless c offset 1h > 10", "for": "10m", "labels": {"severity": "m"}}
        self.assertEqual(
            {**rule, "for": "10000ms", "expr": "rate(a[5000ms]) > 300 and min_over_time(b[15000ms:1000ms]) unless c offset 60000ms > 10"},
            faster(rule),
        )

    def test_routes_within_routes_shrink(self):
        self.assertEqual(
            {"route": {"group_wait": "500ms", "routes": [{"group_interval": "1000ms"}]}},
            faster({"route": {"group_wait": "30s", "routes": [{"group_interval": "1m"}]}}),
        )


class ReceiverTest(unittest.TestCase):
    # As in Alertmanager's documentation of its webhook, version 4.
    BODY = json.dumps({
        "version": "4", "status": "firing", "receiver": "page", "alerts": [
            {"status": "firing", "labels": {"alertname": "A", "severity": "critical"}, "annotations": {"summary": "s"}, "fingerprint": "f1"},
            {"status": "resolved", "labels": {"alertname": "B"}, "annotations": {}, "fingerprint": "f2"},
        ],
    })

    def test_a_line_for_each_alert(self):
        lines = [json.loads(line) for line in receiver.lines(12.3456, "page", self.BODY)]
        self.assertEqual([("A", "critical", "firing", "f1"), ("B", "", "resolved", "f2")],
                         [(line["alert"], line["severity"], line["status"], line["fingerprint"]) for line in lines])
        self.assertEqual(12.346, lines[0]["received"])

    def test_other_json_is_refused(self):
        for body in ("[]", "{}", "nothing"):
            with self.assertRaises((KeyError, TypeError, ValueError)):
                list(receiver.lines(0, "page", body))


class TableTest(unittest.TestCase):
    RULES = """
groups:
  - rules:
      - {alert: SurprisalDown, labels: {severity: critical}}
      - {alert: SurprisalRejecting, labels: {severity: warning}}
"""

    def test_rows_keep_when_and_where_they_were_measured(self):
        with tempfile.TemporaryDirectory() as folder:
            top = pathlib.Path(folder)
            runbooks, rules = top / "docs/runbooks", top / "deploy/prometheus/rules"
            runbooks.mkdir(parents=True)
            rules.mkdir(parents=True)
            (rules / "all.yml").write_text(self.RULES)
            (runbooks / "README.md").write_text(table.BEGIN + table.END)
            down = {"alert": "SurprisalDown", "severity": "critical", "fault": "killed", "real": False, "fired": 1.0, "resolved": 2.0,
                    "date": "2026-01-02", "cores": 64, "load": 99}
            gone = {**down, "alert": "SurprisalGone"}
            rejecting = {**down, "alert": "SurprisalRejecting", "severity": "warning", "fault": "garbage"}
            (runbooks / "drill.json").write_text(json.dumps({"faster": 60, "rows": [down, gone, rejecting]}))

            table.record(top, [{**rejecting, "fired": 3.0}], "2026-03-04")

            rows = json.loads((runbooks / "drill.json").read_text())["rows"]
            self.assertEqual(down, rows[0])
            self.assertEqual([("SurprisalRejecting", 3.0, "2026-03-04")], [(row["alert"], row["fired"], row["date"]) for row in rows[1:]])
            text = (runbooks / "README.md").read_text()
            self.assertIn("Measured on 2026-01-02 and 2026-03-04 on ", text)
            self.assertIn(" 64 ", text)
            self.assertIn("a load of up to 99", text)


if __name__ == "__main__":
    unittest.main()
