"""What the dashboards are made of: queries that the variables narrow, panels, and a dashboard that lays them out."""

# Okabe and Ito's palette, which people with any colour vision can tell apart.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#999999"

# Where the runbooks are; deploy/links puts another address here. This one is the compose file's.
RUNBOOKS = "http://localhost:9090/user"

# Of an axis; the second is linear up to 1 on both sides of 0.
LOGARITHMIC = {"type": "log", "log": 10}
LOGARITHMIC_BEYOND_1 = {"type": "symlog", "log": 10, "linearThreshold": 1}

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24
SELECTED = 'namespace=~"$namespace",job=~"$job",instance=~"$instance"'
# Also keeps to scorers what every program on a JVM exposes.
OF_MODEL = f'and on (namespace, job, instance) surprisal_model_info{{{SELECTED},model=~"$model"}}'


def gauge(metric, **labels):
    """The selected scorers' values; a label's value is a regular expression."""
    matchers = SELECTED + "".join(f',{label}=~"{value}"' for label, value in labels.items())
    return f"({metric}{{{matchers}}} {OF_MODEL})"


def rate(metric, function="rate", **labels):
    """The selected scorers' counters, per second."""
    matchers = SELECTED + "".join(f',{label}=~"{value}"' for label, value in labels.items())
    return f"({function}({metric}{{{matchers}}}[$__rate_interval]) {OF_MODEL})"


def quantile(q, histogram):
    return f"histogram_quantile({q}, sum by (le) {rate(histogram + '_bucket')})"


