"""Draws the samples of benchmarks/soak: draw_memory.py CSV SVG."""

import csv
import pathlib
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 300, 60, 110, 30, 50
CURVES = {"resident_mib": ("resident", "#30638e"), "heap_mib": ("of this heap", "#edae49")}


def draw(source, target):
    with open(source, newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    pathlib.Path(target).write_text("\n".join(svg(rows)) + "\n")


def svg(rows):
    last = rows[-1]["seconds"]
    step = 100 if max(row["resident_mib"] for row in rows) <= 600 else 250
    top = step * (int(max(row["resident_mib"] for row in rows)) // step + 1)

    def x_of(seconds):
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / last

    def y_of(mib):
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - mib / top)

    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    yield f'<text x="{LEFT}" y="18">the scorer\'s memory in MiB, by minutes</text>'
    for mib in range(0, top + 1, step):
        yield f'<line x1="{LEFT}" y1="{y_of(mib):.1f}" x2="{WIDTH - RIGHT}" y2="{y_of(mib):.1f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y_of(mib) + 4:.1f}" text-anchor="end">{mib}</text>'
    for sixth in range(7):
        seconds = last * sixth / 6
        yield f'<text x="{x_of(seconds):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{seconds / 60:.0f}</text>'
    for name, (label, colour) in CURVES.items():
        points = " ".join(f"{x_of(row['seconds']):.1f},{y_of(row[name]):.1f}" for row in rows)
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        recent = [row[name] for row in rows[-20:]]
        yield f'<text x="{WIDTH - RIGHT + 8}" y="{y_of(sum(recent) / len(recent)) + 4:.1f}" fill="{colour}">{label}</text>'
    yield "</svg>"


if __name__ == "__main__":
    draw(*sys.argv[1:])
