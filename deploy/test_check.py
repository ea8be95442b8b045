"""Plants faults in a copy of the deployment and sees the check go red for each.

    test_check.py            those that need nothing running
    test_check.py ARGUMENT…  those that check_live.py finds; the arguments are its own, without the folder
"""

import concurrent.futures
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile

import check_live

TOP = pathlib.Path(__file__).resolve().parent.parent
PARTS = [
    "deploy", "grafana", "docs/runbooks", "docs/limits.md", "docs/security.md", "docs/kubernetes.md", "README.md", "pom.xml",
    "cli/src/main/resources/dev/surprisal/cli/settings.txt", "model/src/main/java/dev/surprisal/image/RejectionReason.java",
    "streams-app/src/main/java/dev/surprisal/stream/http/HttpEndpoints.java",
    "streams-app/src/main/java/dev/surprisal/stream/kafka/Topics.java",
]
# As deploy/chart-tools prints it; without it there is nothing to render the chart with.
TOOLS = os.environ.get("CHART_TOOLS", "")

ALERTS = ["python3", "-B", "deploy/check_alerts.py", "."]
BOARDS = ["python3", "-B", "deploy/check_dashboards.py", "."]
BUILD = ["grafana/build", "--check"]
CHART, SCALED, MONITORED, TRAINED = [["python3", "-B", "deploy/check_chart.py", ".", TOOLS, name] for name in ("default", "high-availability", "strimzi-prometheus", "trainer")]
VALUES, PROGRAMS, GUIDE = [["python3", "-B", "deploy/test_chart.py", ".", TOOLS, f"of_{test}"] for test in ("values", "programs", "guide")]
MADE = ["deploy/chart", "--check"]
TEMPLATES = "deploy/helm/surprisal/templates"
CONTAINERS = ["python3", "-B", "deploy/check_containers.py", "."]
DRILL = ["python3", "-B", "deploy/drill/table.py"]
ROUTE = ["amtool", "config", "routes", "test", "--config.file=deploy/alertmanager/alertmanager.yml", "--verify.receivers=page", "severity=critical"]
AVAILABILITY, THROUGHPUT, RESULTS, SOURCES = [f"deploy/prometheus/rules/{name}.yml" for name in ("availability", "throughput", "results", "sources")]
OVERVIEW, MODEL, STREAMS = [f"grafana/dashboards/{name}.json" for name in ("overview", "model", "streams")]
RUNBOOK = "docs/runbooks/SurprisalDown.md"
COMPOSE, DOCKERFILE = "deploy/compose.yaml", "deploy/Dockerfile"


def tests_of(rules):
    return ["promtool", "test", "rules", rules.replace("/rules/", "/tests/")]


