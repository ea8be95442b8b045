"""Renders the Helm chart with single values changed and compares what comes of them.

    test_chart.py TOP_FOLDER TOOLS_FOLDER [TEST…]

TOOLS_FOLDER is what deploy/chart-tools prints; the tests are functions of this file, all without any.
"""

import concurrent.futures
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import yaml
from check_chart import CHART, helm, render

NAMES = {
    "deployment": ("Deployment", "surprisal"),
    "service": ("Service", "surprisal"),
    "policy": ("NetworkPolicy", "surprisal"),
    "budget": ("PodDisruptionBudget", "surprisal"),
    "scaled": ("ScaledObject", "surprisal"),
    "monitor": ("PodMonitor", "surprisal"),
    "images": ("KafkaTopic", "surprisal-images"),
    "rejected": ("KafkaTopic", "surprisal-rejected"),
    "alerts": ("KafkaTopic", "surprisal-alerts"),
    "labels": ("KafkaTopic", "surprisal-labels"),
    "models": ("KafkaTopic", "surprisal-models"),
    "shadow": ("KafkaTopic", "surprisal-shadow"),
    "cronjob": ("CronJob", "surprisal-trainer"),
    "claim": ("PersistentVolumeClaim", "surprisal-model"),
    "account": ("ServiceAccount", "surprisal"),
    "trainer": "Job",
}
POD = "deployment.spec.template.spec"
SCORER = f"{POD}.containers.0"
TRIGGER = "scaled.spec.triggers.0.metadata"
TRAINER = "trainer.spec.template.spec.containers.0"
ABSENT = None

KEDA = {"keda.enabled": True}
STRIMZI = {"topics.strimzi.enabled": True, "topics.strimzi.cluster": "factory"}
TRAIN = {"trainer.enabled": True}
LINKS = {"metrics.links.runbooks": "https://runbooks.example/a/", "metrics.links.grafana": "https://grafana.example/b"}

