"""The faults of the drill. Each function inflicts one, yields the time at which it began, and goes on with the cure; it may yield once more
to go on with something until the alerts are over."""

import contextlib
import signal
import subprocess
import time

from stand import CLEAN, STRANGE, fetch, free_port, wait_for

FAULTS = []

# Alerts that no fault here makes fire, and why. deploy/check fails for an alert that is in neither place.
EXCUSED = {}


class Fault:
    """words: what is done, for the table; alerts: names with severities that must fire and be resolved."""

    def __init__(self, run, words, alerts, real):
        self.run, self.name, self.words, self.alerts, self.real = run, run.__name__, words, alerts, real


def fires(*alerts, by, real=False):
    """real: whether it is measured with the waits of the repository, too."""

    def note(run):
        FAULTS.append(Fault(run, by, [tuple(alert.split(" ")) for alert in alerts], real))
        return run

    return note


# Before all strange images, which would stay in the six hours that the rule looks back.
@fires("SurprisalAnomalyRateLow warning", by="one picture is sent again and again, as by a camera that hangs")
def frozen(stand):
    began = time.time()
    stand.send(stand.one_image(), repeat=6000)
    yield began
    stand.send(CLEAN, anomalies=STRANGE, anomaly_rate=0.005)


@fires("SurprisalAnomalyRateHigh warning", "SurprisalDrift warning", by="garments are sent instead of digits")
def strange(stand):
    began = time.time()
    with stand.feeding(STRANGE, 200):
        yield began
    stand.send(CLEAN)


@fires("SurprisalRejecting warning", by="records that are no images are mixed in")
def garbage(stand):
    began = time.time()
    shell = f"while sleep 0.05; do echo 'not an image'; done | kcat -P -b {stand.kafka} -t images"
    with stand.feeding(CLEAN, 50), stand.running("garbage", "bash", "-c", shell):
        yield began


@fires("SurprisalSourceInTrouble warning", by="a camera that gave images sends what is none")
def broken_source(stand):
    stand.send(stand.one_image(), source="camera-1")
    began = time.time()
    # To the partition that Java's clients choose.
    kcat = ["kcat", "-P", "-b", stand.kafka, "-t", "images", "-k", "camera-1", "-X", "topic.partitioner=murmur2_random"]
    subprocess.run(kcat, input=20 * "not an image\n", text=True, check=True)
    yield began
    stand.send(stand.one_image(), source="camera-1", repeat=10)


@fires("SurprisalSourcesUnfollowed warning", by="each record has a key of its own")
def too_many_sources(stand):
    began = time.time()
    shell = f"while sleep 0.2; do for i in $(seq 500); do echo $((n += 1)):x; done; done | kcat -P -b {stand.kafka} -t images -K :"
    with stand.running("keys", "bash", "-c", shell):
        yield began


@fires("SurprisalInputSilent warning", by="the feed stops")
def silence(stand):
    stand.send(CLEAN)
    yield time.time()
    stand.send(CLEAN)


@fires("SurprisalRestarting warning", by="the scorer is killed and started three times")
def restarts(stand):
    began = time.time()
    for _ in range(3):
        stand.kill_scorer()
        stand.start_scorer()
        scraped_anew(stand)
    yield began


def scraped_anew(stand):
    (started,) = meter(stand, "process_start_time_seconds")
    wait_for("a scrape", lambda: stand.fast.ask("process_start_time_seconds") == started)


def meter(stand, name, labels=""):
    """A meter's values, from the scorer itself."""
    lines = fetch(f"http://{stand.scorer.target}/metrics").splitlines()
    return [float(line.split(" ")[-1]) for line in lines if line.startswith(name) and labels in line]


@fires("SurprisalAbsent critical", by="the scorer is stopped, and its target taken out of Prometheus")
def vanished(stand):
    began = time.time()
    stand.stop_scorer(stand.scorer)
    stand.scrape()
    yield began
    stand.start_scorer()
    stand.scrape(stand.scorer)


@fires("SurprisalModelsDiffer warning", by="a second scorer is started with another model")
def two_models(stand):
    began = time.time()
    second = stand.another_scorer("second", free_port(), stand.renamed_model())
    stand.scrape(stand.scorer, second)
    yield began
    stand.stop_scorer(second)
    stand.scrape(stand.scorer)


