"""Asks a running Prometheus every query of the dashboards, looks at every rule, and compares what the panels show with what was sent.

    check_live.py TOP_FOLDER PROMETHEUS_URL KAFKA MODEL_DIR SCORER_PID SINCE CPU_BEFORE

SINCE is the time before the load began, in seconds since 1970; CPU_BEFORE the scorer's CPU seconds then.
"""

import functools
import json
import math
import pathlib
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from truth import Truth

# A metric, or what a rule records, with its labels.
SELECTOR = re.compile(r"(?:\b(?:(?:job:)?surprisal|jvm|kafka|process)_[\w:]+|\bup\b)(?:{[^}]*})?")
COMPARED_AT_LEAST = 0.8

# The scorer that most panels are asked about, and the one for those that show only what it does.
JOB, OTHER_JOB = "line-7", "line-8"
OF_CANDIDATE = ("Candidates", "Candidate refused or failing", "Alarm rate of candidate and model in force", "Disagreement with the candidate", "Cost of the candidate")
OF_OTHER_JOB = ("Level of an alarm", "Measured precision", "Labelled alarms", *OF_CANDIDATE, "Candidates begun", "Candidates ended")
# What the first scorer has too: not to be empty of it, and of the other one only --control fdr takes it away.
OF_BOTH = ("promised", "in force")