# The values that are set, and what is rendered where.
RENDERED = [
    ({}, {
        "deployment.spec.replicas": 2,
        f"{SCORER}.image": "surprisal:0.1.0-SNAPSHOT",
        f"{SCORER}.args": ["stream"],
        f"{SCORER}.env.SURPRISAL_HEAP": "256m",
        f"{SCORER}.env.SURPRISAL_MODEL": "/model",
        f"{SCORER}.env.SURPRISAL_CREATE_TOPICS": "true",
        f"{SCORER}.env.SURPRISAL_CONFIG": ABSENT,
        f"{SCORER}.env.JAVA_OPTS": ABSENT,
        f"{SCORER}.ports.0.containerPort": 9464,
        f"{SCORER}.resources": {"requests": {"cpu": "1", "memory": "640Mi"}, "limits": {"memory": "640Mi"}},
        f"{SCORER}.startupProbe": {"httpGet": {"path": "/health/live", "port": "http"}, "periodSeconds": 2, "failureThreshold": 60, "timeoutSeconds": 5},
        f"{SCORER}.livenessProbe.httpGet": {"path": "/health/live", "port": "http"},
        f"{SCORER}.readinessProbe.httpGet": {"path": "/health/ready", "port": "http"},
        f"{POD}.terminationGracePeriodSeconds": 30,
        f"{POD}.volumes.0.persistentVolumeClaim": {"claimName": "surprisal-model", "readOnly": True},
        f"{POD}.topologySpreadConstraints.0.whenUnsatisfiable": "ScheduleAnyway",
        "deployment.spec.template.metadata.annotations": {"prometheus.io/scrape": "true", "prometheus.io/path": "/metrics", "prometheus.io/port": "9464"},
        "deployment.spec.strategy.rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
        "service.spec.clusterIP": "None",
        "service.spec.publishNotReadyAddresses": True,
        "budget.spec.maxUnavailable": 1,
        "budget.spec.unhealthyPodEvictionPolicy": "AlwaysAllow",
        "account.automountServiceAccountToken": False,
        f"{POD}.initContainers": ABSENT, "policy": ABSENT, "scaled": ABSENT, "monitor": ABSENT, "images": ABSENT, "trainer": ABSENT, "claim": ABSENT,
    }),
    ({"model.source": "topic", "model.topic": "line-models", "scorer.topics.shadow": "line-shadow", "scorer.partitions": 8, **STRIMZI}, {
        f"{SCORER}.env.SURPRISAL_MODEL": ABSENT,
        f"{SCORER}.env.SURPRISAL_MODEL_TOPIC": "line-models",
        f"{POD}.volumes.0.name": "tmp",
        "models.spec.topicName": "line-models", "models.spec.partitions": 1, "models.spec.config": {"cleanup.policy": "compact"},
        "shadow.spec.topicName": "line-shadow", "shadow.spec.partitions": 8,
        "shadow.spec.config.message%timestamp%type": "LogAppendTime", "shadow.spec.config.max%message%bytes": 16842752,
        f"{SCORER}.env.SURPRISAL_SHADOW_TOPIC": "line-shadow",
    }),
    # The heap is what the limit leaves: 1024 - 384, and 2048 - 512.
    ({"scorer.resources.limits.memory": "1Gi"}, {f"{SCORER}.env.SURPRISAL_HEAP": "640m"}),
    ({"scorer.resources.limits.memory": "2Gi", "scorer.nonHeapMemory": "512Mi"}, {f"{SCORER}.env.SURPRISAL_HEAP": "1536m"}),
    ({"scorer.resources.limits.cpu": "1500m"}, {f"{SCORER}.resources.limits": {"cpu": "1500m", "memory": "640Mi"}}),
    ({"image.tag": "1.2.3"}, {f"{SCORER}.image": "surprisal:1.2.3"}),
    ({"image.tag": "1.2.3", "image.digest": "sha256:" + "a" * 64}, {f"{SCORER}.image": "surprisal@sha256:" + "a" * 64}),
    ({"scorer.httpPort": 8080}, {
        f"{SCORER}.ports.0.containerPort": 8080, f"{SCORER}.env.SURPRISAL_HTTP_PORT": "8080", "service.spec.ports.0.port": 8080,
        "deployment.spec.template.metadata.annotations.prometheus%io/port": "8080",
    }),
    ({"scorer.settings": {"fdr": 0.001, "startup-timeout": 1000000, "resize": True}}, {
        f"{SCORER}.env.SURPRISAL_FDR": "0.001", f"{SCORER}.env.SURPRISAL_STARTUP_TIMEOUT": "1000000", f"{SCORER}.env.SURPRISAL_RESIZE": "true",
    }),
    # Only what is set: with alerts off their options would be noise.
    ({}, {f"{SCORER}.env.SURPRISAL_ALERTS": "false", f"{SCORER}.env.SURPRISAL_ALERTS_TOPIC": ABSENT, f"{SCORER}.env.SURPRISAL_SOURCE_HEADER": ABSENT, f"{SCORER}.env.SURPRISAL_LABELS_TOPIC": ABSENT, f"{SCORER}.env.SURPRISAL_SHADOW_TOPIC": ABSENT}),
    ({
        "scorer.alerts": {"enabled": True, "falseAlertsPerWeek": 0.5, "imagesPerSecond": 25, "silentAfter": 90, "maxSources": 20, "driftImages": 1000},
        "scorer.sourceHeader": "camera", "scorer.topics.alerts": "line-7.alerts",
    }, {
        f"{SCORER}.env.SURPRISAL_ALERTS": "true", f"{SCORER}.env.SURPRISAL_ALERTS_TOPIC": "line-7.alerts",
        f"{SCORER}.env.SURPRISAL_FALSE_ALERTS_PER_WEEK": "0.5", f"{SCORER}.env.SURPRISAL_IMAGES_PER_SECOND": "25",
        f"{SCORER}.env.SURPRISAL_SILENT_AFTER": "90", f"{SCORER}.env.SURPRISAL_MAX_SOURCES": "20", f"{SCORER}.env.SURPRISAL_DRIFT_IMAGES": "1000", f"{SCORER}.env.SURPRISAL_SOURCE_HEADER": "camera",
        "alerts": ABSENT,
    }),
    ({"scorer.javaOptions": "-Xss512k"}, {f"{SCORER}.env.JAVA_OPTS": "-XX:+ExitOnOutOfMemoryError -Xss512k"}),
    ({"kafka.secret.name": "kafka", "kafka.secret.settingsKey": "clients.properties"}, {
        f"{SCORER}.env.SURPRISAL_CONFIG": "/etc/surprisal/clients.properties",
        f"{SCORER}.volumeMounts.2": {"name": "kafka", "mountPath": "/etc/surprisal", "readOnly": True},
        f"{POD}.volumes.2.secret": {"secretName": "kafka", "defaultMode": 0o440},
    }),
    ({"model.path": "digits/2026-11-26"}, {f"{SCORER}.env.SURPRISAL_MODEL": "/model/digits/2026-11-26"}),
    ({"model.source": "image", "model.image.reference": "models/digits:7"}, {
        f"{POD}.volumes.0": {"name": "model", "image": {"reference": "models/digits:7", "pullPolicy": "IfNotPresent"}},
    }),
    ({"model.source": "volume", "model.volume": {"nfs": {"server": "files", "path": "/models"}}}, {
        f"{POD}.volumes.0": {"name": "model", "nfs": {"server": "files", "path": "/models"}},
    }),
    ({"model.claim.create": True, "model.claim.size": "3Gi"}, {
        "claim.spec.resources.requests.storage": "3Gi", "claim.spec.accessModes": ["ReadWriteMany"], "claim.metadata.annotations": {"helm.sh/resource-policy": "keep"},
    }),
    ({"security.runAsUser": None, "security.runAsGroup": None, "security.fsGroup": None}, {
        f"{POD}.securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    }),
    ({"networkPolicy.enabled": True, "kafka.bootstrapServers": "a:9093,b:9094,c:9093"}, {
        "policy.spec.ingress": [{"ports": [{"port": "http"}]}],
        "policy.spec.egress": [
            {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]},
            {"ports": [{"port": 9093}, {"port": 9094}]},
        ],
    }),
    ({"networkPolicy.enabled": True, "networkPolicy.kafkaPorts": [9092, 9095]}, {"policy.spec.egress.1": {"ports": [{"port": 9092}, {"port": 9095}]}}),
    # A monitor scrapes in place of the annotations.
    ({"metrics.podMonitor.enabled": True, "metrics.podMonitor.labels": {"release": "prometheus"}}, {
        "monitor.metadata.labels.release": "prometheus",
        "monitor.spec.podMetricsEndpoints": [{"port": "http", "path": "/metrics", "interval": "15s", "scrapeTimeout": "10s"}],
        "deployment.spec.template.metadata.annotations": ABSENT,
    }),
    (KEDA, {
        "deployment.spec.replicas": ABSENT,
        "scaled.spec.minReplicaCount": 1,
        "scaled.spec.maxReplicaCount": 4,
        f"{TRIGGER}": {
            "bootstrapServers": "kafka:9092", "consumerGroup": "surprisal", "topic": "images", "lagThreshold": "5000",
            "offsetResetPolicy": "earliest", "allowIdleConsumers": "false",
        },
        "scaled.spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown": {
            "stabilizationWindowSeconds": 900, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 300}],
        },
        "scaled.spec.triggers.0.authenticationRef": ABSENT,
    }),
    (KEDA | {"scorer.partitions": 12, "scorer.applicationId": "line-7", "scorer.topics.images": "line-7.images"}, {
        "scaled.spec.maxReplicaCount": 12, f"{TRIGGER}.consumerGroup": "line-7", f"{TRIGGER}.topic": "line-7.images",
        f"{SCORER}.env.SURPRISAL_APPLICATION_ID": "line-7", f"{SCORER}.env.SURPRISAL_IMAGES_TOPIC": "line-7.images", f"{SCORER}.env.SURPRISAL_PARTITIONS": "12",
    }),
    (KEDA | {"keda.maxReplicas": 3}, {"scaled.spec.maxReplicaCount": 3}),
    (STRIMZI | {"scorer.partitions": 8, "topics.strimzi.config": {"retention.ms": 604800000}}, {
        "images.spec.topicName": "images", "images.spec.partitions": 8, "images.spec.replicas": 3, "images.metadata.labels.strimzi%io/cluster": "factory",
        "images.spec.config.retention%ms": 604800000, "images.spec.config.message%timestamp%type": ABSENT,
        "rejected.spec.config.message%timestamp%type": "LogAppendTime",
        f"{SCORER}.env.SURPRISAL_CREATE_TOPICS": "false",
        "alerts": ABSENT, "labels": ABSENT, "shadow": ABSENT,
    }),
    (STRIMZI | {"scorer.measurePrecision": True, "scorer.topics.labels": "line-7.labels", "scorer.partitions": 8}, {
        "labels.spec.topicName": "line-7.labels", "labels.spec.partitions": 1, "labels.spec.config.cleanup%policy": "compact",
        "labels.spec.config.message%timestamp%type": "LogAppendTime", "labels.spec.config.max%message%bytes": ABSENT,
        f"{SCORER}.env.SURPRISAL_MEASURE_PRECISION": "true", f"{SCORER}.env.SURPRISAL_LABELS_TOPIC": "line-7.labels",
    }),
    (STRIMZI | {"scorer.alerts.enabled": True, "scorer.topics.alerts": "line-7.alerts"}, {
        "alerts.spec.topicName": "line-7.alerts", "alerts.spec.config.message%timestamp%type": "LogAppendTime",
        "alerts.spec.config.max%message%bytes": 16842752,
    }),
    (TRAIN | {"model.path": "digits", "trainer.args": ["--seed=1"], "trainer.data.path": "line-7"}, {
        f"{TRAINER}.args": ["train", "--data=/data/line-7", "--out=/model/digits", "--preset=best", "--seed=1"],
        f"{TRAINER}.image": "surprisal-trainer:0.1.0-SNAPSHOT",
        f"{TRAINER}.volumeMounts.0": {"name": "model", "mountPath": "/model"},
        "trainer.spec.backoffLimit": 1,
        f"{POD}.initContainers.0.env.SURPRISAL_MODEL": "/model/digits",
        "trainer.spec.template.spec.restartPolicy": "Never",
    }),
    # Each run writes into a folder of its own, so that none is overwritten that is in use.
    (TRAIN | {"trainer.schedule": "0 2 * * 0", "model.path": "digits"}, {
        "cronjob.spec.schedule": "0 2 * * 0", "cronjob.spec.concurrencyPolicy": "Forbid",
        "cronjob.spec.jobTemplate.spec.template.spec.containers.0.args.2": "--out=/model/$(JOB_NAME)",
        f"{SCORER}.env.SURPRISAL_MODEL": "/model/digits",
        f"{POD}.initContainers": ABSENT,
    }),
    # Nobody waits for a bundle that is not meant for the scorers.
    (TRAIN | {"trainer.out": "next"}, {f"{TRAINER}.args.2": "--out=/model/next", f"{POD}.initContainers": ABSENT}),
    (TRAIN | {"networkPolicy.enabled": True}, {"policy-trainer.spec": {
        "podSelector": {"matchLabels": {
            "app.kubernetes.io/name": "surprisal", "app.kubernetes.io/instance": "surprisal", "app.kubernetes.io/component": "trainer",
        }},
        "policyTypes": ["Ingress", "Egress"],
    }}),
    ({"serviceAccount.create": False}, {f"{POD}.serviceAccountName": "default", "account": ABSENT}),
    ({"fullnameOverride": "line-7", "extraManifests": [{"kind": "ConfigMap", "metadata": {"name": "{{ include \"surprisal.fullname\" . }}-x"}}]}, {
        "extra.metadata.name": "line-7-x",
    }),
]
NAMES |= {"policy-trainer": ("NetworkPolicy", "surprisal-trainer"), "extra": ("ConfigMap", "line-7-x")}

