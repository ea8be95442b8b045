"""The first page on call: is it up, does it keep up, does it keep its promise."""

from board import BLUE, GREEN, GREY, LOGARITHMIC, ORANGE, PURPLE, RED, SELECTED, SKY, Query, dashboard, gauge, lines, quantile, rate, stat, table

FIRING = 'ALERTS{alertname=~"Surprisal.+",alertstate="firing",namespace=~"$namespace",job=~"$job"}'
IMAGES = f"sum({rate('surprisal_images_total')})"
ANOMALOUS = f"sum({rate('surprisal_images_total', 'increase', outcome='anomalous')})"
JUDGED = f"sum({rate('surprisal_images_total', 'increase', outcome='anomalous|normal')})"
TARGET = f"max({gauge('surprisal_false_alarm_rate_target')})"
CALIBRATION = f"min({gauge('surprisal_calibration_images')})"
BAND = f"4 * sqrt({TARGET} * (1 - {TARGET}) * (1 / {JUDGED} + 1 / {CALIBRATION}))"
WAITING = f"sum({gauge('surprisal_waiting_images')})"
LATE = (
    f"1 - sum({rate('surprisal_end_to_end_seconds_bucket', le='10(.0)?')}) / sum({rate('surprisal_end_to_end_seconds_count')})"
)
TO_RUNBOOK = {
    "matcher": {"id": "byName", "options": "Alert"},
    "properties": [{"id": "links", "value": [{
        "title": "Runbook", "url": "${runbooks}/${__value.raw}.md", "targetBlank": True,
    }]}],
}

NOW = [
    stat(
        "Scorers running", "Instances whose Kafka Streams is in state running. None: no image gets a verdict.",
        f"sum({gauge('surprisal_streams_state', state='running')}) or vector(0)", "short", runbook="SurprisalNotScoring",
    ),
    stat(
        "Alerts firing", "Alerts of this product that fire now. The table below has their names and runbooks.",
        f"count({FIRING}) or vector(0)", "short", steps=[(1, RED)], runbook="README",
    ),
    stat("Images per second", "All records that got their verdict or their rejection.", IMAGES, "short", decimals=1, runbook="SurprisalInputSilent"),
    stat(
        "Images that wait", "Images in the scorers' partitions that have no verdict yet.", WAITING, "short",
        runbook="SurprisalStalled",
    ),
    stat(
        "Time to drain", "How long the images that wait take at the present rate, if no more came.",
        f"{WAITING} / {IMAGES}", "s", steps=[(60, ORANGE), (300, RED)], runbook="SurprisalLagGrowing",
    ),
    stat(
        "99 of 100 verdicts within", "From the record's timestamp to the verdict. The promise is 10 s.",
        quantile(0.99, "surprisal_end_to_end_seconds"), "s", steps=[(5, ORANGE), (10, RED)], runbook="SurprisalBehind",
    ),
]

WHAT = [
    table(
        "What fires", "Alerts that fire now; a click on the name opens the runbook.", f"max by (alertname, severity, job, instance) ({FIRING})",
        {"alertname": "Alert", "severity": "Severity", "job": "Job", "instance": "Instance"}, 12, overrides=[TO_RUNBOOK], noValue="No alert fires",
        runbook="README",
    ),
    table(
        "Instances by model", "The model in force on each instance. Two digests in one job: verdicts depend on the partition.",
        f"max by (job, instance, model, preset, digest) ({gauge('surprisal_model_info')})",
        {"job": "Job", "instance": "Instance", "model": "Model", "preset": "Preset", "digest": "Digest"}, 12, runbook="SurprisalModelsDiffer",
    ),
]

KEEPING_UP = [
    lines(
        "Images by outcome", "Records per second: normal, anomalous, or rejected since they are no image.",
        [
            Query(f"sum by (outcome) ({rate('surprisal_images_total', outcome='normal')})", "normal", BLUE),
            Query(f"sum by (outcome) ({rate('surprisal_images_total', outcome='anomalous')})", "anomalous", RED),
            Query(f"sum by (outcome) ({rate('surprisal_images_total', outcome='rejected')})", "rejected", GREY),
        ],
        "short", min=0, runbook="SurprisalInputSilent",
    ),
    lines(
        "Images that wait, by instance", "Images without a verdict in its partitions. Rising for long: more come than are scored.",
        [Query(f"sum by (instance) ({gauge('surprisal_waiting_images')})", "{{instance}}")], "short", min=0,
        runbook="SurprisalLagGrowing",
    ),
    lines(
        "Time to the verdict", "From the record's timestamp to its verdict; the line is the promise of 10 s for 99 of 100. A dot is one record whose "
        "producer sent a trace with it.",
        [
            Query(quantile(0.5, "surprisal_end_to_end_seconds"), "p50", SKY),
            Query(quantile(0.95, "surprisal_end_to_end_seconds"), "p95", BLUE),
            Query(quantile(0.99, "surprisal_end_to_end_seconds"), "p99", ORANGE, exemplars=True),
        ],
        "s", steps=[(10, RED)], scale=LOGARITHMIC, runbook="SurprisalBehind",
    ),
    lines(
        "Late verdicts", "Share of the verdicts that came later than 10 s, and the 1 % that may. Above 14.4 % a month's budget is gone in two days.",
        [Query(LATE, "late", BLUE), Query(f"0 * {IMAGES} + 0.01", "budget", GREY, dashed=True)], "percentunit", min=0, runbook="SurprisalBehind",
    ),
]

