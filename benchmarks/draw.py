"""Draws the scorer's table of docs/performance.md as docs/images/scorer.svg: draw.py, from the top folder."""

import math
import pathlib
import re

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 70, 150, 30, 50
COLOURS = ["#8a8f98", "#d1495b", "#30638e", "#edae49", "#00798c", "#7a5195"]
LOW, HIGH = 1_000, 300_000


def table(text):
    """Batch sizes, and each row's figures by name."""
    lines = text[text.index("| images per CPU-second, batch of") :].split("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return cells[0][1:], {row[0]: [float(figure.replace(",", "")) for figure in row[1:]] for row in cells[2:]}


def x_of(index, count):
    return LEFT + (WIDTH - LEFT - RIGHT) * index / (count - 1)


def y_of(value):
    share = math.log(value / LOW) / math.log(HIGH / LOW)
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)


def apart(positions, distance=14):
    """Labels moved down until none covers another; in the order given, top first."""
    placed = []
    for y in positions:
        placed.append(max(y, placed[-1] + distance) if placed else y)
    return placed


def svg(batches, rows):
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    yield f'<text x="{LEFT}" y="18">images per CPU-second (logarithmic), by images a batch</text>'
    for value in (1_000, 3_000, 10_000, 30_000, 100_000, 300_000):
        y = y_of(value)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>'
    for i, batch in enumerate(batches):
        yield f'<text x="{x_of(i, len(batches)):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{batch}</text>'
    names = sorted(rows, key=lambda name: -rows[name][-1])
    labels = dict(zip(names, apart([y_of(rows[name][-1]) for name in names])))
    for (name, figures), colour in zip(rows.items(), COLOURS):
        points = " ".join(f"{x_of(i, len(figures)):.1f},{y_of(v):.1f}" for i, v in enumerate(figures))
        dashes = ' stroke-dasharray="5 4"' if name.startswith("bare") else ""
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        yield f'<text x="{WIDTH - RIGHT + 8}" y="{labels[name] + 4:.1f}" fill="{colour}">{name}</text>'
    yield "</svg>"


def main():
    text = pathlib.Path("docs/performance.md").read_text()
    picture = "\n".join(svg(*table(text))) + "\n"
    pathlib.Path("docs/images/scorer.svg").write_text(re.sub(r"[ \t]+\n", "\n", picture))


if __name__ == "__main__":
    main()
