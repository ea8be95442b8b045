"""Checks what docker-compose does not ask of deploy/compose.yaml and deploy/Dockerfile.

    check_containers.py TOP_FOLDER

Images are pinned by tag: their digests stand in a registry, which this check does without.
"""

import pathlib
import re
import sys

import yaml

SECRET = re.compile(r"password|secret|token|credential", re.I)
CONDITIONS = ("service_healthy", "service_completed_successfully")


def pinned(image):
    tag = re.fullmatch(r"[^:@]+:([^:@]+)", image)
    return bool(tag) and tag.group(1) != "latest"


def of_service(name, service, services):
    once = service.get("restart") == "no"
    if not once and "test" not in service.get("healthcheck", {}):
        yield f"{name}: has no health check, and is not one that ends"
    if "build" not in service and not pinned(service["image"]):
        yield f"{name}: expected an image with a tag, got {service['image']}"
    for port in service.get("ports", []):
        if not str(port).startswith("127.0.0.1:"):
            yield f"{name}: expected a port of 127.0.0.1, got {port}"
    for variable, value in service.get("environment", {}).items():
        if SECRET.search(variable) and value:
            yield f"{name}: {variable} looks like a secret"
    for needed, wait in dict(service.get("depends_on", {})).items():
        ends = services[needed].get("restart") == "no"
        if wait["condition"] != CONDITIONS[ends]:
            yield f"{name}: expected to wait for {needed} by {CONDITIONS[ends]}, got {wait['condition']}"


def of_topics(top, command):
    """The settings of the topics are those that the scorer gives them."""
    java = (top / "streams-app/src/main/java/dev/surprisal/stream/kafka/Topics.java").read_text()
    images = eval_shift(re.search(r"LARGEST_IMAGE = (\d+ << \d+);", java).group(1))
    outputs = images + eval_shift(re.search(r"LARGEST_OUTPUT = LARGEST_IMAGE \+ \((\d+ << \d+)\);", java).group(1))
    for size in (images, outputs):
        if f"max.message.bytes={size} " not in command.replace("\n", " ").replace("&", " "):
            yield f"topics: expected max.message.bytes={size}, as in Topics.java"


def eval_shift(expression):
    number, bits = map(int, expression.split(" << "))
    return number << bits


def of_dockerfile(top, text):
    defaults = dict(re.findall(r"^ARG (\w+)=(\S+)", text, re.M))
    stages = re.split(r"^(?=FROM )", text, flags=re.M)[1:]
    names = {match.group(1) for match in re.finditer(r"^FROM \S+ AS (\S+)", text, re.M)}
    for stage in stages:
        image = re.sub(r"\$\{(\w+)\}", lambda match: defaults.get(match.group(1), ""), stage.split()[1])
        if image not in names and not pinned(image):
            yield f"Dockerfile: expected a base with a tag, got {image}"
    user, health, bill = {}, {}, {}
    for stage in stages:
        words = stage.splitlines()[0].split()
        name = words[3] if len(words) > 3 else "the last stage"
        users = re.findall(r"^USER (\S+)", stage, re.M)
        user[name] = users[-1] if users else user.get(words[1], "root")
        health[name] = re.findall(r"^HEALTHCHECK ", stage, re.M)
        bill[name] = bill.get(words[1], False) or bool(re.search(r"^COPY \S+ \S*/sbom\.cyclonedx\.json /opt/surprisal/$", stage, re.M))
    for name in ("trainer", "the last stage"):
        if not re.fullmatch(r"[1-9]\d*", user[name]):
            yield f"Dockerfile: {name} runs as {user[name]}, expected a user by number other than 0"
        if not health[name]:
            yield f"Dockerfile: {name} has no HEALTHCHECK"
        if not bill[name]:
            yield f"Dockerfile: {name} has no bill of materials"
    version = re.search(r"<version>([^<]*)</version>", (top / "pom.xml").read_text()).group(1)
    if f"ARG VERSION={version}\n" not in text:
        yield f"Dockerfile: expected ARG VERSION={version}, the POM's"


def problems(top):
    services = yaml.safe_load((top / "deploy/compose.yaml").read_text())["services"]
    for name, service in services.items():
        yield from (f"compose.yaml: {problem}" for problem in of_service(name, service, services))
    yield from (f"compose.yaml: {problem}" for problem in of_topics(top, services["topics"]["command"][-1]))
    yield from of_dockerfile(top, (top / "deploy/Dockerfile").read_text())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit("\n".join(problems(pathlib.Path(sys.argv[1]))) or None)


if __name__ == "__main__":
    main()