@fires("SurprisalModelAwaited critical", "SurprisalModelRefused warning", by="a model is activated that the scorer does not trust")
def distrusted_model(stand):
    digest = stand.publish(stand.model)
    stand.models("activate", digest)
    stand.stop_scorer(stand.scorer)
    follower = stand.another_scorer("follower", free_port(), None, "--model-topic", "models", "--model-digest", digest)
    stand.scrape(follower)
    with stand.feeding(CLEAN, 20):
        other = stand.publish(stand.renamed_model())
        began = time.time()
        stand.models("activate", other)
        yield began
        stand.models("rollback", "--withdraw")
        yield
    stand.stop_scorer(follower)
    stand.start_scorer()
    stand.scrape(stand.scorer)


@fires("SurprisalBehind critical", "SurprisalBehind warning", by="the scorer is killed, and started 15 s later: what came meanwhile is judged late")
def away(stand):
    with stand.feeding(CLEAN, 20):
        began = stand.kill_scorer()
        wait_for("15 s", lambda: time.time() >= began + 15)
        stand.start_scorer()
        yield began
    with stand.feeding(CLEAN, 2000):
        yield


@fires("SurprisalThreadFailed warning", by="the topic of the verdicts refuses records of more than 300 bytes")
def too_large(stand):
    with stand.feeding(CLEAN, 20):
        began = time.time()
        stand.change("topic", "scores", "max.message.bytes", "300")
        yield began
        stand.change("topic", "scores", "max.message.bytes")
    # It may have given up, and else it has lowered its own limit.
    stand.stop_scorer(stand.scorer)
    stand.start_scorer()


@fires("SurprisalMemoryNearLimit warning", by="the scorer is started with a heap hardly larger than what it keeps")
def small_heap(stand):
    # A scorer that has judged nothing yet, so that both keep the same.
    wait_for("nothing waits", lambda: stand.fast.ask("surprisal_waiting_images") == 0)
    stand.stop_scorer(stand.scorer)
    stand.start_scorer()
    subprocess.run(["jcmd", str(stand.scorer.process.pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
    (kept,) = meter(stand, "jvm_memory_used_bytes", 'id="Tenured Gen"')
    began = stand.kill_scorer()
    # A young generation of 1 MB; JavaCPP would derive its own limit, of memory outside the heap, from the heap's.
    stand.start_scorer(java_options=f"-Xmx{int(kept / 0.95) >> 10}k -Xmn1m -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
    yield began
    stand.stop_scorer(stand.scorer)
    stand.start_scorer()


@fires("SurprisalImagesMissed critical", by="while no scorer runs, images come and are deleted from the topic")
def missed(stand):
    # It knows what it has missed from where it stood.
    stand.send(CLEAN)
    wait_for("all are judged", lambda: sum(meter(stand, "surprisal_images_total")) >= 10_000)
    stand.stop_scorer(stand.scorer)
    stand.send(CLEAN)
    began = time.time()
    stand.change("empty", "images")
    stand.start_scorer()
    yield began
    stand.send(CLEAN)


# 50 kB/s are some sixty images, so that these are work for a quarter of an hour.
@contextlib.contextmanager
def throttled_backlog(stand):
    stand.change("quota", "consumer_byte_rate", "50000")
    stand.send(CLEAN, repeat=6)
    try:
        yield
    finally:
        stand.change("quota", "consumer_byte_rate")


@fires("SurprisalLagGrowing warning", by="a quota lets the scorer read 50 kB/s, and 500 images come a second")
def quota(stand):
    began = time.time()
    with throttled_backlog(stand), stand.feeding(CLEAN, 500):
        yield began


@fires("SurprisalKafkaSilent critical", "SurprisalStalled critical", by="the broker is stopped (SIGSTOP) while images wait")
def silent_broker(stand):
    with throttled_backlog(stand):
        wait_for("images wait", lambda: stand.fast.ask("surprisal_waiting_images > 1000"))
        began = time.time()
        stand.broker.send_signal(signal.SIGSTOP)
        yield began
        stand.broker.send_signal(signal.SIGCONT)
    wait_for("the scorer goes on", stand.scorer.ready)


@fires("SurprisalNotScoring critical", by="the scorer starts while another of its group hangs (SIGSTOP) and its session of 2 min goes on")
def hung_neighbour(stand):
    second = stand.another_scorer("second", free_port(), stand.model, "--kafka", "session.timeout.ms=120000")
    stand.stop_scorer(stand.scorer)
    second.process.send_signal(signal.SIGSTOP)
    began = time.time()
    stand.start_scorer(ready=False)
    yield began
    second.process.send_signal(signal.SIGCONT)
    wait_for("the scorer scores", stand.scorer.ready)
    stand.stop_scorer(second)


@fires("SurprisalDown critical", by="the scorer is killed (`kill -9`)", real=True)
def killed(stand):
    yield stand.kill_scorer()
    stand.start_scorer()