# The values that are set, and the words of the refusal.
REFUSED = [
    ({"scorer.replica": 3}, "additional properties 'replica' not allowed"),
    ({"security.runAsUser": 0}, "minimum: got 0, want 1"),
    ({"keda.minReplicas": 0}, "minimum: got 0, want 1"),
    ({"scorer.terminationGracePeriodSeconds": 10}, "minimum: got 10, want 20"),
    ({"kafka.bootstrapServers": ""}, "/kafka/bootstrapServers"),
    ({"scorer.resources.limits.memory": "500Mi"}, "expected at least 128Mi above scorer.nonHeapMemory (384Mi), got 500Mi"),
    ({"scorer.settings": {"partitions": 8}}, "partitions is set by a value of its own"),
    ({"scorer.settings": {"alerts": True}}, "alerts is set by a value of its own"),
    ({"scorer.alerts": {"maxSources": 0}}, "minimum: got 0, want 1"),
    ({"scorer.alerts": {"driftImages": 1}}, "/scorer/alerts/driftImages': 'not' failed"),
    ({"scorer.alerts": {"driftImages": 457}}, "/scorer/alerts/driftImages': 'not' failed"),
    ({"scorer.alerts": {"falseAlertsPerWeek": 0}}, "exclusiveMinimum: got 0, want 0"),
    ({"metrics.podMonitor.enabled": True, "metrics.serviceMonitor.enabled": True}, "expected podMonitor or serviceMonitor, got both"),
    ({"metrics.serviceMonitor.enabled": True, "service.enabled": False}, "expected service.enabled"),
    ({"metrics.prometheusRule.enabled": True, "metrics.links.grafana": "https://g"}, "metrics.links.runbooks: expected the address"),
    ({"metrics.dashboards.enabled": True, "metrics.links.runbooks": "https://r"}, "metrics.links.grafana: expected the address"),
    ({"model.claim.name": ""}, "model.claim.name: expected a name"),
    ({"model.source": "image"}, "model.image.reference: expected an image"),
    ({"model.source": "volume"}, "model.volume: expected a volume source"),
    (TRAIN | {"model.source": "image", "model.image.reference": "x"}, "trainer: expected model.source claim"),
    ({"topics.strimzi.enabled": True}, "topics.strimzi.cluster: expected the name"),
]


