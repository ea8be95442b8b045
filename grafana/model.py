"""For those who own the model: what the scores look like beside those of clean images, and since when."""

from board import BLUE, GREEN, GREY, LOGARITHMIC, LOGARITHMIC_BEYOND_1, ORANGE, PURPLE, RED, SKY, Query, dashboard, gauge, lines, panel, quantile, rate, table

REFERENCE = f"max by (le) ({gauge('surprisal_reference_score_cdf')})"
TARGET = f"max({gauge('surprisal_false_alarm_rate_target')})"
SHARES = f"sum by (le) ({rate('surprisal_score_bucket', le='[^+].*')}) / on () group_left () sum({rate('surprisal_score_count')})"
SCORED = f"sum({rate('surprisal_score_count', 'increase')})"
CALIBRATION = f"min({gauge('surprisal_calibration_images')})"
# Kolmogorov and Smirnov's two samples at 1 in 10,000: sqrt(-ln(.0001 / 2) / 2) = 2.23.
USUAL_GAP = f"2.23 * sqrt(1 / {SCORED} + 1 / {CALIBRATION})"

HEATMAP = panel(
    "heatmap", "Scores", "Images by score, higher = stranger. The bucket bounds are quantiles of the clean scores, so that clean images fill the lower "
    "buckets alike; the threshold is drawn in the panel beside it.",
    [Query(f"sum by (le) ({rate('surprisal_score_bucket', 'increase')})", "{{le}}")], 8, runbook="SurprisalDrift",
    custom={"scaleDistribution": {"type": "linear"}, "hideFrom": {"legend": False, "tooltip": False, "viz": False}},
    options={
        "calculate": False,
        "yAxis": {"axisPlacement": "left", "reverse": False, "unit": "short"},
        "rowsFrame": {"layout": "auto"},
        "color": {"mode": "scheme", "scheme": "Cividis", "fill": "dark-orange", "scale": "exponential", "exponent": 0.5, "steps": 64, "reverse": False},
        "cellGap": 1,
        "filterValues": {"le": 1e-9},
        "tooltip": {"mode": "single", "yHistogram": True, "showColorScale": False},
        "legend": {"show": True},
        "exemplars": {"color": RED},
        "showValue": "never",
    },
)
HEATMAP["targets"][0]["format"] = "heatmap"

P_VALUES = panel(
    "trend", "Share of images up to each p-value",
    "Clean images lie on the diagonal. Above it at the left end: more strange images than clean ones alone would give. Above or below it all "
    "along: the clean images are not those of the calibration.",
    [Query(
        f"sum by (le) ({rate('surprisal_p_value_bucket', le='[^+].*')}) / on () group_left () sum({rate('surprisal_p_value_count')})", table=True,
    )],
    8, "percentunit", runbook="SurprisalDrift", min=0, max=1,
    custom={"drawStyle": "line", "lineWidth": 2, "fillOpacity": 0, "showPoints": "auto"},
    options={"xField": "p-value", "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []}, "tooltip": {"mode": "multi", "sort": "none"}},
    transformations=[
        {"id": "convertFieldType", "options": {"conversions": [{"targetField": "le", "destinationType": "number"}], "fields": {}}},
        {"id": "sortBy", "options": {"fields": {}, "sort": [{"field": "le"}]}},
        {"id": "calculateField", "options": {
            "mode": "binary", "alias": "clean images alone", "binary": {"left": "le", "operator": "*", "right": "1"}, "replaceFields": False,
        }},
        {"id": "organize", "options": {"excludeByName": {"Time": True}, "indexByName": {}, "renameByName": {"le": "p-value", "Value": "images"}}},
    ],
    overrides=[
        {"matcher": {"id": "byName", "options": "images"}, "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": BLUE}}]},
        {"matcher": {"id": "byName", "options": "clean images alone"}, "properties": [
            {"id": "color", "value": {"mode": "fixed", "fixedColor": GREY}},
            {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [8, 8]}},
        ]},
    ],
)

