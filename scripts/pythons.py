"""Try what is released with several versions of Python, each in an environment of its own.

The pinned dependencies are installed by their hashes, then the wheels of ``scripts/release.py``. The pipelines are
loaded, an article is extracted, and the tests of a clean clone are run against the installed packages.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import srsly
import typer

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run

_VERSION = "import platform; print(platform.python_version())"
_LOAD = "import spacy, sys; print(*spacy.load(sys.argv[1]).pipe_names)"

#: A fact without its score, which another version of a library may change in its last digits.
Fact = tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What one Python gave."""

    version: str
    packages: int
    facts: list[Fact]
    passed: int
    skipped: int
    failed: list[str]


def main(
    dist: Path = typer.Argument(
        ..., help="The folder that scripts/release.py made, with a pipeline's wheel."
    ),
    pythons: list[str] = typer.Argument(..., help="Interpreters, for instance python3.10 python3.13."),
    article: Path = typer.Option(..., help="A file to extract."),
    requirements: Path = typer.Option(Path("requirements.txt"), help="The pinned dependencies."),
    commit: str = typer.Option("HEAD", help="Whose tests are run."),
    ignore: list[str] = typer.Option([], help="A file of tests that is left out; may be repeated."),
    environments: Path | None = typer.Option(
        None, help="A folder of environments, used again where they are there; without it they are new."
    ),
    document: Path | None = typer.Option(None, help="A document to write the table into."),
) -> None:
    """Try DIST with each of PYTHONS; exit status 1 where a test fails or the facts differ."""
    wheels = sorted(dist.resolve().glob("*.whl"))
    if not any(wheel.name.startswith("zh_") for wheel in wheels):
        raise typer.BadParameter(f"{dist}: there is no wheel of a pipeline")
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        _run("git", "clone", "--quiet", "--no-hardlinks", str(Path.cwd()), str(clone))
        _run("git", "checkout", "--quiet", "--detach", commit, cwd=clone)
        results = []
        for python in pythons:
            home = (environments or Path(folder)).resolve() / _run(python, "-c", _VERSION).strip()
            results.append(_try(python, home, wheels, requirements, article.resolve(), clone, ignore))
            print(_line(results[-1]), *results[-1].failed, sep="\n", flush=True)
    if document is not None:
        left_out = f"Left out: {', '.join(f'`{name}`' for name in ignore)}.\n" if ignore else ""
        put_block(document, "pythons", as_markdown(results) + left_out)
    if any(result.failed or result.facts != results[0].facts for result in results):
        raise SystemExit(1)


def _try(
    python: str,
    home: Path,
    wheels: list[Path],
    requirements: Path,
    article: Path,
    clone: Path,
    ignore: list[str],
) -> Result:
    if not home.exists():
        _run(python, "-m", "venv", str(home))
    inside = str(home / "bin" / "python")
    pip = [inside, "-m", "pip", "--disable-pip-version-check"]
    _run(*pip, "install", "--quiet", "--require-hashes", "-r", str(requirements))
    _run(*pip, "install", "--quiet", "--no-deps", "--force-reinstall", *map(str, wheels))
    _run(*pip, "check")
    pipelines = [wheel.name.split("-")[0] for wheel in wheels if wheel.name.startswith("zh_")]
    for pipeline in pipelines:
        _run(inside, "-c", _LOAD, pipeline, cwd=home)
    facts = _facts(inside, pipelines[0], article, home)
    passed, skipped, failed = _test(inside, clone, home, ignore)
    packages = len(_run(*pip, "list", "--format", "freeze").splitlines())
    return Result(home.name, packages, facts, passed, skipped, failed)


def _facts(python: str, pipeline: str, article: Path, folder: Path) -> list[Fact]:
    """The facts that the installed command finds in a file, sorted."""
    output = folder / "records.jsonl"
    output.unlink(missing_ok=True)
    _run(
        python,
        "-m",
        "zhaoshang",
        "extract",
        str(article),
        "-q",
        "-m",
        pipeline,
        "-o",
        str(output),
        cwd=folder,
    )
    return sorted(
        tuple(str(fact.get(key)) for key in ("company", "label", "text", "status", "value", "evidence"))
        for record in srsly.read_jsonl(output)
        for fact in record["facts"]
    )


def _test(python: str, clone: Path, folder: Path, ignore: list[str]) -> tuple[int, int, list[str]]:
    """How many tests of a clone passed and were skipped, and the names of those that failed."""
    report = folder / "tests.xml"
    report.unlink(missing_ok=True)
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        *(f"--ignore={name}" for name in ignore),
    ]
    subprocess.run([python, "-m", "pytest", *options], cwd=clone, capture_output=True, check=False)
    if not report.exists():
        raise SystemExit(f"error: {python}: the tests did not run")
    return read_report(report)


def read_report(path: Path) -> tuple[int, int, list[str]]:
    """How many tests passed and were skipped, and the names of those that failed, by a report of pytest (JUnit XML)."""
    passed, skipped, failed = 0, 0, []
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, skipped, failed


def as_markdown(results: list[Result]) -> str:
    """A row for each Python, and whether all of them find the same facts."""
    lines = [
        "| Python | packages | facts of the article | tests passed | skipped | failed |",
        "| --- |" + " ---: |" * 5,
        *map(_line, results),
    ]
    same = all(result.facts == results[0].facts for result in results)
    lines += ["", f"The facts are {'the same with all of them' if same else 'not the same'}."]
    return "\n".join(lines) + "\n"


def _line(result: Result) -> str:
    cells = (result.packages, len(result.facts), result.passed, result.skipped, len(result.failed))
    return f"| {result.version} | {' | '.join(f'{cell:,}' for cell in cells)} |"


def _run(*command: str, cwd: Path | None = None) -> str:
    """The output of a command; what a command that fails said ends the script."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        said = re.findall(r"\S.*", done.stderr or done.stdout)
        raise SystemExit(f"error: {' '.join(command[:4])}: {said[-1] if said else 'failed'}")
    return done.stdout


if __name__ == "__main__":
    run(main)