def as_arguments(values):
    return [argument for path, value in values.items() for argument in ("--set-json", f"{path}={json.dumps(value)}")]


def at(objects, place):
    """What stands at a place; a percent sign is a dot within a key, and the environment is looked up by name."""
    first, *keys = place.split(".")
    name = NAMES[first]
    value = objects.get(name) if isinstance(name, tuple) else next((one for (kind, _), one in objects.items() if kind == name), None)
    for key in keys:
        if isinstance(value, list) and not key.isdigit():
            value = {one["name"]: one.get("value") for one in value}
        value = value[int(key)] if isinstance(value, list) else (value or {}).get(key.replace("%", "."))
    return value


def of_values(top, tools):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        rendered = pool.map(lambda values: render(top, tools, *as_arguments(values)), [values for values, _ in RENDERED])
        refused = pool.map(lambda values: helm(top, tools, "template", "surprisal", CHART, *as_arguments(values)), [values for values, _ in REFUSED])
    for (values, expected), objects in zip(RENDERED, rendered):
        for place, wanted in expected.items():
            if at(objects, place) != wanted:
                yield f"{values}: {place}: expected {wanted}, got {at(objects, place)}"
    for (values, words), run in zip(REFUSED, refused):
        if run.returncode == 0 or words not in run.stderr:
            yield f"{values}: expected a refusal with the words '{words}', got: {run.stderr.strip() or 'none'}"


