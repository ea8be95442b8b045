"""Makes every alert fire by a real fault, and resolves it: broker, scorer, Prometheus, Alertmanager and a webhook's receiver on this machine.

    drill.py [--only FAULT,…] [--record] [--slow] MODEL_DIR

A minute of the rules' waits and windows lasts a second; thresholds are the real ones. --slow: those faults that are marked so are
measured with the waits and the scrapes of the repository too. --record: docs/runbooks/drill.json and the table beside it are written.
Logs are in a temporary folder, which is kept if something fails.
"""

import argparse
import datetime
import pathlib
import shutil
import signal
import sys
import tempfile
import time

import table
from faults import FAULTS
from stand import PATIENCE, TOP, Stand, Watch, wait_for


def of(fault, stand, watches):
    """Inflicts and cures one fault; a row for each alert and watch."""
    for watch in watches:
        for alert, severity in fault.alerts:
            wait_for(f"{alert} is over before {fault.name}", lambda: watch.resolved(alert, severity) is not None)
    run = fault.run(stand)
    began = next(run)
    fired = {}
    for watch in watches:
        for alert, severity in fault.alerts:
            fired[watch, alert, severity] = wait_for(
                f"{alert} ({severity}) by {fault.name}", lambda: watch.fired(alert, severity, began),
            ) - began
    cured = time.time()
    next(run, None)
    rows = []
    for (watch, alert, severity), seconds in fired.items():
        over = wait_for(f"{alert} ({severity}) is over after {fault.name}", lambda: watch.resolved(alert, severity), 2 * PATIENCE) - cured
        rows.append({
            "alert": alert, "severity": severity, "fault": fault.name, "real": watch.name == "real",
            "fired": round(seconds, 1), "resolved": round(max(0.0, over), 1),
        })
    next(run, None)
    return rows


def drill(faults, work, model, slow):
    stand = Stand(work, model)
    try:
        stand.fast = Watch("fast", stand.processes, stand.targets, fast=True)
        watches = [stand.fast]
        if slow and any(fault.real for fault in faults):
            watches.append(Watch("real", stand.processes, stand.targets, fast=False))
        for watch in watches:
            wait_for("a scrape", lambda: watch.ask("surprisal_model_info"))
        for fault in faults:
            for row in of(fault, stand, watches if fault.real else watches[:1]):
                settings = "real settings" if row["real"] else "a minute in a second"
                print(f"deploy/check: {row['alert']} ({row['severity']}), {settings}: fired after {row['fired']} s, "
                      f"resolved after {row['resolved']} s", flush=True)
                yield row
    finally:
        stand.processes.stop_all()


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--only", default=",".join(fault.name for fault in FAULTS))
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("model", type=pathlib.Path)
    options = parser.parse_args()
    problems = list(table.uncovered(TOP))
    wanted = options.only.split(",")
    problems += [f"--only: no fault is called {name}" for name in wanted if name not in {fault.name for fault in FAULTS}]
    if problems:
        sys.exit("\n".join(problems))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = pathlib.Path(tempfile.mkdtemp(prefix="surprisal-drill-"))
    rows = []
    try:
        for row in drill([fault for fault in FAULTS if fault.name in wanted], work, options.model.resolve(), options.slow):
            rows.append(row)
    except (TimeoutError, OSError) as e:
        sys.exit(f"deploy/check: {e}; logs are in {work}")
    finally:
        if options.record and rows:
            table.record(TOP, rows, datetime.date.today().isoformat())
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
