"""Which pipeline for what: scores, speed, size, memory and load time of each, as a table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run

_THREADS = (1, 2)
_POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_HEAD = (
    "| pipeline | seed articles: entities, facts F | passages of real news | dev | characters a second, 1 and 2 threads "
    "| wheel, MB | memory, MB | load, s |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


def main(
    configs: list[str],
    articles: Path = Path("assets/articles/dev"),
    version: str = "0.1.0",
    output: Path = Path("benchmarks/pipelines.md"),
    readme: Path = Path("README.md"),
) -> None:
    """Measure the trained pipelines of CONFIGS, one process each, and write the table to OUTPUT and into README.

    Speed and memory are those on ARTICLES, scores those of the last ``evaluate`` of each, sizes those of
    the last ``package``, of VERSION.
    """
    rows = [_row(config, articles, version) for config in configs]
    table = "\n".join([_HEAD, *rows])
    output.write_text(f"Written by `spacy project run pipelines`.\n\n{table}\n", encoding="utf-8")
    put_block(readme, "pipelines", table + "\n")
    print(table)


def _row(config: str, articles: Path, version: str) -> str:
    costs = [_cost(f"training/{config}/model-best", articles, threads) for threads in _THREADS]
    name = f"zh_zhaoshang_{config}-{version}"
    wheel = Path(f"packages/{name}/dist/{name}-py3-none-any.whl").stat().st_size
    cells = [
        f"`zh_zhaoshang_{config}`",
        *(_scores(config, name) for name in ("seeds", "passages", "dev")),
        ", ".join(f"{cost['rate']:,.0f}" for cost in costs),
        f"{wheel / 1e6:.0f}",
        f"{costs[0]['memory'] / 1e6:.0f}",
        f"{costs[0]['load']:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _scores(config: str, gold: str) -> str:
    scores = json.loads(Path(f"metrics/{config}/{gold}/scores.json").read_text("utf-8"))["scores"]
    return f"{scores['entities']['all']['f']:.3f}, {scores['facts']['all']['f']:.3f}"


def _cost(model: str, articles: Path, threads: int) -> dict[str, float]:
    environment = os.environ | dict.fromkeys(_POOLS, str(threads))
    command = [sys.executable, str(Path(__file__).with_name("speed.py")), model, str(articles), str(threads)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    run(main)