@functools.cache
def fetched(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as e:
        raise ValueError(json.load(e)["error"]) from e


class Prometheus:
    """Answers as of one moment, so that each query is asked once; window: what stands for $__rate_interval, in seconds."""

    def __init__(self, url, now, window, job=JOB):
        self.url, self.now, self.window = url, now, window
        self.variables = {"__rate_interval": f"{window}s", "namespace": ".*", "job": job, "model": ".*", "instance": ".*"}

    def of_job(self, job):
        """The same with another job chosen."""
        return Prometheus(self.url, self.now, self.window, job)

    def get(self, path, **parameters):
        return fetched(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}")

    def substituted(self, expression):
        for name, value in self.variables.items():
            expression = re.sub(rf"\$(?:{name}\b|{{{name}}})", lambda _: value, expression)
        return expression

    def ask(self, expression):
        return self.get("query", query=self.substituted(expression), time=self.now)["result"]

    def traces(self, expression):
        """Of an expression's exemplars."""
        answer = self.get("query_exemplars", query=self.substituted(expression), start=0, end=self.now)
        return {exemplar["labels"]["trace_id"] for series in answer for exemplar in series["exemplars"]}

    def bounds(self, histogram):
        """Upper bounds of the buckets, ascending, without infinity."""
        found = {series["metric"]["le"] for series in self.ask(f"{histogram}_bucket")}
        return sorted(float(bound) for bound in found if bound != "+Inf")


def without_series(prometheus, expression):
    """Selectors that find nothing: `and`, `or` and `unless` could hide it."""
    for selector in sorted(set(SELECTOR.findall(expression))):
        if not prometheus.ask(f"last_over_time({selector}[5m])"):
            yield f"finds nothing: {selector}"


def named(series, legend):
    """The series' name as the panel shows it; bucket bounds as numbers, however they are printed."""
    labels = dict(series["metric"])
    if labels.get("le", "+Inf") != "+Inf":
        labels["le"] = f'{float(labels["le"]):g}'
    return re.sub(r"{{\s*(\w+)\s*}}", lambda found: labels.get(found.group(1), "?"), legend or "{{le}}")


def of_answer(answer, legend, may_be_empty):
    if not answer and not may_be_empty:
        yield "empty"
    if not all(math.isfinite(float(series["value"][1])) for series in answer):
        yield "not finite"
    for label in re.findall(r"{{\s*(\w+)", legend):
        if any(label not in series["metric"] for series in answer):
            yield f"the legend names {label}, which the series lack"


def compared(shown, expected):
    """Where a panel shows another thing than what was sent. shown: each series' name, labels and value."""
    if isinstance(expected, list):
        rows = [{key: labels.get(key) for key in expected[0]} for _, labels, _ in shown]
        if sorted(rows, key=str) != sorted(expected, key=str):
            yield f"shows the rows {rows}, expected {expected}"
        return
    for name, wanted in expected.items():
        # "" stands for a panel's only series; an instance's name may follow.
        values = [value for one, labels, value in shown if name in ("", one, one.removesuffix(labels.get("instance", "")).rstrip())]
        if len(values) != 1:
            yield f"shows {sorted(one for one, _, _ in shown)}, expected one series {name or '(any)'}"
        elif not wanted.holds(values[0]):
            yield f"{name} shows {values[0]:.6g}, expected {wanted}"


def of_panel(panel, prometheus, expected, traces):
    if panel["title"] in OF_OTHER_JOB:
        if any(prometheus.ask(target["expr"]) for target in panel["targets"] if target["legendFormat"] not in OF_BOTH):
            yield f"shows something of {JOB}, which does none of it"
        prometheus = prometheus.of_job(OTHER_JOB)
    shown = []
    for target in panel["targets"]:
        promised = target["legendFormat"] == "promised"
        yield from without_series(prometheus.of_job(JOB) if promised else prometheus, target["expr"])
        answer = prometheus.ask(target["expr"])
        # Alerts need not fire.
        yield from of_answer(answer, target["legendFormat"], promised or "ALERTS" in target["expr"])
        if target.get("exemplar") and (exemplars := prometheus.traces(target["expr"])) != traces:
            yield f"has exemplars of the traces {exemplars}, expected {traces}"
        shown += [(named(series, target["legendFormat"]), series["metric"], float(series["value"][1])) for series in answer]
    if expected is not None:
        yield from compared(shown, expected)


def of_dashboard(name, dashboard, prometheus, expected, traces):
    drawn = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    for unknown in expected.keys() - {panel["title"] for panel in drawn}:
        yield f"{name}: no panel is called {unknown}"
    for panel in drawn:
        try:
            for problem in of_panel(panel, prometheus, expected.get(panel["title"]), traces):
                yield f'{name}: {panel["title"]}: {problem}'
        except ValueError as e:
            yield f'{name}: {panel["title"]}: {e}'
    for annotation in dashboard["annotations"]["list"]:
        try:
            asked = prometheus.of_job(OTHER_JOB) if annotation["name"] in OF_OTHER_JOB else prometheus
            asked.ask(annotation["expr"])
            found = list(without_series(asked, annotation["expr"]))
        except ValueError as e:
            found = [str(e)]
        for problem in found:
            yield f'{name}: annotation {annotation["name"]}: {problem}'


def of_rules(prometheus):
    for group in prometheus.get("rules")["groups"]:
        for rule in group["rules"]:
            if rule["health"] != "ok":
                yield f'rules: {rule["name"]}: {rule.get("lastError") or rule["health"]}'
            for problem in without_series(prometheus, rule["query"]):
                yield f'rules: {rule["name"]}: {problem}'


def dashboards_in(top):
    return {path.name: json.loads(path.read_text()) for path in sorted((top / "grafana/dashboards").glob("*.json"))}


def coverage(dashboards, expected):
    """All panels, and the titles of those that nothing is known of."""
    panels = [(name, panel) for name, board in dashboards.items() for panel in board["panels"] if panel["type"] != "row"]
    return [panel for _, panel in panels], [panel["title"] for name, panel in panels if panel["title"] not in expected[name]]


def problems(dashboards, prometheus, truth):
    expected = truth.expected()
    yield from of_rules(prometheus)
    for name, dashboard in dashboards.items():
        yield from of_dashboard(name, dashboard, prometheus, expected[name], truth.traces)
    panels, without = coverage(dashboards, expected)
    if not any(target.get("exemplar") for panel in panels for target in panel["targets"]):
        yield "no panel shows the traces"
    if len(without) > (1 - COMPARED_AT_LEAST) * len(panels):
        yield f"fewer than {COMPARED_AT_LEAST:.0%} of the panels are compared"


def known(url, kafka, model, pid, since, cpu_before):
    """Prometheus as of now, and what it must answer."""
    now = time.time()
    window = math.ceil(now - float(since))
    prometheus = Prometheus(url, now, window)
    return prometheus, Truth(kafka, pathlib.Path(model), pid, float(cpu_before), now, window, prometheus.bounds)


def main():
    if len(sys.argv) != 8:
        sys.exit(__doc__)
    dashboards = dashboards_in(pathlib.Path(sys.argv[1]))
    prometheus, truth = known(*sys.argv[2:])
    panels, without = coverage(dashboards, truth.expected())
    print(f"deploy/check: {len(panels) - len(without)} of {len(panels)} panels compared with what was sent; not: {', '.join(without)}")
    sys.exit("\n".join(problems(dashboards, prometheus, truth)) or None)


if __name__ == "__main__":
    main()
