"""Other names for companies: brands and full names, from word lists."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Protocol

_LEGAL = re.compile(r"(股份有限公司|有限责任公司|集团有限公司|有限公司|集团|公司|股份)$")
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
_FULL_FORMS = ("有限公司", "有限公司", "股份有限公司", "有限责任公司", "集团有限公司")


class Renamer(Protocol):
    """Gives companies other names."""

    def rename(self, business: tuple[str, ...], rng: random.Random) -> dict[str, str]:
        """Another name for some names of a business."""


class NameComposer:
    """Makes company names of the kind of those that they replace."""

    def __init__(self, lexicons: Path) -> None:
        """Read ``companies``, ``brands-invented``, ``regions`` and ``trades`` (.txt) of a folder."""
        self._companies = _read(lexicons / "companies.txt")
        self._brands = _read(lexicons / "brands-invented.txt")
        self._regions = _read(lexicons / "regions.txt")
        self._trades = _read(lexicons / "trades.txt")

    def rename(self, business: tuple[str, ...], rng: random.Random) -> dict[str, str]:
        """Another name for each name of a business; empty where none of the kind can be made."""
        if len(business) == 1:
            name = business[0]
            return {name: self.like(name, rng)} if _HAN.match(name) else {}
        brand = _shared(business)
        if brand is None:
            return {}
        other = rng.choice(self._brands)
        return {name: name.replace(brand, other, 1) for name in business}

    def like(self, name: str, rng: random.Random) -> str:
        """A name of the same kind: a full legal name, or a brand with or without its trade."""
        legal = _LEGAL.search(name)
        if legal and len(name) > 6:
            region = rng.choice(self._regions) if rng.random() < 0.8 else ""
            return region + self._brand(rng) + rng.choice(self._trades) + rng.choice(_FULL_FORMS)
        if legal:
            return self._brand(rng) + legal[0]
        draw = rng.random()
        if draw < 0.6:
            return rng.choice(self._companies)
        if draw < 0.8:
            return self._brand(rng)
        if draw < 0.9:
            return rng.choice(self._regions) + self._brand(rng)
        return self._brand(rng) + rng.choice(self._trades)

    def _brand(self, rng: random.Random) -> str:
        return rng.choice(self._brands)


def _shared(names: tuple[str, ...]) -> str | None:
    """The longest run of two to four Chinese characters that all names share."""
    short = min(names, key=len)
    for length in (4, 3, 2):
        for start in range(len(short) - length + 1):
            part = short[start : start + length]
            if _HAN.match(part) and all(part in name for name in names):
                return part
    return None


def _read(path: Path) -> list[str]:
    lines = path.read_text("utf8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
