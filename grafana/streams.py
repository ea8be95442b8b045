"""For those who run it: Kafka Streams, its clients, and the JVM."""

from board import BLUE, GREEN, GREY, OF_MODEL, ORANGE, PURPLE, RED, SELECTED, SKY, Query, dashboard, gauge, lines, panel, quantile, rate

STATE = panel(
    "state-timeline", "State of Kafka Streams", "One row per instance and state. Anything but running for minutes: no image of its partitions gets a verdict.",
    [Query(f"{gauge('surprisal_streams_state')} == 1", "{{instance}} {{state}}")], 12, "short", runbook="SurprisalNotScoring",
    custom={"fillOpacity": 80, "lineWidth": 0}, color={"mode": "fixed", "fixedColor": BLUE},
    options={
        "mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.8,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False, "calcs": []}, "tooltip": {"mode": "single", "sort": "none"},
    },
)


# Without the topics that state is restored from.
LAG = f'(kafka_consumer_fetch_manager_records_lag{{{SELECTED},topic!~".+-changelog"}} {OF_MODEL})'


def per_instance(expression):
    return [Query(expression, "{{instance}}")]


STREAMS = [
    STATE,
    lines(
        "Stream threads", "Alive on each instance. Fewer than --threads: one died and was not replaced.",
        per_instance(f"sum by (instance) ({gauge('kafka_stream_alive_stream_threads')})"), "short", 6, min=0, decimals=0, runbook="SurprisalThreadFailed",
    ),
    lines(
        "Failed stream threads", "Died and were replaced, within the window. The fourth within five minutes ends the scorer.",
        per_instance(f"sum by (instance) ({rate('kafka_stream_failed_stream_threads_total', 'increase')})"), "short", 6, min=0, rare=True, runbook="SurprisalThreadFailed",
    ),
    lines(
        "Partitions assigned", "Of the images topic, on each instance. The sum is the number of partitions; an instance without any only waits. Red: in so many of all, images wait and nothing moves.",
        [Query(f"sum by (instance) ({gauge('surprisal_partitions_assigned')})", "assigned {{instance}}"), Query(f"sum({gauge('surprisal_partitions_stalled')})", "stalled", RED)],
        "short", 6, min=0, decimals=0,
        runbook="SurprisalStalled",
    ),
    lines(
        "Rebalances", "How often the partitions were dealt out again, within the window, and how often that failed.",
        [
            Query(f"sum({rate('kafka_consumer_coordinator_rebalance_total', 'increase')})", "rebalances", BLUE),
            Query(f"sum({rate('kafka_consumer_coordinator_failed_rebalance_total', 'increase')})", "failed", RED),
        ],
        "short", 6, min=0, runbook="SurprisalNotScoring",
    ),
    # The windows of ten minutes also see a start after a long absence, and those of the step let none of them pass unseen.
    lines(
        "Restarts", "Most starts of the process within ten minutes, however long it was away before.",
        per_instance(f"sum by (instance) (max_over_time(changes(process_start_time_seconds{{{SELECTED}}}[10m])[$__rate_interval:]) "
                     f"and on (namespace, job, instance) surprisal_model_info{{{SELECTED}}})"), "short", 6, min=0, rare=True, runbook="SurprisalRestarting",
    ),
    lines(
        "Where the stream threads' time goes", "Share of the time by kind. Scoring happens within poll; what is left is waiting.",
        [
            Query(f"avg({gauge('kafka_stream_thread_poll_ratio')})", "poll (and score)", BLUE),
            Query(f"avg({gauge('kafka_stream_thread_process_ratio')})", "process", ORANGE),
            Query(f"avg({gauge('kafka_stream_thread_commit_ratio')})", "commit", PURPLE),
        ],
        "percentunit", 6, min=0, max=1, runbook="SurprisalBehind",
    ),
    lines(
        "Commits", "Commits per second. Exactly once commits ten times a second while there is work, at least once every second.",
        per_instance(f"sum by (instance) ({rate('kafka_stream_thread_commit_total')})"), "short", 12, min=0, runbook="SurprisalBehind",
    ),
    lines(
        "Time of a commit", "Mean and longest of the last half minute. Long ones are the broker's: its disk, its network, its replicas.",
        [
            Query(f"avg({gauge('kafka_stream_thread_commit_latency_avg')})", "mean", BLUE),
            Query(f"max({gauge('kafka_stream_thread_commit_latency_max')})", "longest", ORANGE),
        ],
        "ms", 12, min=0, runbook="SurprisalBehind",
    ),
]