def of_links(top, tools):
    """Rules and dashboards are those that deploy/links writes for the same addresses."""
    switches = {"metrics.prometheusRule.enabled": True, "metrics.dashboards.enabled": True}
    objects = render(top, tools, *as_arguments(LINKS | switches))
    with tempfile.TemporaryDirectory() as folder:
        addresses = ["--runbooks", LINKS["metrics.links.runbooks"], "--grafana", LINKS["metrics.links.grafana"]]
        subprocess.run([top / "deploy/links", *addresses, folder], check=True)
        rules, boards = (sorted(pathlib.Path(folder, kind).iterdir()) for kind in ("rules", "dashboards"))
        if not rules or not boards:
            yield "deploy/links writes no rules or no dashboards"
        for path in rules:
            if objects[("PrometheusRule", f"surprisal-{path.stem}")]["spec"] != yaml.safe_load(path.read_text()):
                yield f"PrometheusRule {path.stem}: not what deploy/links writes"
        for path in boards:
            board = objects[("ConfigMap", f"surprisal-dashboard-{path.stem}")]
            if board["metadata"]["labels"]["grafana_dashboard"] != "1" or board["data"] != {f"surprisal-{path.name}": path.read_text(encoding="utf-8")}:
                yield f"ConfigMap {path.stem}: not what deploy/links writes, or without its label"


def of_programs(top, tools):
    """Numbers that the programs have too."""
    source = (top / "streams-app/src/main/java/dev/surprisal/stream/kafka/Topics.java").read_text()
    megabytes = int(re.search(r"LARGEST_IMAGE = (\d+) << 20;", source)[1])
    kilobytes = int(re.search(r"LARGEST_OUTPUT = LARGEST_IMAGE \+ \((\d+) << 10\);", source)[1])
    objects = render(top, tools, *as_arguments(STRIMZI))
    for topic, size in (("images", megabytes << 20), ("rejected", (megabytes << 20) + (kilobytes << 10))):
        if at(objects, f"{topic}.spec.config.max%message%bytes") != size:
            yield f"the topic {topic}: expected {size} bytes as in Topics.java, got {at(objects, f'{topic}.spec.config.max%message%bytes')}"
    defaults = dict(re.findall(r"^\| `--([a-z-]+)` \| `(.*?)` \|", (top / "README.md").read_text(encoding="utf-8"), re.M))
    objects = render(top, tools, *as_arguments({"scorer.alerts.enabled": True}))
    for option in ("alerts-topic", "false-alerts-per-week", "images-per-second", "silent-after", "max-sources"):
        got = at(objects, f"{SCORER}.env.SURPRISAL_{option.upper().replace('-', '_')}")
        if got != defaults[option].removesuffix(".0"):
            yield f"scorer.alerts: expected the default {defaults[option]} of --{option}, got {got}"
    options = set(re.findall(r'^ENV JAVA_OPTS="(.*)"', (top / "deploy/Dockerfile").read_text(), re.M))
    if options != {"-XX:+ExitOnOutOfMemoryError"}:
        yield f"deploy/Dockerfile: the chart repeats -XX:+ExitOnOutOfMemoryError, the images have {options}"


