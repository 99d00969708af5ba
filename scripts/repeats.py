"""Articles that are nearly the same, and sentences that share a frame."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.repeats import near_duplicates, shared_frames


def main(folders: list[Path], alike: float = 0.2, most: int = 5) -> None:
    """List the pairs of articles of FOLDERS that are ALIKE or more, and the frames that stand more than MOST times.

    Exit status 1 where there is any.
    """
    articles = [article for folder in folders for article in marked.read_dir(folder)]
    pairs, frames = near_duplicates(articles, alike), shared_frames(articles, most)
    for pair in pairs:
        print(f"{pair.first} {pair.second}: {pair.likeness:.2f} of their shingles are shared")
    for frame, count in frames:
        print(f"{count} times: {frame}")
    print(f"{len(articles)} articles, {len(pairs)} pairs alike, {len(frames)} frames too often")
    if pairs or frames:
        raise SystemExit(1)


if __name__ == "__main__":
    run(main)
