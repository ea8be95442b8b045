"""Renders the Helm chart with each file of deploy/helm/values and checks what Kubernetes would accept in silence.

    check_chart.py TOP_FOLDER TOOLS_FOLDER [NAME…]

TOOLS_FOLDER is what deploy/chart-tools prints; the names are those of files of values, all without any.
"""

import json
import pathlib
import re
import subprocess
import sys

import yaml

CHART = "deploy/helm/surprisal"
# Read by the launcher, and by no command.
OF_LAUNCHER = {"SURPRISAL_CONFIG", "SURPRISAL_HEAP"}


def helm(top, tools, *arguments):
    return subprocess.run([f"{tools}/helm", *arguments], cwd=top, capture_output=True, text=True)


def render(top, tools, *arguments, release="surprisal"):
    """The objects of a release, by kind and name."""
    run = helm(top, tools, "template", release, CHART, *arguments)
    if run.returncode:
        raise ValueError(run.stderr.strip())
    # The same as safe_load_all, in C: the dashboards make a rendering long.
    objects = [rendered for rendered in yaml.load_all(run.stdout, Loader=yaml.CSafeLoader) if rendered]
    named = {(rendered["kind"], rendered["metadata"]["name"]): rendered for rendered in objects}
    if len(named) < len(objects):
        raise ValueError("two objects have one name")
    return named


def pod_templates(objects):
    """The pods that the objects make, by component."""
    for (kind, name), rendered in objects.items():
        spec = rendered.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            yield f"{kind} {name}", template


def selectors(objects):
    """Who selects pods, by which labels."""
    for (kind, name), rendered in objects.items():
        spec = rendered.get("spec", {})
        if kind in ("Deployment", "PodDisruptionBudget", "PodMonitor"):
            yield f"{kind} {name}", spec["selector"]["matchLabels"]
        if kind == "NetworkPolicy":
            yield f"{kind} {name}", spec["podSelector"]["matchLabels"]
        if kind == "Service":
            yield f"{kind} {name}", spec["selector"]
        if kind == "Deployment":
            for spread in spec["template"]["spec"].get("topologySpreadConstraints", []):
                yield f"{kind} {name}: topologySpreadConstraints", spread["labelSelector"]["matchLabels"]


def finds(selector, labels):
    return selector.items() <= labels.items()


def of_selectors(objects):
    """Each selector finds the pods of its own component and no others."""
    pods = [template["metadata"]["labels"] for _, template in pod_templates(objects)]
    for who, selector in selectors(objects):
        found = {labels["app.kubernetes.io/component"] for labels in pods if finds(selector, labels)}
        component = "trainer" if who.endswith("-trainer") else "scorer"
        if found != {component}:
            yield f"{who}: the selector finds the pods of {sorted(found) or 'nobody'}, expected those of the {component}"
    services = [rendered["metadata"]["labels"] for (kind, _), rendered in objects.items() if kind == "Service"]
    for (kind, name), rendered in objects.items():
        if kind == "ServiceMonitor" and not any(finds(rendered["spec"]["selector"]["matchLabels"], labels) for labels in services):
            yield f"{kind} {name}: the selector finds no service"
        if kind == "ScaledObject":
            target = rendered["spec"]["scaleTargetRef"]
            if (target["kind"], target["name"]) not in objects:
                yield f"{kind} {name}: scales {target['name']}, which does not exist"


