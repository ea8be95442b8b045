"""Makes the pictures beside this file, and what another reader makes of them.

Each NAME.jpg or NAME.png gets another file, ending in .gray: height and width as big-endian 16-bit numbers, then the
grey values that Pillow shows (colour by ITU-R BT.601, transparent parts over white, Exif applied).
Needs Pillow, cjpeg, and for ycck.jpg a program that hands CMYK to libjpeg with JCS_YCCK set:
    python3 make.py FOLDER YCCK-WRITER
"""
import io
import os
import struct
import subprocess
import sys

from PIL import Image, ImageOps

H, W = 20, 28


def scene():
    picture = Image.new("RGB", (W, H))
    for y in range(H):
        for x in range(W):
            picture.putpixel((x, y), (9 * x, 12 * y, 255 - 4 * x - 5 * y))
    picture.paste((255, 255, 255), (3, 2, 8, 6))
    picture.paste((0, 0, 0), (20, 12, 26, 18))
    picture.paste((220, 20, 60), (3, 12, 9, 17))
    return picture


def cmyk():
    """With black in it, which Pillow's own conversion leaves out."""
    picture = Image.new("CMYK", (W, H))
    for y in range(H):
        for x in range(W):
            picture.putpixel((x, y), (9 * x, 12 * y, 60, 4 * x + 3 * y))
    return picture


def shown(path):
    picture = ImageOps.exif_transpose(Image.open(path))
    if picture.mode in ("P", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        page = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(page, picture).convert("RGB")
    if picture.mode == "CMYK":
        picture = picture.convert("RGB")
    return picture.convert("L")


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    gray = shown(path)
    with open(path + ".gray", "wb") as file:
        file.write(struct.pack(">HH", gray.height, gray.width) + gray.tobytes())


def saved(picture, form, **options):
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def after_soi(jpeg, more):
    return jpeg[:2] + more + jpeg[2:]


def main():
    folder, ycck = sys.argv[1:3]
    jpeg = saved(scene(), "JPEG", quality=95, subsampling=0)
    write(folder, "colour.jpg", jpeg)
    write(folder, "gray.jpg", saved(scene().convert("L"), "JPEG", quality=95))
    write(folder, "half-chroma.jpg", saved(scene(), "JPEG", quality=95, subsampling=2))
    write(folder, "progressive.jpg", saved(scene(), "JPEG", quality=95, progressive=True))
    write(folder, "cmyk.jpg", saved(cmyk(), "JPEG", quality=95))
    inverted = bytes(255 - b for b in cmyk().tobytes())
    with open(os.path.join(folder, "raw"), "wb") as file:
        file.write(inverted)
    subprocess.run([ycck, str(H), str(W), folder + "/raw", folder + "/ycck"], check=True)
    write(folder, "ycck.jpg", open(folder + "/ycck", "rb").read())
    ppm = saved(scene(), "PPM")
    rgb = subprocess.run(["cjpeg", "-rgb", "-quality", "95"], input=ppm, capture_output=True, check=True)
    write(folder, "rgb.jpg", rgb.stdout)
    restart = subprocess.run(
        ["cjpeg", "-restart", "1B", "-quality", "95", "-sample", "1x1"], input=ppm, capture_output=True, check=True)
    write(folder, "restarts.jpg", restart.stdout)
    for i in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = i
        write(folder, f"orientation-{i}.jpg", saved(scene(), "JPEG", quality=95, exif=exif))
    # Around the picture, what cameras and editors leave there.
    no_jfif = jpeg[:2] + jpeg[4 + struct.unpack(">H", jpeg[4:6])[0]:]
    write(folder, "no-jfif.jpg", no_jfif)
    write(folder, "jfif-revision.jpg", after_soi(no_jfif, segment(0xE0, b"JFIF\0\x03\x09\0\0\1\0\1\0\0")))
    write(folder, "broken-profile.jpg", after_soi(jpeg, segment(0xE2, b"ICC_PROFILE\0\x07\x02broken")))
    write(folder, "broken-exif.jpg", after_soi(jpeg, segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f")))
    write(folder, "stray-restart.jpg", after_soi(jpeg, b"\xff\xd0\xff\xd7"))
    write(folder, "padded.jpg", jpeg[:-2] + b"\0\0\0" + jpeg[-2:])
    write(folder, "trailing.jpg", jpeg + b"\0" * 100)
    # PNG.
    black_on_clear = Image.new("RGBA", (W, H), (0, 0, 0, 0))
    black_on_clear.paste((0, 0, 0, 255), (4, 4, 12, 12))
    black_on_clear.paste((200, 0, 90, 128), (14, 4, 22, 12))
    write(folder, "black-on-clear.png", saved(black_on_clear, "PNG"))
    write(folder, "gray-alpha.png", saved(black_on_clear.convert("LA"), "PNG"))
    write(folder, "palette.png", saved(scene().quantize(16), "PNG"))
    write(folder, "palette-clear.png", saved(scene().quantize(7), "PNG", transparency=b"\xff\0\x80"))
    write(folder, "rgb.png", saved(scene(), "PNG"))
    write(folder, "rgb-clear.png", saved(scene(), "PNG", transparency=(0, 0, 0)))
    write(folder, "one-bit.png", saved(scene().convert("1"), "PNG"))
    for left in ("raw", "ycck"):
        os.remove(os.path.join(folder, left))


main()
