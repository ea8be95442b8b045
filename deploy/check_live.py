"""Asks a running Prometheus every query of the dashboards and looks at every rule.

    check_live.py TOP_FOLDER PROMETHEUS_URL
"""

import json
import math
import pathlib
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# Long enough for the histograms to have moved; the check scrapes every second.
VARIABLES = {"__rate_interval": "10s", "namespace": ".*", "job": ".*", "model": ".*", "instance": ".*"}
# A metric, or what a rule records, with its labels.
SELECTOR = re.compile(r"(?:\b(?:job:)?(?:surprisal|jvm|kafka|process)_[\w:]+|\bup\b)(?:{[^}]*})?")
DEADLINE_SECONDS = 120


class Prometheus:
    def __init__(self, url):
        self.url = url

    def get(self, path, **parameters):
        query = urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as e:
            raise ValueError(json.load(e)["error"]) from e

    def ask(self, expression):
        return self.get("query", query=expression)["result"]


def without_series(prometheus, expression):
    """Selectors that find nothing: `and`, `or` and `unless` could hide it."""
    for selector in sorted(set(SELECTOR.findall(expression))):
        if not prometheus.ask(f"last_over_time({selector}[1m])"):
            yield f"finds nothing: {selector}"


def of_answer(answer, legend, may_be_empty):
    if not answer and not may_be_empty:
        yield "empty"
    if not all(math.isfinite(float(series["value"][1])) for series in answer):
        yield "not finite"
    for label in re.findall(r"{{\s*(\w+)", legend):
        if any(label not in series["metric"] for series in answer):
            yield f"the legend names {label}, which the series lack"


def substituted(expression):
    for name, value in VARIABLES.items():
        expression = re.sub(rf"\$(?:{name}\b|{{{name}}})", lambda _: value, expression)
    return expression


def of_panels(dashboards, prometheus):
    for name, dashboard in dashboards.items():
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                expression = substituted(target["expr"])
                try:
                    found = list(without_series(prometheus, expression))
                    # Alerts need not fire.
                    found += of_answer(prometheus.ask(expression), target["legendFormat"], "ALERTS" in expression)
                except ValueError as e:
                    found = [str(e)]
                yield f'{name}: {panel["title"]}', expression, found
        for annotation in dashboard["annotations"]["list"]:
            expression = substituted(annotation["expr"])
            try:
                prometheus.ask(expression)
                found = list(without_series(prometheus, expression))
            except ValueError as e:
                found = [str(e)]
            yield f'{name}: annotation {annotation["name"]}', expression, found


def of_rules(prometheus):
    for group in prometheus.get("rules")["groups"]:
        for rule in group["rules"]:
            found = list(without_series(prometheus, rule["query"]))
            if rule["health"] != "ok":
                found.append(rule.get("lastError") or f'health: {rule["health"]}')
            yield f'rules: {rule["name"]}', rule["query"], found


def await_answers(dashboards, prometheus):
    """Asks again until every answer is of use: rates and histograms take some scrapes to fill."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            asked = list(of_panels(dashboards, prometheus)) + list(of_rules(prometheus))
            found = [f"{place}: {problem}: {query}" for place, query, problems in asked for problem in problems]
        except urllib.error.URLError as e:
            asked, found = [], [f"Prometheus does not answer: {e.reason}"]
        if asked and not found or time.monotonic() > deadline:
            return len(asked), found
        time.sleep(2)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1]) / "grafana/dashboards"
    dashboards = {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    asked, found = await_answers(dashboards, Prometheus(sys.argv[2]))
    print(f"deploy/check: {asked} queries of dashboards, annotations and rules asked, {len(found)} without a good answer")
    sys.exit("\n".join(found) or None)


if __name__ == "__main__":
    main()