SCORES = [
    HEATMAP,
    lines(
        "Scores' quantiles and the threshold", "Median, p90 and p99 of the scores, the clean images' own dashed, and the score from which on an image is "
        "anomalous. The bounds between which they are interpolated are the heatmap's.",
        [
            Query(quantile(0.5, "surprisal_score"), "p50", SKY),
            Query(quantile(0.9, "surprisal_score"), "p90", BLUE),
            Query(quantile(0.99, "surprisal_score"), "p99", ORANGE),
            Query(f"histogram_quantile(0.5, {REFERENCE})", "p50 of clean images", SKY, dashed=True),
            Query(f"histogram_quantile(0.9, {REFERENCE})", "p90 of clean images", BLUE, dashed=True),
            Query(f"histogram_quantile(0.99, {REFERENCE})", "p99 of clean images", ORANGE, dashed=True),
            Query(f"histogram_quantile(scalar(1 - {TARGET}), {REFERENCE})", "threshold", RED),
        ],
        "short", scale=LOGARITHMIC_BEYOND_1, runbook="SurprisalDrift",
    ),
    P_VALUES,
]

DRIFT = [
    lines(
        "P-values' distance from uniform", "Kolmogorov and Smirnov's distance of the last 2,000 p-values from what clean images give. Chance alone stays below 0.05, "
        "the calibration's included, all but once in 10,000.",
        [Query(f"max by (instance) ({gauge('surprisal_p_value_distance')})", "{{instance}}")], "percentunit", 6, min=0, runbook="SurprisalDrift",
    ),
    lines(
        "Drift index", "Population stability index of the last 2,000 scores against the clean ones. Below 0.1 is usual, above 0.25 the images are other ones.",
        [Query(f"max by (instance) ({gauge('surprisal_drift_psi')})", "{{instance}}")], "short", 6, min=0, steps=[(0.1, ORANGE), (0.25, RED)],
        runbook="SurprisalDrift",
    ),
    lines(
        "Largest gap to the calibration's scores", "Kolmogorov and Smirnov's statistic: the largest distance between the distributions of the scores and of the "
        "clean ones. Chance alone stays below the dashed line, all but once in 10,000.",
        [
            Query(f"max(abs({SHARES} - on (le) {REFERENCE}))", "gap", BLUE),
            Query(USUAL_GAP, "chance", GREY, dashed=True),
        ],
        "percentunit", 6, min=0, runbook="SurprisalDrift",
    ),
    lines(
        "Anomalous share by instance", "An instance far above the others has other partitions, and with them other sources.",
        [Query(
            f"sum by (instance) ({rate('surprisal_images_total', outcome='anomalous')})"
            f" / sum by (instance) ({rate('surprisal_images_total', outcome='anomalous|normal')})", "{{instance}}",
        )],
        "percentunit", 6, min=0, runbook="SurprisalAnomalyRateHigh",
    ),
]

TERMS = [
    lines(
        "Reconstruction error", "-log p(x|z) of the images, in nats. Rising: the model redraws them worse.",
        [
            Query(quantile(0.5, "surprisal_reconstruction_nats"), "p50", SKY),
            Query(quantile(0.9, "surprisal_reconstruction_nats"), "p90", BLUE),
            Query(quantile(0.99, "surprisal_reconstruction_nats"), "p99", ORANGE),
        ],
        "short", 6, min=0, runbook="SurprisalDrift",
    ),
    lines(
        "KL divergence", "KL(q(z|x) || p(z)) of the images, in nats. Rising: their codes lie further from those of the prior.",
        [
            Query(quantile(0.5, "surprisal_kl_nats"), "p50", SKY),
            Query(quantile(0.9, "surprisal_kl_nats"), "p90", BLUE),
            Query(quantile(0.99, "surprisal_kl_nats"), "p99", ORANGE),
        ],
        "short", 6, min=0, runbook="SurprisalDrift",
    ),
    lines(
        "Alarms by the term that drove them", "Per second. A term that alarms alone says what kind of strangeness it is; score where the score is a single figure.",
        [Query(f"sum by (term) ({rate('surprisal_alarms_total')})", "{{term}}")], "short", 6, min=0, runbook="SurprisalAnomalyRateHigh",
    ),
    lines(
        "Level of an alarm", "With --control fdr: the p-value up to which the last image alarmed, of the partition where it is lowest. It rises with each "
        "alarm and falls back within some twenty images without one.",
        [Query(f"min by (instance) ({gauge('surprisal_fdr_level')})", "{{instance}}")], "short", 6, scale=LOGARITHMIC,
        noValue="stream --control fdr is not set", runbook="SurprisalAnomalyRateLow",
    ),
]

MODELS = [
    table(
        "Models in force", "Which model judges on which instance.",
        f"max by (job, instance, model, preset, digest) ({gauge('surprisal_model_info')})",
        {"model": "Model", "digest": "Digest", "preset": "Preset", "job": "Job", "instance": "Instance"}, 16, runbook="SurprisalModelsDiffer",
    ),
    lines(
        "Age of the calibration", "Since the model in force was made and calibrated. The older, the further the clean images may have moved from it.",
        [Query(f"max by (instance) ({gauge('surprisal_calibration_age_seconds')})", "{{instance}}")], "s", min=0, runbook="SurprisalDrift",
    ),
]

