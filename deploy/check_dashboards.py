"""Checks Grafana dashboards: what they hold, and what their queries and the alerts' answer on a running Prometheus.

    check_dashboards.py lint DIR
    check_dashboards.py query DIR PROMETHEUS_URL
"""

import itertools
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
VARIABLES = {"__rate_interval": "10s", "__interval": "10s", "__range": "1m", "job": ".*", "instance": ".*"}
METRIC = re.compile(r"\b(?:surprisal|jvm|kafka|process)_\w+|\bup\b")
DEADLINE_SECONDS = 120


def panels(dashboard):
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", [])


def overlap(a, b):
    return a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]


def lint(name, dashboard):
    """What Grafana would accept in silence and a person would trip over."""
    drawn = [panel for panel in panels(dashboard) if panel["type"] != "row"]
    ids = [panel["id"] for panel in panels(dashboard)]
    if len(ids) != len(set(ids)):
        yield f"{name}: two panels share an id"
    known = set(VARIABLES) | {v["name"] for v in dashboard["templating"]["list"]}
    for panel in drawn:
        place = f'{name}: {panel["title"]}'
        if not panel.get("description"):
            yield f"{place}: has no description"
        if panel["gridPos"]["x"] + panel["gridPos"]["w"] > 24:
            yield f"{place}: is wider than the page"
        if panel["type"] not in ("table", "heatmap") and not panel["fieldConfig"]["defaults"].get("unit"):
            yield f"{place}: has no unit"
        for target in panel["targets"]:
            if target["datasource"]["uid"] != "${datasource}":
                yield f"{place}: does not use the variable $datasource"
            for variable in re.findall(r"\$\{?(\w+)", target["expr"]):
                if variable not in known:
                    yield f"{place}: unknown variable ${variable}"
    for a, b in itertools.combinations(drawn, 2):
        if overlap(a["gridPos"], b["gridPos"]):
            yield f'{name}: {a["title"]} and {b["title"]} overlap'


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

    def problems(self, place, expression, legend=""):
        """Why the query's answer is of no use, or nothing."""
        try:
            result = self.get("query", query=expression)["result"]
        except ValueError as e:
            return [f"{place}: {e}: {expression}"]
        missing = sorted(set(METRIC.findall(expression)) - set(self.get("label/__name__/values")))
        if missing:
            return [f"{place}: no such metric: {', '.join(missing)}"]
        if not result:
            return [f"{place}: empty: {expression}"]
        if not all(math.isfinite(float(series["value"][1])) for series in result):
            return [f"{place}: not finite: {expression}"]
        absent = [label for label in re.findall(r"{{\s*(\w+)", legend) if any(label not in s["metric"] for s in result)]
        return [f"{place}: the legend names {label}, which the series lack" for label in absent]


def substituted(expression):
    for name, value in VARIABLES.items():
        expression = re.sub(rf"\$(?:{name}\b|{{{name}}})", lambda _: value, expression)
    return expression


def without_filter(expression):
    """A comparison in an alert drops what does not fire; with `bool` it tells, so that an answer is never empty."""
    return re.sub(r"(?<![!=~<>])(==|!=|>=|<=|>|<)(?!=)(?=\s)", r"\1 bool", expression)


def sides(expression):
    """The parts of a rule that `and` and `or` join: one could hide that another is empty."""
    return re.split(r"\s+(?:and|or|unless)\s+", expression)


def queries(dashboards, prometheus):
    for name, dashboard in dashboards.items():
        for panel in panels(dashboard):
            for target in panel.get("targets", []):
                yield f'{name}: {panel["title"]}', substituted(target["expr"]), target.get("legendFormat", "")
    for group in prometheus.get("rules")["groups"]:
        for rule in group["rules"]:
            for side in sides(rule["query"]):
                yield f'rules: {rule["name"]}', without_filter(side), ""


def await_answers(dashboards, prometheus):
    """Asks again until every answer is of use: rates and histograms take some scrapes to fill."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            asked = list(queries(dashboards, prometheus))
            found = [problem for query in asked for problem in prometheus.problems(*query)]
        except urllib.error.URLError as e:
            asked, found = [], [f"Prometheus does not answer: {e.reason}"]
        if asked and not found or time.monotonic() > deadline:
            return len(asked), found
        time.sleep(2)


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in ("lint", "query") or len(sys.argv) != (3 if sys.argv[1] == "lint" else 4):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2])
    dashboards = {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    if sys.argv[1] == "lint":
        found = [problem for name, dashboard in dashboards.items() for problem in lint(name, dashboard)]
    else:
        asked, found = await_answers(dashboards, Prometheus(sys.argv[3]))
        print(f"deploy/check: {asked} queries of dashboards and alerts asked, {len(found)} without a good answer")
    if found or not dashboards:
        sys.exit("\n".join(found) or f"{folder}: no dashboards")


if __name__ == "__main__":
    main()
