#!/usr/bin/env python3
"""CPU-seconds of one training epoch, in turns with PyTorch on one thread of this machine.

    benchmarks/train_speed.py [--preset mlp-400|mlp-500-200|conv] [--rounds 3]

Needs torch (Debian: python3-torch). An epoch's cost is the difference between a run of two epochs and one of four, so
that starting, reading and evaluating do not count; PyTorch runs the same network, objective, batch and 50,000 digits.
The environment's choice of a BLAS kernel is taken away from both, and then made as ./surprisal makes it.
"""
import argparse
import gzip
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
DIGITS = TOP / "data/mnist/train-images-idx3-ubyte.gz"
FITTED = 50_000


def ours(preset, epochs):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as out:
        command = [TOP / "surprisal", "train", "--data", DIGITS, "--out", out]
        command += ["--preset", preset, "--epochs", str(epochs)]
        subprocess.run(list(map(str, command)), check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def torch_epoch(preset):
    import torch
    from torch import nn
    from torch.nn import functional

    torch.set_num_threads(1)
    with gzip.open(DIGITS) as file:
        raw = bytearray(file.read()[16 : 16 + FITTED * 784])
    x = torch.frombuffer(raw, dtype=torch.uint8).reshape(FITTED, 784).float() / 255
    latent, batch = 20, 128
    if preset == "conv":
        latent, batch = 2, 32
        x = (x >= 0.5).float()
        encoder = nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(64 * 49, 2 * latent))
        decoder = nn.Sequential(
            nn.Linear(latent, 32 * 49), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
            nn.ConvTranspose2d(32, 64, 3, 2, 1, 1), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 3, 2, 1, 1), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 3, 1, 1), nn.Flatten())
    else:
        widths = {"mlp-400": [400], "mlp-500-200": [500, 200]}[preset]

        def stack(sizes):
            layers = []
            for a, b in zip(sizes, sizes[1:]):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        encoder = stack([784, *widths, 2 * latent])
        decoder = stack([latent, *reversed(widths), 784])
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimiser = torch.optim.Adam(parameters, 1e-3)

    def epoch():
        for index in torch.randperm(FITTED).split(batch):
            images = x[index]
            mean, log_variance = encoder(images).chunk(2, 1)
            z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
            logits = decoder(z)
            reconstruction = functional.binary_cross_entropy_with_logits(
                logits, images, reduction="sum")
            kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum()
            optimiser.zero_grad(set_to_none=True)
            ((reconstruction + kl) / len(images)).backward()
            optimiser.step()

    epoch()
    start = time.process_time()
    epoch()
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="mlp-400", choices=["mlp-400", "mlp-500-200", "conv"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--torch-epoch", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.torch_epoch:
        print(torch_epoch(arguments.preset))
        return
    own, other = [], []
    for turn in range(arguments.rounds):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
        command = [sys.executable, __file__, "--torch-epoch", "--preset", arguments.preset]
        theirs = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        other.append(float(theirs.stdout))
        own.append((ours(arguments.preset, 4) - ours(arguments.preset, 2)) / 2)
        print(f"round {turn + 1}: surprisal {own[-1]:.2f}, PyTorch {other[-1]:.2f}", flush=True)
    ratio = statistics.median(own) / statistics.median(other)
    print(f"{arguments.preset}: surprisal {statistics.median(own):.2f}, "
          f"PyTorch {statistics.median(other):.2f} CPU-seconds an epoch of {FITTED}, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
