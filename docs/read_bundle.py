#!/usr/bin/env python3
"""A model bundle by example: reads one with nothing but NumPy and scores images by it.

    ./surprisal train --data data/mnist --out m
    ./surprisal score --model m --images data/mnist/t10k-images-idx3-ubyte.gz --out s.csv
    python3 docs/read_bundle.py m data/mnist/t10k-images-idx3-ubyte.gz s.csv

prints the largest difference between its own negative ELBOs and the column elbo_nats.
"""
import csv
import gzip
import json
import struct
import sys

import numpy as np

ACTIVATIONS = {
    "identity": lambda a: a,
    "relu": lambda a: np.maximum(a, 0),
    "leaky_relu": lambda a: np.maximum(a, 0.01 * a),
    "tanh": np.tanh,
}
TYPES = {"F32": "<f4", "F64": "<f8"}


def read_tensors(path):
    """safetensors: the header's length in eight bytes, the header in JSON, the values."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    return {
        name: np.frombuffer(data[slice(*t["data_offsets"])], TYPES[t["dtype"]]).reshape(t["shape"])
        for name, t in header.items()
        if name != "__metadata__"
    }


def run(stack, layers, tensors, x):
    """Dense layers, y = activation(x @ weight + bias); weight is [inputs, outputs]."""
    for i, layer in enumerate(layers):
        weight, bias = tensors[f"{stack}.{i}.weight"], tensors[f"{stack}.{i}.bias"]
        x = ACTIVATIONS[layer["activation"]](x @ weight.astype(float) + bias)
    return x


def negative_elbo(bundle, images):
    """Reconstruction error + KL in nats, z at the posterior's mean; images are bytes [n, pixels]."""
    vae = json.load(open(f"{bundle}/bundle.json"))["networks"]["vae"]
    tensors = read_tensors(f"{bundle}/weights.safetensors")
    x = images / 255.0
    posterior = run("vae.encoder", vae["encoder"], tensors, x)
    mean, log_variance = np.split(posterior, 2, axis=1)
    logits = run("vae.decoder", vae["decoder"], tensors, mean)
    if vae["likelihood"] == "gaussian":
        # About the same means; the density times the width of a byte's step.
        means, variance = 1 / (1 + np.exp(-logits)), vae["variance"]
        nats = (x - means) ** 2 / (2 * variance) + 0.5 * np.log(2 * np.pi * variance) + np.log(255)
    else:
        nats = np.logaddexp(0, logits) - x * logits
    reconstruction = nats.sum(axis=1)
    kl = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(axis=1)
    return reconstruction + kl


def read_idx(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        _, count, height, width = struct.unpack(">IIII", file.read(16))
        return np.frombuffer(file.read(), np.uint8).reshape(count, height * width)


if __name__ == "__main__":
    bundle, images, scores = sys.argv[1:]
    got = negative_elbo(bundle, read_idx(images))
    expected = np.array([float(row["elbo_nats"]) for row in csv.DictReader(open(scores))])
    worst = np.abs(got - expected).max()
    print(f"{len(got)} images, mean {got.mean():.4f} nats, largest difference {worst:.2e}")
    sys.exit(0 if len(got) == len(expected) and worst < 1e-3 else 1)