# What is wrong, in which file, what stands there, what is planted, who finds it, in which words.
STATIC = [
    ("threshold flipped", RESULTS, "> 0.25", "< 0.25", tests_of(RESULTS), "SurprisalDrift"),
    ("sign of a comparison", RESULTS, ":max - 4 *", ":max + 4 *", tests_of(RESULTS), "SurprisalAnomalyRateLow"),
    ("wrong label selector", RESULTS, 'outcome=~"anomalous|normal"', 'outcome=~"anomalous|normal|rejected"', tests_of(RESULTS), "SurprisalAnomalyRateHigh"),
    ("metric renamed in a rule", THROUGHPUT, "(surprisal_waiting_images) > 0", "(surprisal_waiting_image) > 0", tests_of(THROUGHPUT), "SurprisalStalled"),
    ("a partition that stands still not seen", THROUGHPUT, "surprisal_partitions_stalled) > 0", "surprisal_partitions_stalled) > 9", tests_of(THROUGHPUT), "SurprisalStalled"),
    ("loss in a first sample not seen", THROUGHPUT, "surprisal_images_missed_total > 0 unless", "surprisal_images_missed_total < 0 unless", tests_of(THROUGHPUT), "SurprisalImagesMissed"),
    ("alert of sources in order", SOURCES, "(surprisal_alerts_open) > 0", "(surprisal_alerts_open) >= 0", tests_of(SOURCES), "SurprisalSourceInTrouble"),
    ("a wait too short", AVAILABILITY, "for: 15m", "for: 1m", tests_of(AVAILABILITY), "SurprisalModelsDiffer"),
    ("job's name in a rule", AVAILABILITY, "up == 0", 'up{job="surprisal"} == 0', ALERTS, "depends on how somebody names a job"),
    ("no severity", AVAILABILITY, "severity: critical", "team: vision", ALERTS, "severity: expected one of"),
    ("relative runbook link", AVAILABILITY, "http://localhost:9090/user/SurprisalDown.md", "docs/runbooks/SurprisalDown.md", ALERTS, "absolute address"),
    ("dead dashboard link", AVAILABILITY, "/d/surprisal-overview?", "/d/surprisal-over?", ALERTS, "dashboard_url: expected the address of one of"),
    ("alert without a quiet test", "deploy/prometheus/tests/results.yml", "exp_alerts: []", "exp_alerts: [{}]", ALERTS, "no test in which it is quiet"),
    ("missing runbook", RUNBOOK, None, None, ALERTS, "docs/runbooks/SurprisalDown.md does not exist"),
    ("runbook names a panel that is gone", RUNBOOK, "*Images that wait*", "*Images waiting*", ALERTS, "no panel, annotation or dashboard is called Images waiting"),
    ("runbook names an option that is gone", "docs/runbooks/SurprisalSourceInTrouble.md", "--from-beginning", "--from-start", ALERTS, "no command has the option --from-start"),
    ("runbook without a section", RUNBOOK, "## When to call whom", "## Whom to call", ALERTS, "expected the headings"),
    ("uid changed", OVERVIEW, '"uid": "surprisal-overview"', '"uid": "overview"', BOARDS, "expected the uid surprisal-overview"),
    ("dead link of a panel", MODEL, "${runbooks}/SurprisalDrift.md", "${runbooks}/SurprisalDrifts.md", BOARDS, "dead link"),
    ("panel without a unit", STREAMS, '"unit": "Bps"', '"unit": ""', BOARDS, "has no unit"),
    ("window of its own", OVERVIEW, "[$__rate_interval]", "[5m]", BOARDS, "use $__rate_interval"),
    ("data source hard-wired", MODEL, '"uid": "${datasource}"', '"uid": "prometheus"', BOARDS, "does not use the variable $datasource"),
    ("critical alerts routed as warnings", "deploy/alertmanager/alertmanager.yml", 'severity="critical"', 'severity="page"', ROUTE, "did not match"),
    ("alert without a drill", AVAILABILITY, "alert: SurprisalThreadFailed", "alert: SurprisalThreadDied", DRILL, "makes it fire"),
    ("drill's table edited by hand", "docs/runbooks/README.md", "| the feed stops |", "| the feed ends |", DRILL, "is not that of drill.json"),
    ("port open to everyone", COMPOSE, '"127.0.0.1:9464:9464"', '"9464:9464"', CONTAINERS, "expected a port of 127.0.0.1"),
    ("image without a version", COMPOSE, "prom/prometheus:v3.5.0", "prom/prometheus:latest", CONTAINERS, "expected an image with a tag"),
    ("no health check", COMPOSE, "healthcheck:", "x-healthcheck:", CONTAINERS, "has no health check"),
    ("service that does not wait", COMPOSE, "condition: service_healthy", "condition: service_started", CONTAINERS, "expected to wait"),
    ("topic of other limits", COMPOSE, "16842752", "1048576", CONTAINERS, "as in Topics.java"),
    ("image as root", DOCKERFILE, "USER 10001", "USER root", CONTAINERS, "runs as root"),
    ("image without a bill of materials", DOCKERFILE, "COPY --from=build-scorer /scorer/sbom.cyclonedx.json", "#", CONTAINERS, "the last stage has no bill"),
    ("base without a version", DOCKERFILE, "library/debian:bookworm-slim", "library/debian", CONTAINERS, "expected a base with a tag, got docker.io/library/debian"),
    ("JSON edited by hand", OVERVIEW, "Images per second", "Images a second", BUILD, "run it"),
]

