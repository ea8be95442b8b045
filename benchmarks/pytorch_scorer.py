"""A VAE's negative ELBO by PyTorch on one thread: what a Python service would run.

Reads orders "BATCH SECONDS" from standard input, one a line, and answers each with "IMAGES WALL_SECONDS CPU_SECONDS".
The folder given holds images, a plan of the layers, and their weights as benchmarks/ wrote them.
"""

import pathlib
import sys
import time

import numpy
import torch


class Vae:
    def __init__(self, folder):
        self.stacks = {"encoder": [], "decoder": []}
        for number, line in enumerate((folder / "plan").read_text().splitlines()):
            stack, inputs, outputs, activation = line.split()
            weight = numpy.fromfile(folder / f"{number}.weight", "<f4").reshape(int(inputs), int(outputs))
            layer = torch.nn.Linear(int(inputs), int(outputs))
            layer.weight.data = torch.from_numpy(weight.T.copy())
            layer.bias.data = torch.from_numpy(numpy.fromfile(folder / f"{number}.bias", "<f4"))
            self.stacks[stack].append(layer)
            if activation == "relu":
                self.stacks[stack].append(torch.nn.ReLU())
        self.encoder = torch.nn.Sequential(*self.stacks["encoder"])
        self.decoder = torch.nn.Sequential(*self.stacks["decoder"])

    def elbo_nats(self, grey):
        """grey: [n, pixels], uint8; the answer: [n], z at the posterior's mean."""
        reconstruction, kl = self.nats(grey)
        return reconstruction + kl

    def nats(self, grey):
        """The two parts of the negative ELBO, [n] each."""
        x = grey.float().div_(255)
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        logits = self.decoder(mean)
        reconstruction = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
        kl = 0.5 * (mean * mean + log_variance.exp() - 1 - log_variance).sum(1)
        return reconstruction, kl


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.set_num_threads(1)
    vae = Vae(folder)
    pixels = vae.encoder[0].in_features
    images = torch.from_numpy(numpy.fromfile(folder / "images", "u1").reshape(-1, pixels))
    with torch.inference_mode():
        print(vae.elbo_nats(images[:1]).item(), flush=True)
        for line in sys.stdin:
            batch, seconds = int(line.split()[0]), float(line.split()[1])
            done, at = 0, 0
            cpu, start = time.process_time(), time.perf_counter()
            while time.perf_counter() - start < seconds:
                vae.elbo_nats(images[at : at + batch]).numpy()
                done += batch
                at = at + batch if at + 2 * batch <= len(images) else 0
            print(done, time.perf_counter() - start, time.process_time() - cpu, flush=True)


if __name__ == "__main__":
    main()
