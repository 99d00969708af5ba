"""Build what is released, from a clean clone: sdist and wheel of the library, wheels of pipelines, SHA256SUMS.

The same commit gives the same bytes: times are the commit's (SOURCE_DATE_EPOCH), archives are written anew with
sorted entries, one owner and two modes. Trained pipelines are taken as they are; that they come out the same is
the training's work.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

import srsly
import typer

from zhaoshang.cli.script import run

_FILE_MODE, _PROGRAM_MODE = 0o644, 0o755
_EARLIEST = 315532800  # 1980, where the times of zip begin


def main(
    output: Path = typer.Argument(..., help="A new folder for what is built."),
    models: list[Path] = typer.Option([], "--model", help="A trained pipeline's folder; may be repeated."),
    commit: str = typer.Option("HEAD", help="What to build."),
    twice: bool = typer.Option(False, help="Build all of it twice, and fail where a byte differs."),
) -> None:
    """Build the release of a commit into OUTPUT."""
    if output.exists() and any(output.iterdir()):
        raise typer.BadParameter(f"{output}: this folder is not empty")
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        sums = _build(commit, models, first)
        if twice:
            again = _build(commit, models, Path(folder) / "second")
            different = sorted(name for name in {*sums, *again} if sums.get(name) != again.get(name))
            if different:
                raise SystemExit(f"error: built twice, these differ: {', '.join(different)}")
        shutil.copytree(first / "dist", output, dirs_exist_ok=True)
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    (output / "SHA256SUMS").write_text(lines, "ascii")
    print(f"{lines}written: {output}{', the same twice' if twice else ''}")


def _build(commit: str, models: list[Path], folder: Path) -> dict[str, str]:
    """Build into ``folder/dist``; the SHA-256 of each file by its name."""
    clone, dist = folder / "clone", folder / "dist"
    _run("git", "clone", "--quiet", "--no-hardlinks", str(Path.cwd()), str(clone))
    _run("git", "checkout", "--quiet", "--detach", _revision(commit), cwd=clone)
    epoch = max(int(_run("git", "log", "-1", "--format=%ct", cwd=clone)), _EARLIEST)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", "TZ": "UTC"}
    _python("-m", "build", "--no-isolation", "--outdir", str(dist), cwd=clone, env=environment)
    for model in models:
        _package(model.resolve(), clone, folder / "packages", dist, environment)
    for path in sorted(dist.iterdir()):
        _rewrite_zip(path, epoch) if path.suffix == ".whl" else _rewrite_tar(path, epoch)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(dist.iterdir())}


def _package(model: Path, clone: Path, packages: Path, dist: Path, environment: dict[str, str]) -> None:
    """The wheel of a trained pipeline, as the command ``package`` of project.yml builds it."""
    config = model.parent.name
    meta = clone / "configs" / "meta" / f"{config}.json"
    version = srsly.read_yaml(clone / "project.yml")["vars"]["version"]
    packages.mkdir(exist_ok=True)
    options = [
        "--name",
        f"zhaoshang_{config}",
        "--version",
        version,
        "--meta-path",
        str(meta),
        "--build",
        "wheel",
    ]
    _python(
        "-m", "spacy", "package", str(model), str(packages), *options, "--force", cwd=clone, env=environment
    )
    for wheel in packages.glob(f"zh_zhaoshang_{config}-*/dist/*.whl"):
        shutil.copy(wheel, dist)


def _rewrite_zip(path: Path, epoch: int) -> None:
    """The same files in the order of their names, with one time and two modes."""
    with zipfile.ZipFile(path) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for info, content in sorted(
            entries, key=lambda entry: (".dist-info/" in entry[0].filename, entry[0].filename)
        ):
            new = zipfile.ZipInfo(info.filename, _zip_time(epoch))
            new.create_system = 3  # Unix
            new.external_attr = (0o100000 | _mode(info.external_attr >> 16)) << 16
            archive.writestr(new, content, zipfile.ZIP_DEFLATED)


def _rewrite_tar(path: Path, epoch: int) -> None:
    """The same files in the order of their names, with one time, no owner and two modes."""
    with tarfile.open(path, "r:gz") as archive:
        entries = [(info, archive.extractfile(info)) for info in archive.getmembers() if info.isfile()]
        files = sorted((info.name, info.mode, source.read()) for info, source in entries if source)
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, mode, content in files:
            new = tarfile.TarInfo(name)
            new.size, new.mtime, new.mode = len(content), epoch, _mode(mode)
            archive.addfile(new, io.BytesIO(content))


def _mode(mode: int) -> int:
    return _PROGRAM_MODE if mode & 0o100 else _FILE_MODE


def _zip_time(epoch: int) -> tuple[int, int, int, int, int, int]:
    moment = time.gmtime(epoch)
    return (moment.tm_year, moment.tm_mon, moment.tm_mday, moment.tm_hour, moment.tm_min, moment.tm_sec)


def _revision(commit: str) -> str:
    return _run("git", "rev-parse", "--verify", f"{commit}^{{commit}}").strip()


def _python(*arguments: str, cwd: Path, env: dict[str, str]) -> None:
    _run(sys.executable, *arguments, cwd=cwd, env=env)


def _run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """The output of a command; what a command that fails said ends the script."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise SystemExit(f"error: {' '.join(command[:3])}: {said[-1] if said else 'failed'}")
    return done.stdout


if __name__ == "__main__":
    run(main)
