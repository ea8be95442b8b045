"""Checks what Grafana would accept in silence and a person would trip over.

    check_dashboards.py TOP_FOLDER
"""

import itertools
import json
import pathlib
import re
import sys

# Never to be changed: links and bookmarks hold them.
UIDS = {"overview.json": "surprisal-overview", "model.json": "surprisal-model", "streams.json": "surprisal-streams"}
WITHOUT_UNIT = ("table", "heatmap")


def overlap(a, b):
    return a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"]


def of_query(target, known):
    expression = target["expr"]
    if target["datasource"]["uid"] != "${datasource}":
        yield "does not use the variable $datasource"
    for variable in re.findall(r"\$\{?(\w+)", expression):
        if variable not in known:
            yield f"unknown variable ${variable}"
    # A window within those of the step may be of any length.
    for window in re.findall(r"\b(?:rate|increase|changes)\([^\[]*\[([^]]*)](?!\)\[\$__rate_interval:])", re.sub(r'"[^"]*"', "", expression)):
        if window != "$__rate_interval":
            yield f"a window of {window} does not follow the scrape interval; use $__rate_interval"
    # What the variables choose is matched by =~.
    if re.search(r'\b(job|namespace|instance)\s*=\s*"', expression):
        yield "depends on how somebody names a job, a namespace or an instance"


def of_panel(panel, known, runbooks):
    if not panel.get("description"):
        yield "has no description"
    if panel["gridPos"]["x"] + panel["gridPos"]["w"] > 24:
        yield "is wider than the page"
    if panel["type"] not in WITHOUT_UNIT and not panel["fieldConfig"]["defaults"].get("unit"):
        yield "has no unit"
    if not panel["links"]:
        yield "has no link to a runbook"
    for link in panel["links"]:
        page = re.fullmatch(r"\$\{runbooks}/(\w+\.md)", link["url"])
        if not page or not (runbooks / page.group(1)).exists():
            yield f'dead link {link["url"]}'
    for target in panel["targets"]:
        yield from of_query(target, known)


def of_dashboard(name, dashboard, runbooks):
    if dashboard["uid"] != UIDS.get(name):
        yield f'{name}: expected the uid {UIDS.get(name)}, which links and bookmarks hold, got {dashboard["uid"]}'
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query" and variable["allValue"] != ".*":
            yield f'{name}: All of ${variable["name"]}: expected .*, for a long list breaks the address'
    for link in dashboard["links"]:
        if not (link["includeVars"] and link["keepTime"]):
            yield f'{name}: the link {link["title"]} loses time or variables'
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(ids) != len(set(ids)):
        yield f"{name}: two panels share an id"
    drawn = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    titles = [panel["title"] for panel in drawn]
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        yield f"{name}: two panels are called {title}"
    known = {"__rate_interval"} | {v["name"] for v in dashboard["templating"]["list"]}
    for panel in drawn:
        for problem in of_panel(panel, known, runbooks):
            yield f'{name}: {panel["title"]}: {problem}'
    for a, b in itertools.combinations(drawn, 2):
        if overlap(a["gridPos"], b["gridPos"]):
            yield f'{name}: {a["title"]} and {b["title"]} overlap'


def problems(top):
    paths = sorted((top / "grafana/dashboards").glob("*.json"))
    for missing in sorted(UIDS.keys() - {path.name for path in paths}):
        yield f"grafana/dashboards/{missing}: is missing"
    for path in paths:
        yield from of_dashboard(path.name, json.loads(path.read_text()), top / "docs/runbooks")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit("\n".join(problems(pathlib.Path(sys.argv[1]))) or None)


if __name__ == "__main__":
    main()
