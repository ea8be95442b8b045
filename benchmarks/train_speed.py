#!/usr/bin/env python3
"""CPU-seconds of one training epoch, in turns with PyTorch on one thread of this machine.

    benchmarks/train_speed.py [--preset mlp-400] [--rounds 3]
    benchmarks/train_speed.py --preset stochastic-200 --importance-samples 10

Needs torch (Debian: python3-torch). An epoch's cost is the difference between a run of two epochs and one of four, so
that starting, reading and evaluating do not count; PyTorch runs the same network, objective, batch and 50,000 digits.
stochastic-200 is fitted by the importance-weighted bound, and its epoch is the second.
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


PRESETS = ["mlp-400", "mlp-500-200", "single-hidden", "mlp-bn", "conv", "stochastic-200"]


def ours(preset, samples, epochs):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as out:
        command = [TOP / "surprisal", "train", "--data", DIGITS, "--out", out]
        command += ["--preset", preset, "--epochs", str(epochs)]
        if preset == "stochastic-200":
            command += ["--objective", "iwae", "--importance-samples", str(samples)]
        subprocess.run(list(map(str, command)), check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def our_epoch(preset, samples):
    few, many = (1, 2) if preset == "stochastic-200" else (2, 4)
    return (ours(preset, samples, many) - ours(preset, samples, few)) / (many - few)


def torch_network(preset):
    """Encoder, decoder, latent width, batch."""
    from torch import nn

    def stack(sizes, activation=nn.ReLU):
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), activation()]
        return nn.Sequential(*layers[:-1])

    def normalised(sizes, activation):
        layers = []
        for a, b in zip(sizes, sizes[1:-1]):
            layers += [nn.Linear(a, b), nn.BatchNorm1d(b), activation(), nn.Dropout(0.3)]
        return nn.Sequential(*layers, nn.Linear(*sizes[-2:]))

    if preset == "conv":
        encoder = nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(64 * 49, 4))
        decoder = nn.Sequential(
            nn.Linear(2, 32 * 49), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
            nn.ConvTranspose2d(32, 64, 3, 2, 1, 1), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 3, 2, 1, 1), nn.ReLU(),
            nn.ConvTranspose2d(32, 1, 3, 1, 1), nn.Flatten())
        return encoder, decoder, 2, 32
    if preset == "mlp-bn":
        return (normalised([784, 256, 128, 4], nn.ReLU),
                normalised([2, 128, 256, 784], nn.LeakyReLU), 2, 500)
    if preset == "stochastic-200":
        return stack([784, 200, 200, 100], nn.Tanh), stack([50, 200, 200, 784], nn.Tanh), 50, 20
    if preset == "single-hidden":
        return stack([784, 400, 40], nn.Tanh), stack([20, 400, 784], nn.Tanh), 20, 128
    widths = {"mlp-400": [400], "mlp-500-200": [500, 200]}[preset]
    return stack([784, *widths, 40]), stack([20, *reversed(widths), 784]), 20, 128


def torch_epoch(preset, samples):
    import torch
    from torch.nn import functional

    torch.set_num_threads(1)
    with gzip.open(DIGITS) as file:
        raw = bytearray(file.read()[16 : 16 + FITTED * 784])
    x = torch.frombuffer(raw, dtype=torch.uint8).reshape(FITTED, 784).float() / 255
    if preset == "conv":
        x = (x >= 0.5).float()
    encoder, decoder, latent, batch = torch_network(preset)
    optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-3)

    def elbo(images):
        mean, log_variance = encoder(images).chunk(2, 1)
        z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        reconstruction = functional.binary_cross_entropy_with_logits(
            decoder(z), images, reduction="sum")
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum()
        return (reconstruction + kl) / len(images)

    def iwae(images):
        binary = torch.bernoulli(images)
        mean, log_variance = encoder(binary).chunk(2, 1)
        noise = torch.randn(samples, *mean.shape)
        z = mean + (0.5 * log_variance).exp() * noise
        logits = decoder(z.reshape(-1, latent)).reshape(samples, *images.shape)
        errors = functional.binary_cross_entropy_with_logits(
            logits, binary.expand_as(logits), reduction="none").sum(-1)
        ratio = 0.5 * (noise**2 + log_variance - z**2).sum(-1)
        return -torch.logsumexp(ratio - errors, 0).mean()

    bound = iwae if preset == "stochastic-200" else elbo

    def epoch():
        for index in torch.randperm(FITTED).split(batch):
            loss = bound(x[index])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()

    if preset != "stochastic-200":
        epoch()
    start = time.process_time()
    epoch()
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="mlp-400", choices=PRESETS)
    parser.add_argument("--importance-samples", type=int, default=10, metavar="K", help="of stochastic-200")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--torch-epoch", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    preset, samples = arguments.preset, arguments.importance_samples
    if arguments.torch_epoch:
        print(torch_epoch(preset, samples))
        return
    # The launcher builds what is not built yet.
    subprocess.run([TOP / "surprisal", "train", "--help"], check=True, capture_output=True)
    own, other = [], []
    for turn in range(arguments.rounds):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
        command = [sys.executable, __file__, "--torch-epoch", "--preset", preset]
        command += ["--importance-samples", str(samples)]
        theirs = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        other.append(float(theirs.stdout))
        own.append(our_epoch(preset, samples))
        print(f"round {turn + 1}: surprisal {own[-1]:.2f}, PyTorch {other[-1]:.2f}", flush=True)
    ratio = statistics.median(own) / statistics.median(other)
    name = f"{preset}, K={samples}" if preset == "stochastic-200" else preset
    print(f"{name}: surprisal {statistics.median(own):.2f}, "
          f"PyTorch {statistics.median(other):.2f} CPU-seconds an epoch of {FITTED}, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
