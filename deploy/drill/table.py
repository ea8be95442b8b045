"""The drill's measured times: docs/runbooks/drill.json, and the table of them in docs/runbooks/README.md.

    table.py [--write]    without --write it checks both, and that each alert is drilled or excused
"""

import json
import os
import pathlib
import sys

import yaml

from clock import FASTER
from faults import EXCUSED, FAULTS

TOP = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- Written by deploy/check --drill --record. -->\n", "<!-- Until here. -->\n"


def alerts(top):
    """Name and severity of each alert, in the order of the rules."""
    for path in sorted((top / "deploy/prometheus/rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            for rule in group["rules"]:
                if "alert" in rule:
                    yield rule["alert"], rule["labels"]["severity"]


def uncovered(top):
    known = set(alerts(top))
    drilled = {alert for fault in FAULTS for alert in fault.alerts}
    for name, severity in sorted(known - drilled):
        if name not in EXCUSED:
            yield (f"{name} ({severity}): no fault of deploy/drill/faults.py makes it fire; write one and run "
                   f"deploy/check --drill --only FAULT --record, or give the reason in EXCUSED")
    for name, severity in sorted(drilled - known):
        yield f"{name} ({severity}): deploy/drill/faults.py names it, but no rule does"
    for name in sorted(EXCUSED):
        if name not in {one for one, _ in known}:
            yield f"{name}: excused in deploy/drill/faults.py, but no rule has it"


def rendered(top, recorded):
    words = {fault.name: fault.words for fault in FAULTS}
    real = [row for row in recorded["rows"] if row["real"]]
    dates, cores = [" and ".join(sorted({str(row[key]) for row in recorded["rows"]})) for key in ("date", "cores")]
    load = max(row["load"] for row in recorded["rows"])
    lines = [
        f"Measured on {dates} on {cores} cores with a load of up to {load}: a minute of the rules' `for:`, `keep_firing_for:` and windows and of "
        f"Alertmanager's waits",
        f"lasted {60 // recorded['faster']} s, with a scrape each second; thresholds were the real ones. Seconds from the fault to the webhook, and from the "
        "start of the cure, a restart included,",
        "to the webhook that says that it is over.",
        "",
        "| alert | severity | fault | fired | resolved |",
        "| --- | --- | --- | ---: | ---: |",
    ]
    for row in sorted((row for row in recorded["rows"] if not row["real"]), key=lambda row: (row["alert"], row["severity"])):
        resolved = f"{row['resolved']:.1f}" if row["resolved"] else "before the cure"
        lines.append(f"| [{row['alert']}]({row['alert']}.md) | {row['severity']} | {words[row['fault']]} | {row['fired']:.1f} | {resolved} |")
    lines += ["", "With the waits of the repository and a scrape each 15 s:", "", "| alert | severity | fault | fired | resolved |", "| --- | --- | --- | ---: | ---: |"]
    lines += [f"| [{row['alert']}]({row['alert']}.md) | {row['severity']} | {words[row['fault']]} | {row['fired']:.0f} | {row['resolved']:.0f} |" for row in real]
    if EXCUSED:
        lines += ["", "Not drilled:", ""] + [f"- {name}: {reason}" for name, reason in EXCUSED.items()]
    return BEGIN + "\n" + "\n".join(lines) + "\n\n" + END


def problems(top):
    yield from uncovered(top)
    recorded = json.loads((top / "docs/runbooks/drill.json").read_text())
    excused = {one for one in alerts(top) if one[0] in EXCUSED}
    for name, severity in sorted(set(alerts(top)) - excused - {(row["alert"], row["severity"]) for row in recorded["rows"]}):
        yield f"docs/runbooks/drill.json: no time of {name} ({severity}); run deploy/check --drill --only FAULT --record"
    if rendered(top, recorded) not in (top / "docs/runbooks/README.md").read_text():
        yield "docs/runbooks/README.md: its table is not that of drill.json; run deploy/drill/table.py --write"


def write(top):
    path = top / "docs/runbooks/README.md"
    recorded = json.loads((top / "docs/runbooks/drill.json").read_text())
    text = path.read_text()
    path.write_text(text[: text.index(BEGIN)] + rendered(top, recorded) + text[text.index(END) + len(END) :])


def record(top, rows, date):
    """Replaces what is known of the alerts that these rows are about; the rest stays."""
    path = top / "docs/runbooks/drill.json"
    def key(row): return row["alert"], row["severity"], row["real"]
    measured = {key(row) for row in rows}
    known = set(alerts(top))
    before = json.loads(path.read_text())["rows"] if path.exists() else []
    kept = [row for row in before if key(row) not in measured and (row["alert"], row["severity"]) in known]
    when = {"date": date, "cores": os.cpu_count(), "load": round(os.getloadavg()[2])}
    rows = sorted(kept + [{**row, **when} for row in rows], key=key)
    path.write_text(json.dumps({"faster": FASTER, "rows": rows}, indent=2) + "\n")
    write(top)


def main():
    if sys.argv[1:] == ["--write"]:
        write(TOP)
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        sys.exit("\n".join(problems(TOP)) or None)


if __name__ == "__main__":
    main()