KEEPING_UP += [
    lines(
        "Oldest image that waits", "Its age by its timestamp, 0 when none waits. It grows while nothing moves, when the time to the verdict shows nothing.",
        [Query(f"max by (instance) ({gauge('surprisal_waiting_oldest_seconds')})", "{{instance}}")], "s", min=0, steps=[(10, RED)],
        runbook="SurprisalStalled",
    ),
    lines(
        "Time since the last verdict", "Of each instance. It grows while no image comes, too: look at the images that wait.",
        [Query(f"max by (instance) ({gauge('surprisal_verdict_age_seconds')})", "{{instance}}")], "s", min=0, runbook="SurprisalStalled",
    ),
]

PROMISE = [
    lines(
        "Anomalous share and target",
        "Share of the judged images that were called anomalous. Clean images alone stay in the band: four standard deviations of chance "
        "around the target, the images' and the calibration's.",
        [
            Query(f"clamp_max({TARGET} + {BAND}, 1)", "band, upper end", SKY, band_to="band, lower end"),
            Query(f"clamp_min({TARGET} - {BAND}, 0)", "band, lower end", SKY),
            Query(f"{ANOMALOUS} / {JUDGED}", "anomalous", RED),
            Query(TARGET, "target", GREY, dashed=True),
        ],
        "percentunit", min=0, runbook="SurprisalAnomalyRateHigh",
    ),
    lines(
        "Rejected records by reason", "Records that could not be read as images, per second. They are on the rejected topic with their bytes.",
        [Query(f"sum by (reason) ({rate('surprisal_rejected_total')}) > 0", "{{reason}}")], "short", min=0, noValue="none", runbook="SurprisalRejecting",
    ),
    lines(
        "Rejected share", "Share of all records that could not be read as images. The alert fires above 5 %.",
        [Query(f"sum({rate('surprisal_images_total', outcome='rejected')}) / {IMAGES}", "rejected", PURPLE)], "percentunit", steps=[(0.05, RED)], min=0,
        runbook="SurprisalRejecting",
    ),
    lines(
        "Images that were missed", "Offsets that were deleted before they were judged, since the instance's start. Retention is shorter than the wait, or "
        "somebody deletes records or the topic.",
        [Query(f"sum by (instance) ({gauge('surprisal_images_missed_total')})", "{{instance}}")], "short", 12, min=0, steps=[(1, RED)], rare=True,
        runbook="SurprisalImagesMissed",
    ),
    lines(
        "Drift of the scores", "Population stability index of the last 2,000 scores. Below 0.1 is usual, above 0.25 the images are other ones.",
        [Query(f"max by (instance) ({gauge('surprisal_drift_psi')})", "{{instance}}")], "short", 12, min=0, steps=[(0.1, ORANGE), (0.25, RED)],
        runbook="SurprisalDrift",
    ),
]

# By which kind of alert is drawn in which colour.
KINDS = {"anomalous": RED, "silent": GREY, "rejected": PURPLE, "drifted": ORANGE}
WITHOUT_ALERTS = {"min": 0, "noValue": "stream --alerts is not set"}

SOURCES = [
    lines(
        "Sources in trouble", "Sources with an open alert: too many of the last 100 images anomalous, nothing comes, nothing but what is no image, or scores that drift. The "
        "topic of the alerts says which.",
        [Query(f"sum by (kind) ({gauge('surprisal_alerts_open', kind=kind)})", kind, color) for kind, color in KINDS.items()],
        "short", 6, decimals=0, runbook="SurprisalSourceInTrouble", **WITHOUT_ALERTS,
    ),
    lines(
        "Alerts of sources", "Opened within the window, by kind. Each is on the topic of the alerts once when it opens and once when it closes.",
        [Query(f"sum by (kind) ({rate('surprisal_alerts_total', 'increase', kind=kind)})", kind, color) for kind, color in KINDS.items()],
        "short", 6, runbook="SurprisalSourceInTrouble", **WITHOUT_ALERTS,
    ),
    lines(
        "Sources that are followed", "By a record's key or --source-header, in the instance's partitions. At most --max-sources in each partition.",
        [Query(f"sum by (instance) ({gauge('surprisal_sources')})", "{{instance}}")], "short", 6, decimals=0,
        runbook="SurprisalSourcesUnfollowed", **WITHOUT_ALERTS,
    ),
    lines(
        "Records of sources that are not followed", "Per second, of sources beyond --max-sources. They get their verdicts, but no alert.",
        [Query(f"sum by (instance) ({rate('surprisal_sources_unfollowed_records_total')})", "{{instance}}")], "short", 6, steps=[(0.001, RED)], rare=True,
        runbook="SurprisalSourcesUnfollowed", **WITHOUT_ALERTS,
    ),
]

OVERVIEW = dashboard(
    "surprisal-overview", "Surprisal overview", "Is it up, does it keep up, does it keep its promise?",
    [
        ("Now", 4, NOW), ("Who and what", 6, WHAT), ("Does it keep up?", 8, KEEPING_UP), ("Does it keep its promise?", 8, PROMISE),
        ("Which sources are in trouble?", 7, SOURCES),
    ],
)