COMPARED = f"sum({rate('surprisal_shadow_images_total')})"
ALARMED = f"sum({rate('surprisal_shadow_alarms_total')})"
ONLY_CANDIDATE, ONLY_ACTIVE = [f"sum({rate('surprisal_shadow_disagreements_total', kind=kind)})" for kind in ("candidate-alarms", "active-alarms")]
NO_CANDIDATE = "no candidate; models shadow says which one is"

CANDIDATE = [
    table(
        "Candidates", "Which model scores a share of the images beside the one in force, without effect on any verdict.",
        f"max by (job, instance, model, preset, digest) ({gauge('surprisal_candidate_info')})",
        {"model": "Model", "digest": "Digest", "preset": "Preset", "job": "Job", "instance": "Instance"}, 16, runbook="SurprisalModelRefused",
    ),
    lines(
        "Candidate refused or failing", "Instances that cannot use the candidate, and images a second of batches on which it failed. Neither concerns a verdict; the log says why.",
        [
            Query(f"sum({gauge('surprisal_candidate_refused')})", "refused by instances", ORANGE),
            Query(f"sum({rate('surprisal_shadow_failed_images_total')})", "failed images", RED),
        ],
        "short", min=0, rare=True, noValue=NO_CANDIDATE, runbook="SurprisalModelRefused",
    ),
    lines(
        "Alarm rate of candidate and model in force", "Share of the images that the candidate scored which each of the two calls anomalous; dashed, the rate that is set. Its promise is for clean "
        "images: promote no candidate that alarms at far more of them.",
        [
            Query(f"{ALARMED} / {COMPARED}", "candidate", BLUE),
            Query(f"({ALARMED} - {ONLY_CANDIDATE} + {ONLY_ACTIVE}) / {COMPARED}", "in force", ORANGE),
            Query(TARGET, "promised", GREY, dashed=True),
        ],
        "percentunit", min=0, noValue=NO_CANDIDATE, runbook="SurprisalAnomalyRateHigh",
    ),
    lines(
        "Disagreement with the candidate", "Share of the images that the candidate scored on which it differs from the model in force, by how: only it alarms, only the other does, or "
        "it cannot score what the other can.",
        [Query(f"sum by (kind) ({rate('surprisal_shadow_disagreements_total')}) / on () group_left () {COMPARED}", "{{kind}}")], "percentunit", min=0,
        noValue=NO_CANDIDATE, runbook="SurprisalAnomalyRateHigh",
    ),
    lines(
        "Cost of the candidate", "Time of the stream threads for each image that the candidate scored, beside that which the model in force takes to decode and score one.",
        [
            Query(f"sum({rate('surprisal_shadow_scoring_seconds_total')}) / {COMPARED}", "candidate", BLUE),
            Query(f"sum({rate('surprisal_scoring_seconds_sum')}) / sum({rate('surprisal_batch_images_sum')})", "in force", ORANGE),
        ],
        "s", min=0, noValue=NO_CANDIDATE, runbook="SurprisalLagGrowing",
    ),
]

LABELS = [
    lines(
        "Measured precision", "Of each week's alarms that people labelled: the share that they called anomalous, by the last label of each. Falling: the scorer alarms "
        "at what nobody minds.",
        [Query(f"max by (week) ({gauge('surprisal_precision')})", "{{week}}")], "percentunit", 12, min=0, max=1,
        noValue="no labels, or stream --measure-precision is not set", runbook="SurprisalAnomalyRateHigh",
    ),
    lines(
        "Labelled alarms", "Of the last four weeks, by what people called them last. Few labels say little about the share beside.",
        [Query(f"sum by (label) (max by (label, week, source) ({gauge('surprisal_labels')}))", "{{label}}")], "short", 12, min=0, decimals=0,
        noValue="no labels, or stream --measure-precision is not set", runbook="SurprisalAnomalyRateHigh",
    ),
]

MODEL = dashboard(
    "surprisal-model", "Surprisal model and drift", "Are the verdicts to be trusted: scores beside those of clean images, drift, and the models in force.",
    [("Scores", 9, SCORES), ("Drift", 8, DRIFT), ("What the score is made of", 8, TERMS), ("Models", 6, MODELS), ("The candidate", 7, CANDIDATE), ("What people say of the alarms", 6, LABELS)],
)