def of_ports(objects, paths):
    """Probes, services, monitors and policies name the port on which the scorer listens, probes and monitors its paths."""
    scorer = next(template for who, template in pod_templates(objects) if who.startswith("Deployment"))["spec"]["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in scorer["ports"]}
    variables = {variable["name"]: variable.get("value") for variable in scorer["env"]}
    if [variables["SURPRISAL_HTTP_PORT"]] != [str(port) for port in ports.values()]:
        yield f"the scorer listens on {variables['SURPRISAL_HTTP_PORT']}, its container has {ports}"
    known = {*ports, *ports.values()}
    asked = [(probe, scorer[probe]["httpGet"]["port"], scorer[probe]["httpGet"]["path"]) for probe in scorer if probe.endswith("Probe")]
    for (kind, name), rendered in objects.items():
        spec = rendered.get("spec", {})
        for endpoint in spec.get("podMetricsEndpoints", []) + spec.get("endpoints", []):
            asked.append((f"{kind} {name}", endpoint["port"], endpoint["path"]))
        if kind == "Service":
            asked += [(f"{kind} {name}", port["targetPort"], None) for port in spec["ports"]]
        if kind == "NetworkPolicy":
            asked += [(f"{kind} {name}", port["port"], None) for rule in spec.get("ingress", []) for port in rule["ports"]]
    for who, port, path in asked:
        if port not in known:
            yield f"{who}: the scorer has no port {port}, only {ports}"
        if path and path not in paths:
            yield f"{who}: the scorer does not answer at {path}, only at {sorted(paths)}"


def of_security(objects, user):
    """What the Pod Security Standard "restricted" asks for, and a root file system that is read-only."""
    for who, template in pod_templates(objects):
        pod, spec = template["spec"].get("securityContext", {}), template["spec"]
        if pod.get("runAsNonRoot") is not True or pod.get("runAsUser") in (0, "0"):
            yield f"{who}: runs as root"
        if pod.get("runAsUser", user) != user:
            yield f"{who}: runs as user {pod['runAsUser']}, the image's is {user}"
        if pod.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{who}: has no seccomp profile"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{who}: gets the service account's token"
        if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")) or any("hostPath" in volume for volume in spec["volumes"]):
            yield f"{who}: shares something with its node"
        volumes = {volume["name"] for volume in spec["volumes"]}
        for container in spec["containers"] + spec.get("initContainers", []):
            context = container.get("securityContext", {})
            if context.get("allowPrivilegeEscalation") is not False or context.get("capabilities") != {"drop": ["ALL"]}:
                yield f"{who}: can gain privileges"
            if context.get("readOnlyRootFilesystem") is not True:
                yield f"{who}: can write to its root file system"
        if {mount["name"] for mount in spec["containers"][0]["volumeMounts"]} != volumes:
            yield f"{who}: mounts other volumes than it has"


def of_settings(objects, options):
    for who, template in pod_templates(objects):
        for variable in template["spec"]["containers"][0]["env"]:
            name = variable["name"]
            if name.startswith("SURPRISAL_") and name not in OF_LAUNCHER and name not in options:
                yield f"{who}: {name} is no setting of the scorer"


def image_users(top):
    """The users that the Dockerfile's images run as."""
    return re.findall(r"^USER (\S+)", (top / "deploy/Dockerfile").read_text(), re.M) or ["root"]


def main():
    top, tools = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    paths = set(re.findall(r'"(/(?:metrics|health/\w+))"', (top / "streams-app/src/main/java/dev/surprisal/stream/http/HttpEndpoints.java").read_text()))
    options = {"SURPRISAL_" + option.upper().replace("-", "_") for option in re.findall(r"^\| `--([a-z-]+)` \|", (top / "README.md").read_text(), re.M)}
    problems, everything = [], []
    users = image_users(top)
    for user in users:
        if not user.isdigit() or int(user) == 0:
            problems.append(f"deploy/Dockerfile: expected a user by number, not root, got USER {user}")
    for values in sorted((top / "deploy/helm/values").glob("*.yaml")):
        if sys.argv[3:] and values.stem not in sys.argv[3:]:
            continue
        lint = helm(top, tools, "lint", "--strict", CHART, "--values", str(values.resolve()))
        if lint.returncode:
            problems.append(f"{values.name}: {(lint.stdout + lint.stderr).strip()}")
            continue
        try:
            objects = render(top, tools, "--values", str(values.resolve()))
        except ValueError as e:
            problems.append(f"{values.name}: {e}")
            continue
        everything += objects.values()
        found = [
            *of_selectors(objects),
            *of_ports(objects, paths),
            *of_security(objects, int(users[0]) if users[0].isdigit() else users[0]),
            *of_settings(objects, options),
        ]
        problems += [f"{values.name}: {problem}" for problem in found]
    strict = subprocess.run(["node", str(top / "deploy/helm/validate.js"), str(tools)], input=json.dumps(everything), capture_output=True, text=True)
    if strict.returncode:
        problems.append(strict.stderr.strip())
    if problems:
        print(*dict.fromkeys(problems), sep="\n")
        sys.exit(1)
    print(f"deploy/check: {len(everything)} objects of the chart are of the form that Kubernetes and its operators know")


if __name__ == "__main__":
    main()
