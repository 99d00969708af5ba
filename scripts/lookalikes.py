"""Find the characters that look alike in print and write them into src/zhaoshang/corpus/lookalikes.py."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from zhaoshang.cli.script import run
from zhaoshang.corpus.typos import common_characters

_TABLE = re.compile(r'(?<=LOOKALIKES = """\n).*?(?=""")', re.S)
_SIZE, _CANVAS, _THUMBNAIL = 48, (56, 64), (28, 32)


def main(
    fonts: list[Path],
    module: Path = Path("src/zhaoshang/corpus/lookalikes.py"),
    face: int = 2,
    least: float = 0.8,
    most: int = 3,
) -> None:
    """Compare the common characters as FONTS print them, and keep of each the MOST others that are alike.

    FACE is the number of the font in a collection (2: simplified Chinese in Noto CJK); alike are two whose
    blurred pictures correlate by LEAST or more, on the mean of the fonts.
    """
    characters = common_characters()
    pictures = [_pictures(characters, ImageFont.truetype(str(path), _SIZE, index=face)) for path in fonts]
    likeness = np.mean([rows @ rows.T for rows in pictures], axis=0)
    np.fill_diagonal(likeness, 0)
    lines = []
    for char, row in zip(characters, likeness, strict=True):
        nearest = [k for k in np.argsort(-row, kind="stable")[:most] if row[k] >= least]
        if nearest:
            lines.append(char + "".join(characters[k] for k in nearest))
    table = _in_rows(lines)
    module.write_text(_TABLE.sub(lambda _: table, module.read_text("utf8"), count=1), "utf8")
    print(f"{len(lines)} characters have look-alikes; written: {module}")


def _pictures(characters: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    """A row a character, its mean 0 and its length 1: float32 array of shape (characters, pixels)."""
    rows = []
    for char in characters:
        image = Image.new("L", _CANVAS)
        ImageDraw.Draw(image).text((4, -4), char, font=font, fill=255)
        image = image.filter(ImageFilter.GaussianBlur(1.6)).resize(_THUMBNAIL)
        row = np.asarray(image, dtype=np.float32).ravel()
        row -= row.mean()
        rows.append(row / np.linalg.norm(row))
    return np.stack(rows)


def _in_rows(words: list[str], a_row: int = 10) -> str:
    return "".join(" ".join(words[k : k + a_row]) + "\n" for k in range(0, len(words), a_row))


if __name__ == "__main__":
    run(main)
