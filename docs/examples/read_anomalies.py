#!/usr/bin/env python3
"""Prints a line for each anomaly. Needs Debian's python3-confluent-kafka, or confluent-kafka from PyPI.

    docs/examples/read_anomalies.py localhost:9092
"""
import json
import sys

from confluent_kafka import Consumer, KafkaException

consumer = Consumer({
    "bootstrap.servers": sys.argv[1],
    "group.id": "read-anomalies-python",
    "isolation.level": "read_committed",
    "auto.offset.reset": "earliest",
})
consumer.subscribe(["anomalies"])
while True:
    record = consumer.poll(1.0)
    if record is None:
        continue
    if record.error():
        raise KafkaException(record.error())
    anomaly = json.loads(record.value())
    print(anomaly["id"], anomaly["source"], anomaly["score"], anomaly["pValue"], sep="\t", flush=True)
