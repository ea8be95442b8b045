"""Checks what promtool does not ask of alerts: labels, links, runbooks, and a firing and a quiet test for each.

    check_alerts.py TOP_FOLDER
"""

import json
import pathlib
import re
import sys

import yaml

HEADINGS = ["What it means", "How to look", "What to do", "When to call whom"]
SEVERITIES = ("critical", "warning")
ANNOTATIONS = ("summary", "description", "runbook_url", "dashboard_url")


def rules(folder):
    for path in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


def tested(folder):
    """The alerts that some test sees firing, and those that some test sees quiet."""
    firing, quiet = set(), set()
    for path in sorted(folder.glob("*.yml")):
        for test in yaml.safe_load(path.read_text())["tests"]:
            for case in test["alert_rule_test"]:
                (firing if case["exp_alerts"] else quiet).add(case["alertname"])
    return firing, quiet


def of_rule(rule, uids, runbooks):
    expression = rule["expr"]
    name = rule.get("alert") or rule["record"]
    # Whoever scrapes the scorer names the job, the namespace and the instance.
    if re.search(r"\b(job|namespace|instance)\s*=", expression):
        yield f"{name}: depends on how somebody names a job, a namespace or an instance"
    if "alert" not in rule:
        return
    if rule["labels"].get("severity") not in SEVERITIES:
        yield f"{name}: severity: expected one of {SEVERITIES}, got {rule['labels'].get('severity')}"
    annotations = rule.get("annotations", {})
    for missing in [key for key in ANNOTATIONS if not annotations.get(key)]:
        yield f"{name}: has no {missing}"
    runbook = annotations.get("runbook_url", "")
    if not re.fullmatch(rf"https?://[^/]+/(?:.*/)?{name}\.md", runbook):
        yield f"{name}: runbook_url: expected an absolute address that ends with /{name}.md, got {runbook}"
    if name not in runbooks:
        yield f"{name}: docs/runbooks/{name}.md does not exist"
    dashboard = annotations.get("dashboard_url", "")
    found = re.match(r"https?://[^/]+/(?:.*/)?d/([\w-]+)\?", dashboard)
    if not found or found.group(1) not in uids:
        yield f"{name}: dashboard_url: expected the address of one of {sorted(uids)}, got {dashboard}"


def of_runbook(folder, name, text, alerts, severities, drawn, options):
    if name not in alerts:
        yield f"docs/runbooks/{name}.md: no alert has that name"
    if not text.startswith(f"# {name}\n\n*{' or '.join(sorted(severities))}* · "):
        yield f"docs/runbooks/{name}.md: expected the alert's name and severity on top"
    if re.findall(r"^## (.*)$", text, re.M) != HEADINGS:
        yield f"docs/runbooks/{name}.md: expected the headings {HEADINGS}"
    for phrase in re.findall(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", text.partition("##")[2]):
        if phrase not in drawn:
            yield f"docs/runbooks/{name}.md: no panel, annotation or dashboard is called {phrase}"
    for option in re.findall(r"(?<=--)[\w-]+", " ".join(re.findall(r"`((?:\./surprisal|stream|--)[^`]*)`", text))):
        if option not in options:
            yield f"docs/runbooks/{name}.md: no command has the option --{option}"
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        if not (folder / link).exists():
            yield f"docs/runbooks/{name}.md: dead link {link}"


def problems(top):
    boards = [json.loads(path.read_text()) for path in (top / "grafana/dashboards").glob("*.json")]
    drawn = {"Targets", "Service discovery"}  # Prometheus's own pages
    for board in boards:
        drawn |= {board["title"]} | {panel["title"] for panel in board["panels"]} | {a["name"] for a in board["annotations"]["list"]}
    pages = {path.stem: path.read_text() for path in (top / "docs/runbooks").glob("*.md")}
    index = pages.pop("README")
    alerts = {}
    for rule in rules(top / "deploy/prometheus/rules"):
        yield from of_rule(rule, {board["uid"] for board in boards}, pages)
        if "alert" in rule:
            alerts.setdefault(rule["alert"], set()).add(rule["labels"].get("severity", ""))
    firing, quiet = tested(top / "deploy/prometheus/tests")
    for name, severities in alerts.items():
        if name not in firing:
            yield f"{name}: no test in which it fires"
        if name not in quiet:
            yield f"{name}: no test in which it is quiet"
        if f"| [{name}]({name}.md) | {' or '.join(sorted(severities))} |" not in index:
            yield f"docs/runbooks/README.md: {name} with its severity is missing"
    options = (top / "cli/src/main/resources/dev/surprisal/cli/settings.txt").read_text().split()
    for name, text in pages.items():
        yield from of_runbook(top / "docs/runbooks", name, text, alerts, alerts.get(name, set()), drawn, options)
    reasons = (top / "model/src/main/java/dev/surprisal/image/RejectionReason.java").read_text()
    for reason in re.findall(r'^  [A-Z_]+\("([a-z-]+)"\)', reasons, re.M):
        if f"`{reason}`" not in pages["SurprisalRejecting"]:
            yield f"docs/runbooks/SurprisalRejecting.md: says nothing of {reason}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit("\n".join(problems(pathlib.Path(sys.argv[1]))) or None)


if __name__ == "__main__":
    main()