def of_names(top, tools):
    """The longest release name that Helm takes, and changed Jobs, which are others."""
    for schedule in ("", "0 2 * * 0"):
        values = TRAIN | STRIMZI | KEDA | {"trainer.schedule": schedule, "networkPolicy.enabled": True}
        for kind, name in render(top, tools, *as_arguments(values), release="a" * 53):
            if len(name) > (52 if kind == "CronJob" else 63):
                yield f"{kind} {name}: the name is too long"
    jobs = {name for seed in (1, 2) for kind, name in render(top, tools, *as_arguments(TRAIN | {"trainer.args": [f"--seed={seed}"]})) if kind == "Job"}
    if len(jobs) != 2:
        yield f"a Job cannot be changed, yet two have the same name: {jobs}"


def of_schema(top, _):
    """Whatever has named fields takes no others."""
    open_ones = []

    def walk(schema, path):
        if "properties" in schema and schema.get("additionalProperties") is not False:
            open_ones.append(path)
        for name, below in schema.items():
            if isinstance(below, dict):
                walk(below, f"{path}/{name}")

    walk(json.loads((top / CHART / "values.schema.json").read_text()), "")
    yield from (f"values.schema.json: {path} takes unknown fields" for path in open_ones)


def of_guide(top, tools):
    """The commands of docs/kubernetes.md can be rendered, and the values that it and the runbooks name exist."""
    text = (top / "docs/kubernetes.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"```bash\n(.*?)```", text, re.S)).replace("\\\n", " ")
    commands = [shlex.split(line) for line in blocks.splitlines() if re.match(r"helm (install|upgrade) ", line)]
    if len(commands) < 5:
        yield f"docs/kubernetes.md: expected commands that install and upgrade, found {len(commands)}"
    for _, _, *arguments in commands:
        run = helm(top, tools, "template", *[argument for argument in arguments if argument != "--reset-then-reuse-values"])
        if run.returncode:
            yield f"docs/kubernetes.md: {shlex.join(arguments)}: {run.stderr.strip()}"
    values = yaml.safe_load((top / CHART / "values.yaml").read_text(encoding="utf-8"))
    for path in [top / "docs/kubernetes.md", *sorted((top / "docs/runbooks").glob("*.md"))]:
        for name in re.findall(rf"`((?:{'|'.join(values)})\.[\w.]+)", path.read_text(encoding="utf-8")):
            below = values
            for key in name.split("."):
                below = below[key] if isinstance(below, dict) and key in below else "unknown"
            if below == "unknown":
                yield f"{path.relative_to(top)}: {name} is no value of the chart"


def of_notes(top, tools):
    run = helm(top, tools, "install", "surprisal", CHART, "--dry-run=client", "--set", "scorer.replicas=6,metrics.annotations=false")
    for words in ("6 pods share 4 partitions: 2 will have nothing to do", "Nothing tells Prometheus", "claim surprisal-model, which this release does not create"):
        if words not in run.stdout:
            yield f"NOTES.txt: expected the words '{words}', got: {run.stdout[-600:]}{run.stderr}"


def main():
    top, tools = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    tests = [of_values, of_links, of_programs, of_names, of_schema, of_guide, of_notes]
    problems = [problem for test in tests if test.__name__ in (sys.argv[3:] or test.__name__) for problem in test(top, tools)]
    if problems:
        print(*problems, sep="\n")
        sys.exit(1)
    print(f"deploy/check: the chart renders {len(RENDERED)} settings as expected and refuses {len(REFUSED)}")


if __name__ == "__main__":
    main()