CLIENTS = [
    lines(
        "Kafka's silence", "Time since a broker last answered. The scorer asks every two seconds.",
        per_instance(f"max by (instance) ({gauge('surprisal_kafka_silence_seconds')})"), "s", 6, min=0, steps=[(30, RED)],
        runbook="SurprisalKafkaSilent",
    ),
    lines(
        "Images that wait, by partition", "Records not fetched yet. One partition far above the others: a key that is used too often, or a stuck instance.",
        [Query(f"sum by (topic, partition) ({LAG})", "{{topic}}-{{partition}}")], "short", 6, min=0, rare=True, runbook="SurprisalLagGrowing",
    ),
    lines(
        "Bytes fetched", "What the consumers fetch per second, decompressed.",
        per_instance(f"sum by (instance) ({rate('kafka_consumer_fetch_manager_bytes_consumed_total')})"), "Bps", 6, min=0, runbook="SurprisalInputSilent",
    ),
    lines(
        "Records sent and failed", "Verdicts and rejections that the producers send per second, and errors.",
        [
            Query(f"sum({rate('kafka_producer_record_send_total')})", "sent", BLUE),
            Query(f"sum({rate('kafka_producer_record_error_total')})", "errors", RED),
        ],
        "short", 6, min=0, runbook="SurprisalThreadFailed",
    ),
    lines(
        "Time to score a batch", "Decoding and scoring what one poll brought.",
        [
            Query(quantile(0.5, "surprisal_scoring_seconds"), "p50", SKY),
            Query(quantile(0.99, "surprisal_scoring_seconds"), "p99", ORANGE),
        ],
        "s", min=0, runbook="SurprisalBehind",
    ),
    lines(
        "Images per batch", "Mean of what is scored as one matrix. At 512 the scorer is never idle.",
        [Query(f"sum({rate('surprisal_batch_images_sum')}) / sum({rate('surprisal_batch_images_count')})", "mean", BLUE)], "short", min=0,
        runbook="SurprisalBehind",
    ),
    lines(
        "Producers' free buffer", "Memory that the producers have left. Near zero: the broker takes less than is sent.",
        per_instance(f"min by (instance) ({gauge('kafka_producer_buffer_available_bytes')})"), "bytes", min=0, runbook="SurprisalBehind",
    ),
]

JVM = [
    lines(
        "Heap", "Used and at most. The alert looks at what is left after collections.",
        [
            Query(f"sum by (instance) ({gauge('jvm_memory_used_bytes', area='heap')})", "used {{instance}}"),
            Query(f"sum by (instance) ({gauge('jvm_memory_max_bytes', area='heap')} > 0)", "at most {{instance}}"),
        ],
        "bytes", min=0, runbook="SurprisalMemoryNearLimit",
    ),
    lines(
        "Physical memory", "Of the whole process, which must fit into the container's limit. Outside the heap is all that the heap does not hold now, memory that "
        "it once used included; classes and compiled code are a part of that. The rest is the model's matrices, stacks and Kafka's buffers.",
        [
            Query(f"sum by (instance) ({gauge('process_resident_memory_bytes')})", "all {{instance}}"),
            Query(
                f"sum by (instance) ({gauge('process_resident_memory_bytes')})"
                f" - sum by (instance) ({gauge('jvm_memory_used_bytes', area='heap')})", "outside the heap {{instance}}",
            ),
            Query(f"sum by (instance) ({gauge('jvm_memory_used_bytes', area='nonheap')})", "classes and code {{instance}}"),
        ],
        "bytes", min=0, runbook="SurprisalMemoryNearLimit",
    ),
    lines(
        "Time in collections", "Share of the time that the collector holds the threads.",
        per_instance(f"sum by (instance) ({rate('jvm_gc_pause_seconds_sum')})"), "percentunit", min=0, runbook="SurprisalMemoryNearLimit",
    ),
    lines(
        "CPU", "Cores in use.",
        per_instance(f"sum by (instance) ({rate('process_cpu_time_ns_total')}) / 1e9"), "short", min=0, runbook="SurprisalBehind",
    ),
    lines(
        "JVM threads", "All threads of the process. Steady growth is a leak.",
        per_instance(f"sum by (instance) ({gauge('jvm_threads_live_threads')})"), "short", min=0, decimals=0, runbook="SurprisalMemoryNearLimit",
    ),
    lines(
        "Uptime", "Since the process started.", per_instance(f"min by (instance) ({gauge('process_uptime_seconds')})"), "s", min=0,
        runbook="SurprisalRestarting",
    ),
]

STREAMS_BOARD = dashboard(
    "surprisal-streams", "Surprisal streams and JVM", "Kafka Streams, its clients, and the JVM of each scorer.",
    [("Kafka Streams", 7, STREAMS), ("Clients and scoring", 7, CLIENTS), ("JVM", 7, JVM)],
)
