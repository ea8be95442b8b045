"""Makes what waits for minutes and hours wait for seconds: each minute of a rule's waits and windows becomes a second."""

import re

FASTER = 60
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
WAITS = ("for", "keep_firing_for", "group_wait", "group_interval", "repeat_interval")


def shorter(duration):
    """A duration such as 15m, divided by FASTER."""
    found = re.fullmatch(r"(\d+)([smhd])", duration)
    return f"{int(found.group(1)) * SECONDS[found.group(2)] * 1000 // FASTER}ms"


def _windows(expression):
    """The windows and offsets of an expression, such as [5m], [15m:1m] and offset 1h. Thresholds stay."""
    return re.sub(r"\[[^\]]+\]|\boffset \w+", lambda window: re.sub(r"\d+[smhd]", lambda one: shorter(one.group()), window.group()), expression)


def faster(node):
    """Rules or Alertmanager's configuration, as read from YAML."""
    if isinstance(node, list):
        return [faster(one) for one in node]
    if not isinstance(node, dict):
        return node
    changed = {}
    for key, value in node.items():
        if key in WAITS:
            changed[key] = shorter(value)
        elif key == "expr":
            changed[key] = _windows(value)
        else:
            changed[key] = faster(value)
    return changed