# As the ones above, in the Helm chart.
OF_CHART = [
    ("unknown Kubernetes field", f"{TEMPLATES}/deployment.yaml", "terminationGracePeriodSeconds", "terminationGraceSeconds", CHART, "must NOT have additional properties"),
    ("unknown field of an operator", f"{TEMPLATES}/scaledobject.yaml", "minReplicaCount", "minReplicas", SCALED, "must NOT have additional properties"),
    ("selector of the service", f"{TEMPLATES}/service.yaml", 'selector" (list . "scorer")', 'selector" (list . "stream")', CHART, "finds the pods of nobody"),
    ("selector of the monitors", f"{TEMPLATES}/monitors.yaml", 'selector" (list . "scorer")', 'selector" (list . "stream")', MONITORED, "PodMonitor surprisal: the selector finds"),
    ("selector of the disruption budget", f"{TEMPLATES}/poddisruptionbudget.yaml", '(list . "scorer") | nindent 6', '(list . "trainer") | nindent 6', CHART, "expected those of the scorer"),
    ("selector of the deployment", f"{TEMPLATES}/deployment.yaml", 'podLabels" (list . "scorer")', 'podLabels" (list . "stream")', CHART, "Deployment surprisal: the selector finds"),
    ("probe on the wrong port", f"{TEMPLATES}/deployment.yaml", "path: /health/live\n              port: http", "path: /health/live\n              port: 9465", CHART, "the scorer has no port 9465"),
    ("probe on a path that is not there", f"{TEMPLATES}/deployment.yaml", "/health/ready", "/healthz", CHART, "does not answer at /healthz"),
    ("image as root", "deploy/Dockerfile", "USER 10001", "USER root", CHART, "expected a user by number, not root"),
    ("pod as root", f"{TEMPLATES}/_helpers.tpl", "runAsNonRoot: true", "runAsNonRoot: false", CHART, "runs as root"),
    ("init container that can gain privileges", f"{TEMPLATES}/deployment.yaml", '{{- include "surprisal.container" . | nindent 10 }}\n          volumeMounts:\n            - name: model\n              mountPath: /model\n              readOnly: true\n      {{', 'volumeMounts:\n            - name: model\n              mountPath: /model\n              readOnly: true\n      {{', TRAINED, "can gain privileges"),
    ("root file system writable", f"{TEMPLATES}/_helpers.tpl", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", CHART, "can write to its root"),
    ("setting that the scorer lacks", f"{TEMPLATES}/_environment.tpl", "rejected-topic:", "reject-topic:", CHART, "is no setting of the scorer"),
    ("scaling by another group", f"{TEMPLATES}/scaledobject.yaml", ".Values.scorer.applicationId", ".Release.Name", VALUES, "consumerGroup"),
    ("replicas set against KEDA", f"{TEMPLATES}/deployment.yaml", "if not .Values.keda.enabled", "if true", VALUES, "deployment.spec.replicas"),
    ("size of a topic", f"{TEMPLATES}/kafkatopics.yaml", "16842752", "16777216", PROGRAMS, "as in Topics.java"),
    ("default of an alert", "deploy/helm/surprisal/values.yaml", "silentAfter: 600", "silentAfter: 60", PROGRAMS, "expected the default 600 of --silent-after"),
    ("heap as large as the limit", f"{TEMPLATES}/_helpers.tpl", "$heap := sub $limit", "$heap := max $limit", VALUES, "SURPRISAL_HEAP"),
    ("value that the guide names is gone", "docs/kubernetes.md", "`keda.lagThreshold`", "`keda.lag`", GUIDE, "keda.lag is no value of the chart"),
    ("value without a comment", "deploy/helm/surprisal/values.yaml", "# Number of pods. Those beyond the number of partitions have nothing to do. Left to KEDA where keda.enabled is true.\n", "\n", MADE, "scorer.replicas has no comment"),
    ("rule edited in the chart", "deploy/helm/surprisal/files/rules/results.yml", "> 0.25", "> 0.5", MADE, "files/rules/results.yml: not what deploy/chart writes"),
    ("dashboard not copied into the chart", "deploy/helm/surprisal/files/dashboards/model.json", None, None, MADE, "model.json: not what deploy/chart writes"),
    ("rendering edited by hand", "deploy/kubernetes/surprisal.yaml", "replicas: 2", "replicas: 3", MADE, "surprisal.yaml: not what deploy/chart writes"),
]

# As the ones above; check_live.py finds them. Its answers are of one moment, so that each query is asked once for all of them.
LIVE = [
    ("metric renamed", OVERVIEW, "surprisal_images_total", "surprisal_image_total", "finds nothing"),
    ("wrong label selector", OVERVIEW, 'outcome=~\\"rejected\\"', 'outcome=~\\"reject\\"', "finds nothing"),
    ("another metric", MODEL, "surprisal_kl_nats", "surprisal_reconstruction_nats", "KL divergence: p50 shows"),
    ("another quantile", MODEL, "histogram_quantile(0.99, sum", "histogram_quantile(0.9, sum", "p99 shows"),
    ("share upside down", OVERVIEW, 'outcome=~\\"anomalous\\"', 'outcome=~\\"normal\\"', "anomalous shows"),
    ("histogram off by a bucket", MODEL, "sum by (le) ((rate(surprisal_p_value_bucket", "2 * sum by (le) ((rate(surprisal_p_value_bucket", "p-value"),
    ("sum instead of mean of the distances", MODEL, "max(abs(", "sum(abs(", "gap shows"),
    ("seconds as milliseconds", STREAMS, "/ 1e9", "/ 1e6", "CPU"),
    ("legend without its label", STREAMS, "{{topic}}-{{partition}}", "{{topics}}-{{partition}}", "legend names topics"),
    ("images that are there taken for missed ones", OVERVIEW, "surprisal_images_missed_total", "surprisal_images_total", "Images that were missed"),
    ("alerts of another kind", OVERVIEW, 'kind=~\\"rejected\\"', 'kind=~\\"silent\\"', "Sources in trouble"),
    ("heap not taken off", STREAMS, "- sum by (instance) ((jvm_memory_used_bytes", "+ 0 * sum by (instance) ((jvm_memory_used_bytes", "Physical memory: outside the heap shows"),
    ("level of another partition", MODEL, "min by (instance) ((surprisal_fdr_level", "1.01 * min by (instance) ((surprisal_fdr_level", "Level of an alarm"),
    ("level where nothing is controlled", MODEL, "surprisal_fdr_level", "surprisal_drift_psi", "Level of an alarm: shows something of line-7"),
    ("labels counted by each instance", MODEL, "sum by (label) (max by", "2 * sum by (label) (max by", "Labelled alarms"),
    ("share of those who were wrong", MODEL, "max by (week) ((surprisal_precision", "1 - max by (week) ((surprisal_precision", "Measured precision"),
    ("alarms of the candidate taken for those of the other", MODEL, 'kind=~\\"candidate-alarms\\"', 'kind=~\\"candidate-rejects\\"', "in force shows"),
    ("disagreements of all images", MODEL, "/ on () group_left () sum((rate(surprisal_shadow_images_total", "/ on () group_left () sum((rate(surprisal_scoring_seconds_count", "Disagreement with the candidate: "),
    ("candidate that is none", MODEL, "(surprisal_candidate_info", "(surprisal_model_info", "Candidates: shows"),
    ("traces not asked for", OVERVIEW, '"exemplar": true', '"exemplar": false', "no panel shows the traces"),
    ("panel gone", OVERVIEW, '"title": "Rejected share"', '"title": "Refused share"', "no panel is called Rejected share"),
]


def by_command(command):
    """A check: what the command says where it fails, or nothing."""
    def check(copy):
        run = subprocess.run(command, cwd=copy, capture_output=True, text=True)
        return run.stdout + run.stderr + f"status {run.returncode}" if run.returncode else ""
    return check


def live(arguments):
    """A check: what check_live.py finds."""
    prometheus, truth = check_live.known(*arguments)
    return lambda copy: "\n".join(check_live.problems(check_live.dashboards_in(copy), prometheus, truth))


def red(copy, file, old, new, check, words):
    """Why what the check says once the fault is there is not enough, or None."""
    path = copy / file
    text = path.read_text()
    if old is None:
        path.unlink()
    elif old not in text:
        return f"{file} has no {old}"
    else:
        path.write_text(text.replace(old, new))
    said = check(copy)
    path.write_text(text)
    if not said:
        return "the check stays green"
    if words not in said:
        return f"expected the words '{words}', got: {said[:2000]}"
    return None


def copied(folder):
    """What the faults are planted in."""
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (TOP / part).is_dir() else shutil.copy)(TOP / part, folder / part)
    return folder


def problems(faults, folder):
    """Of each fault; as many are planted at once as there are cores, each in a copy that nobody else has."""
    cores, copies = os.cpu_count(), queue.SimpleQueue()
    for i in range(cores):
        copies.put(copied(folder / str(i)))

    def planted(fault):
        copy = copies.get()
        try:
            return red(copy, *fault)
        finally:
            copies.put(copy)

    with concurrent.futures.ThreadPoolExecutor(cores) as pool:
        yield from pool.map(planted, faults)


def main():
    if sys.argv[1:]:
        check = live(sys.argv[1:])
        faults = [(*fault, check, words) for *fault, words in LIVE]
    else:
        faults = [(*fault, by_command(command), words) for *fault, command, words in STATIC + (OF_CHART if TOOLS else [])]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for (name, *_), problem in zip(faults, problems([fault[1:] for fault in faults], pathlib.Path(folder))):
            if problem:
                failed += 1
                print(f"planted: {name}: {problem}")
    print(f"deploy/check: {len(faults) - failed} of {len(faults)} planted faults found")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