class Query:
    """One query of a panel and how its series look."""

    def __init__(self, expression, legend="", color=None, dashed=False, table=False, band_to=None, by=None, exemplars=False):
        self.expression, self.legend, self.table, self.exemplars = expression, legend, table, exemplars
        self.color, self.dashed, self.band_to, self.by = color, dashed, band_to, by

    def target(self, ref):
        return {
            "refId": ref,
            "datasource": SOURCE,
            "editorMode": "code",
            "expr": self.expression,
            "legendFormat": self.legend,
            "instant": self.table,
            "range": not self.table,
            **({"format": "table"} if self.table else {}),
            **({"exemplar": True} if self.exemplars else {}),
        }

    def override(self):
        """The series' own look, found by its legend."""
        properties = []
        if self.color:
            properties.append({"id": "color", "value": {"mode": "fixed", "fixedColor": self.color}})
        if self.dashed:
            properties.append({"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [8, 8]}})
        if self.band_to:
            properties.append({"id": "custom.fillBelowTo", "value": self.band_to})
            properties.append({"id": "custom.fillOpacity", "value": 15})
        return {"matcher": {"id": "byName", "options": self.legend}, "properties": properties} if properties else None


def link(title, kind, url="", tags=(), keep=False, blank=False):
    """keep: time and variables go along."""
    return {
        "title": title, "type": kind, "url": url, "tags": list(tags), "asDropdown": False, "includeVars": keep, "keepTime": keep,
        "targetBlank": blank, "icon": "dashboard" if kind == "dashboards" else "doc", "tooltip": "",
    }


def thresholds(*steps):
    """Blue up to the first bound, then each bound's colour."""
    return {"mode": "absolute", "steps": [{"color": BLUE, "value": None}] + [{"color": c, "value": v} for v, c in steps]}


def panel(kind, title, description, queries, width, unit=None, *, runbook, steps=(), options=None, custom=None, **more):
    """One panel; runbook is the name of the alert that it explains."""
    defaults = {"thresholds": thresholds(*steps), "custom": custom or {}}
    if unit:
        defaults["unit"] = unit
    for name in ("min", "max", "decimals", "noValue", "mappings", "color"):
        if name in more:
            defaults[name] = more.pop(name)
    overrides = [o for o in (query.override() for query in queries) if o] + more.pop("overrides", [])
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": SOURCE,
        "links": [link(f"Runbook: {runbook}", "link", f"${{runbooks}}/{runbook}.md", blank=True)],
        "gridPos": {"w": width},
        "fieldConfig": {"defaults": defaults, "overrides": overrides},
        "options": options or {},
        "targets": [query.target(chr(ord("A") + i)) for i, query in enumerate(queries)],
        **more,
    }


def stat(title, description, expression, unit, width=4, steps=(), **more):
    options = {
        "reduceOptions": {"values": False, "calcs": ["lastNotNull"], "fields": ""},
        "colorMode": "value",
        # The panels below show how it came about; a curve behind the figure makes it hard to read.
        "graphMode": "none",
        "textMode": "auto",
        "justifyMode": "auto",
        "orientation": "auto",
        "wideLayout": True,
        "showPercentChange": False,
        "percentChangeColorMode": "standard",
    }
    color = {"color": {"mode": "thresholds"}}
    return panel("stat", title, description, [Query(expression, title)], width, unit, steps=steps, options=options, **color, **more)


def lines(title, description, queries, unit, width=8, steps=(), **more):
    """rare: counts that are 0 when all is well, for which Grafana would draw an axis up to 100."""
    custom = {
        "drawStyle": "line",
        "lineWidth": 2,
        "fillOpacity": 0,
        "showPoints": "never",
        "spanNulls": False,
        "thresholdsStyle": {"mode": "line" if steps else "off"},
        "scaleDistribution": more.pop("scale", {"type": "linear"}),
        **({"axisSoftMax": 1} if more.pop("rare", False) else {}),
    }
    options = {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    # By their order rather than by their names, whose colours may be nearly the same.
    color = {"color": {"mode": "palette-classic"}}
    return panel("timeseries", title, description, queries, width, unit, steps=steps, options=options, custom=custom, **color, **more)


def table(title, description, query, columns, width, **more):
    """The labels of a query's answer; columns: label to heading, in their order. Digests get what room there is."""
    hidden = {"Time": True, "Value": "Value" not in columns}
    organize = {
        "excludeByName": {name: True for name, gone in hidden.items() if gone},
        "indexByName": {name: i for i, name in enumerate(columns)},
        "renameByName": columns,
    }
    options = {"showHeader": True, "frameIndex": 0, "cellHeight": "sm", "footer": {"show": False, "reducer": ["sum"]}}
    narrow = [
        {"matcher": {"id": "byName", "options": heading}, "properties": [{"id": "custom.width", "value": 110}]}
        for label, heading in columns.items() if "digest" in columns and label != "digest"
    ]
    return panel(
        "table", title, description, [Query(query, table=True)], width, options=options, overrides=narrow + more.pop("overrides", []),
        transformations=[{"id": "organize", "options": organize}], **more,
    )


def variable(name, label, source):
    query = {"qryType": 1, "query": source, "refId": "PrometheusVariableQueryEditor-VariableQuery"}
    everything = {"selected": True, "text": ["All"], "value": ["$__all"]}
    return {
        "name": name, "label": label, "type": "query", "datasource": SOURCE, "query": query, "refresh": 2,
        "includeAll": True, "allValue": ".*", "multi": True, "sort": 1, "current": everything, "hide": 0, "options": [], "regex": "",
        "skipUrlSync": False,
    }


def variables():
    info = "label_values(surprisal_model_info{%s}, %s)"
    return [
        {
            "name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "refresh": 1, "includeAll": False,
            "multi": False, "hide": 0, "options": [], "regex": "", "skipUrlSync": False,
        },
        variable("namespace", "Namespace", info % ("", "namespace")),
        variable("job", "Job", info % ('namespace=~"$namespace"', "job")),
        variable("model", "Model", info % ('namespace=~"$namespace",job=~"$job"', "model")),
        variable("instance", "Instance", info % ('namespace=~"$namespace",job=~"$job",model=~"$model"', "instance")),
        {"name": "runbooks", "label": "Runbooks", "type": "constant", "query": RUNBOOKS, "hide": 2, "skipUrlSync": True},
    ]


def annotation(name, color, expression, title, enabled=True):
    return {
        "name": name, "datasource": SOURCE, "enable": enabled, "hide": False, "iconColor": color, "expr": expression,
        "step": "60s", "titleFormat": title, "textFormat": "{{job}} {{instance}}", "tagKeys": "job,instance", "useValueForTime": False,
    }


def annotations():
    digests = f"max by (namespace, job, instance, model, digest) (surprisal_model_info{{{SELECTED}}})"
    before = f"max by (namespace, job, instance, model, digest) (last_over_time(surprisal_model_info{{{SELECTED}}}[1h] offset 1m))"
    candidates = f"max by (namespace, job, instance, model, digest) (surprisal_candidate_info{{{SELECTED}}})"
    earlier = f"max by (namespace, job, instance, model, digest) (last_over_time(surprisal_candidate_info{{{SELECTED}}}[1h] offset 1m))"
    minute_ago = f"max by (namespace, job, instance, model, digest) (surprisal_candidate_info{{{SELECTED}}} offset 1m)"
    restarts = f"changes(process_start_time_seconds{{{SELECTED}}}[2m]) > 0 {OF_MODEL}"
    firing = 'ALERTS{alertname=~"Surprisal.+",alertstate="firing",namespace=~"$namespace",job=~"$job"}'
    return [
        annotation("Model changes", PURPLE, f"{digests} unless {before}", "Model {{model}} {{digest}}"),
        annotation("Candidates begun", BLUE, f"{candidates} unless {earlier}", "Candidate {{model}} {{digest}}"),
        annotation("Candidates ended", SKY, f"({minute_ago} unless {candidates}) {OF_MODEL}", "No longer the candidate: {{model}} {{digest}}"),
        annotation("Restarts", GREY, restarts, "Restart"),
        annotation("Firing alerts", RED, firing, "{{alertname}} ({{severity}})"),
    ]


def laid_out(rows):
    """Panels in rows of WIDTH columns, each row below a heading; ids count from 1 as they are read."""
    placed, y = [], 0
    for heading, height, drawn in rows:
        placed.append({"type": "row", "title": heading, "collapsed": False, "panels": [], "gridPos": {"h": 1, "w": WIDTH, "x": 0, "y": y}})
        x, y = 0, y + 1
        for one in drawn:
            w = one["gridPos"]["w"]
            if x + w > WIDTH:
                x, y = 0, y + height
            placed.append({**one, "gridPos": {"h": height, "w": w, "x": x, "y": y}})
            x += w
        y += height
    return [{"id": i, **one} for i, one in enumerate(placed, 1)]


def dashboard(uid, title, description, rows):
    """uid never changes: links and bookmarks hold it."""
    return {
        "uid": uid, "title": title, "description": description, "tags": ["surprisal"], "schemaVersion": 39, "version": 1, "editable": True,
        "graphTooltip": 1, "time": {"from": "now-1h", "to": "now"}, "refresh": "30s", "timezone": "browser", "fiscalYearStartMonth": 0,
        "weekStart": "", "liveNow": False, "timepicker": {}, "links": [link("Surprisal", "dashboards", tags=["surprisal"], keep=True)], "annotations": {"list": annotations()},
        "templating": {"list": variables()}, "panels": laid_out(rows),
    }
