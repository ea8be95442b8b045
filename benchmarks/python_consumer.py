"""What one would write in Python: a consumer that scores batches by PyTorch and produces the verdicts.

    python_consumer.py BOOTSTRAP GROUP INPUT_TOPIC OUTPUT_TOPIC at_least_once|exactly_once_v2 WEIGHTS_FOLDER
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
    servers, group, source, target, guarantee, weights = sys.argv[1:]
    torch.set_num_threads(1)
    vae = Vae(pathlib.Path(weights))
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
                for message, elbo in zip(messages, vae.elbo_nats(torch.from_numpy(grey.copy())).tolist()):
                    value = json.dumps({"elboNats": elbo})
                    producer.produce(target, value, message.key(), timestamp=message.timestamp()[1])
                    producer.poll(0)
            if time.monotonic() - committed >= COMMIT_SECONDS[guarantee]:
                commit(consumer, producer, exactly_once)
                committed = time.monotonic()
    commit(consumer, producer, exactly_once)
    consumer.close()


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
