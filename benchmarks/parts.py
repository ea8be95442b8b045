#!/usr/bin/env python3
"""Draws machined parts under uneven light, clean and defective, as grey PNG files.

    benchmarks/parts.py FOLDER [--clean N] [--fresh N] [--defects N] [--size PIXELS] [--seed N]

FOLDER/good are clean pictures to train on, FOLDER/fresh clean ones that no training sees, and
FOLDER/defects/KIND the defective ones: broken-tooth, missing-tooth, scratch, missing-hole, stain, chip.
Every picture differs in the part (gear, bolt head, washer), its angle and place, the light and the noise.
"""
import argparse
import pathlib
import struct
import zlib

import numpy as np

KINDS = ("broken-tooth", "missing-tooth", "scratch", "missing-hole", "stain", "chip")
OVERSAMPLING = 3  # samples a pixel and axis, so that edges are smooth


def write_png(path, gray):
    """gray: unsigned bytes [height, width]."""
    height, width = gray.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), gray], axis=1).tobytes()

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


class Part:
    """One part's geometry; lengths are shares of the picture's side."""

    def __init__(self, rng):
        self.shape = rng.choice(["gear", "bolt", "washer"])
        self.x, self.y = 0.5 + rng.uniform(-0.03, 0.03, 2)
        self.angle = rng.uniform(0, 2 * np.pi)
        self.radius = rng.uniform(0.33, 0.37)
        self.teeth = 12
        self.tooth = 0.055
        self.bore = {"gear": 0.09, "bolt": 0.0, "washer": 0.16}[self.shape]
        self.holes = 4 if self.shape == "gear" else 0
        self.gray = rng.uniform(0.6, 0.72)

    def draw(self, size, defect, rng):
        """Reflectance in [0, 1], [size, size]."""
        n = size * OVERSAMPLING
        axis = (np.arange(n) + 0.5) / n
        u, v = axis[None, :] - self.x, axis[:, None] - self.y
        r, phi = np.hypot(u, v), (np.arctan2(v, u) - self.angle) % (2 * np.pi)
        metal = r < self.outline(phi, defect, rng)
        metal &= r > self.bore
        missing = rng.integers(self.holes) if defect == "missing-hole" and self.holes else -1
        for k in range(self.holes):
            at = self.angle + (k + 0.5) * 2 * np.pi / self.holes
            if k != missing:
                metal &= np.hypot(u - 0.2 * np.cos(at), v - 0.2 * np.sin(at)) > 0.035
        # Turned metal: faint rings.
        surface = self.gray * (1 + 0.04 * np.sin(r * 260))
        if self.shape == "bolt":
            surface = np.where(np.abs(v * np.cos(self.angle) - u * np.sin(self.angle)) < 0.03, 0.3, surface)
        if defect == "scratch":
            surface = self.scratched(surface, u, v, rng)
        if defect == "stain":
            surface = self.stained(surface, u, v, rng)
        picture = np.where(metal, surface, 0.12)
        return picture.reshape(size, OVERSAMPLING, size, OVERSAMPLING).mean(axis=(1, 3))

    def outline(self, phi, defect, rng):
        """The part's outer radius at each angle."""
        if self.shape == "gear":
            turn = phi * self.teeth / (2 * np.pi)
            height = np.full(self.teeth, self.tooth)
            hit = rng.integers(self.teeth)
            if defect == "missing-tooth":
                height[hit] = 0
            if defect == "broken-tooth":
                height[hit] *= rng.uniform(0.2, 0.5)
            flank = np.clip(4 * np.abs((turn % 1) - 0.5) - 0.5, 0, 1)
            outer = self.radius + height[turn.astype(int) % self.teeth] * (1 - flank)
        elif self.shape == "bolt":
            sector = (phi % (np.pi / 3)) - np.pi / 6
            outer = self.radius * np.cos(np.pi / 6) / np.cos(sector)
        else:
            outer = np.full_like(phi, self.radius)
        if defect == "chip":
            where, half = rng.uniform(0, 2 * np.pi), rng.uniform(0.12, 0.2)
            away = np.abs((phi - where + np.pi) % (2 * np.pi) - np.pi)
            outer = outer - rng.uniform(0.05, 0.09) * np.clip(1 - away / half, 0, 1)
        return outer

    def scratched(self, surface, u, v, rng):
        across, turn = rng.uniform(0.2, 0.27), rng.uniform(0, np.pi)
        along = u * np.cos(turn) + v * np.sin(turn)
        beside = v * np.cos(turn) - u * np.sin(turn) - across * rng.choice([-1, 1])
        mark = (np.abs(beside) < rng.uniform(0.008, 0.014)) & (np.abs(along) < rng.uniform(0.1, 0.2))
        return np.where(mark, rng.choice([0.25, 0.98]), surface)

    def stained(self, surface, u, v, rng):
        at, far = rng.uniform(0, 2 * np.pi), rng.uniform(0.2, 0.27)
        size = rng.uniform(0.04, 0.07)
        away = np.hypot(u - far * np.cos(at), v - far * np.sin(at)) / size
        return surface * (1 - rng.uniform(0.4, 0.6) * np.exp(-(away**2)))


def picture(size, defect, rng):
    """Unsigned bytes [size, size]: a part, lit from a side, with a sensor's noise."""
    part = Part(rng)
    if defect in ("missing-tooth", "broken-tooth", "missing-hole"):
        while part.shape != "gear":
            part = Part(rng)
    reflectance = part.draw(size, defect, rng)
    axis = np.linspace(-1, 1, size)
    turn = rng.uniform(0, 2 * np.pi)
    side = axis[None, :] * np.cos(turn) + axis[:, None] * np.sin(turn)
    light = rng.uniform(0.92, 1.08) * (1 + rng.uniform(0, 0.12) * side)
    gray = 255 * reflectance * light + rng.normal(0, 3, (size, size))
    return np.clip(np.round(gray), 0, 255).astype(np.uint8)


def write_set(folder, count, size, defect, rng):
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        write_png(folder / f"{index:05d}.png", picture(size, defect, rng))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--clean", type=int, default=1500)
    parser.add_argument("--fresh", type=int, default=500)
    parser.add_argument("--defects", type=int, default=40, help="of each kind")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    rng = np.random.default_rng(wanted.seed)
    write_set(wanted.folder / "good", wanted.clean, wanted.size, None, rng)
    write_set(wanted.folder / "fresh", wanted.fresh, wanted.size, None, rng)
    for kind in KINDS:
        write_set(wanted.folder / "defects" / kind, wanted.defects, wanted.size, kind, rng)


if __name__ == "__main__":
    main()
