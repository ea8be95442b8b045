"""What one would write in Python: a consumer that scores batches by PyTorch and produces the verdicts.

    python_consumer.py BOOTSTRAP GROUP INPUT_TOPIC OUTPUT_TOPIC GUARANTEE WEIGHTS_FOLDER [ANOMALIES_TOPIC]

GUARANTEE is at_least_once or exactly_once_v2. Without a topic for anomalies an output is one number; with it the fields of
Surprisal's verdicts, the same images flagged, and those go to that topic too, without an explanation and pictures.
"""

import json
import pathlib
import signal
import sys
import time

import confluent_kafka
import numpy
import torch

from pytorch_scorer import Vae

BATCH = 512
COMMIT_SECONDS = {"at_least_once": 1.0, "exactly_once_v2": 0.1}


def main():
    servers, group, source, target, guarantee, weights, *anomalies = sys.argv[1:]
    torch.set_num_threads(1)
    vae = Vae(pathlib.Path(weights))
    judge = Verdicts(pathlib.Path(weights) / "clean") if anomalies else numbers
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": servers, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    )
    exactly_once = guarantee == "exactly_once_v2"
    settings = {"bootstrap.servers": servers, "linger.ms": 5, "batch.size": 131072}
    producer = confluent_kafka.Producer({**settings, "transactional.id": group} if exactly_once else settings)
    if exactly_once:
        producer.init_transactions()
        producer.begin_transaction()
    consumer.subscribe([source])
    running = True

    def stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    committed = time.monotonic()
    with torch.inference_mode():
        while running:
            messages = [m for m in consumer.consume(BATCH, 0.05) if not m.error()]
            if messages:
                grey = numpy.frombuffer(b"".join(m.value() for m in messages), "u1").reshape(len(messages), -1)
                for message, value in zip(messages, judge(messages, *vae.nats(torch.from_numpy(grey.copy())))):
                    text = json.dumps(value)
                    for topic in [target, *(anomalies if value.get("anomalous") else [])]:
                        producer.produce(topic, text, message.key(), timestamp=message.timestamp()[1])
                    producer.poll(0)
            if time.monotonic() - committed >= COMMIT_SECONDS[guarantee]:
                commit(consumer, producer, exactly_once)
                committed = time.monotonic()
    commit(consumer, producer, exactly_once)
    consumer.close()


def numbers(messages, reconstruction, kl):
    return ({"elboNats": elbo} for elbo in (reconstruction + kl).tolist())


class Verdicts:
    """What a consumer of Surprisal's verdicts finds in each."""

    RATE = 0.01
    MODEL = {"name": "untrained", "digest": 64 * "0"}

    def __init__(self, clean):
        self.clean = numpy.fromfile(clean, "<f8")

    def __call__(self, messages, reconstruction, kl):
        elbo = (reconstruction.double() + kl.double()).numpy()
        below = numpy.searchsorted(self.clean, elbo)
        p_values = (1 + len(self.clean) - below) / (len(self.clean) + 1)
        for message, nats, p, error, divergence in zip(
            messages, elbo.tolist(), p_values.tolist(), reconstruction.tolist(), kl.tolist()
        ):
            key = message.key()
            yield {
                "id": f"{message.topic()}-{message.partition()}-{message.offset()}",
                "source": None if key is None else key.decode(),
                "timestamp": message.timestamp()[1],
                "model": self.MODEL,
                "anomalous": p <= self.RATE,
                "score": nats,
                "pValue": p,
                "falseAlarmRate": self.RATE,
                "elboNats": nats,
                "reconstructionNats": error,
                "klNats": divergence,
            }


def commit(consumer, producer, exactly_once):
    positions = [p for p in consumer.position(consumer.assignment()) if p.offset >= 0]
    if not positions:
        return
    if exactly_once:
        producer.send_offsets_to_transaction(positions, consumer.consumer_group_metadata())
        producer.commit_transaction()
        producer.begin_transaction()
    else:
        producer.flush()
        consumer.commit(offsets=positions, asynchronous=False)


if __name__ == "__main__":
    main()
