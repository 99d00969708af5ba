"""The command line as the docs and its own help say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main

from zhaoshang.cli.app import app

#: The pages that speak of a command; every option must stand in one of them.
_PAGES = {
    "extract": ("cli.md",),
    "info": ("cli.md",),
    "report": ("cli.md",),
    "serve": ("serve.md",),
    "annotate export": ("annotate.md",),
    "annotate import": ("annotate.md",),
    "annotate labels": ("annotate.md",),
}
_SHELL = re.compile(r"```bash\n(.*?)```", re.S)


def commands(group: click.Group | None = None, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """The commands that do something, by what is typed."""
    of = group or typer.main.get_command(app)
    assert hasattr(of, "commands")
    for name, command in of.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield prefix + name, command


def options(command: click.Command) -> list[click.Parameter]:
    return [p for p in command.params if p.param_type_name == "option" and p.name != "help"]


COMMANDS = dict(commands())


def test_every_command_has_its_pages() -> None:
    assert set(COMMANDS) == set(_PAGES)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_in_the_docs(name: str, root: Path) -> None:
    text = "\n".join((root / "docs" / page).read_text("utf8") for page in _PAGES[name])
    assert f"zhaoshang {name}" in text
    said = set(re.findall(r"--[a-z-]+", text))
    missing = [p.name for p in options(COMMANDS[name]) if not said & {*p.opts, *p.secondary_opts}]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help is not None
    assert "Exit status" in command.help or name == "annotate labels"  # which cannot fail
    assert [p.name for p in command.params if not getattr(p, "help", None)] == []


def test_every_option_in_a_line_of_the_docs_is_there(root: Path) -> None:
    """A line such as ``zhaoshang extract news/ --jobs 2`` has options that the command knows."""
    lines = 0
    for page in (root / "README.md", root / "SECURITY.md", *sorted((root / "docs").glob("*.md"))):
        for block in _SHELL.findall(page.read_text("utf8")):
            for line in re.findall(r"\bzhaoshang (?=[a-z])(.*)", block):
                call = re.split(r"[|>;#]", line)[0]
                known = {
                    option
                    for name, command in COMMANDS.items()
                    if name.startswith(call.strip()) or call.startswith(name)
                    for parameter in command.params
                    for option in (*parameter.opts, *parameter.secondary_opts)
                }
                assert known, f"{page}: no such command: {line}"
                assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", call)) <= {*known, "--help"}, (
                    f"{page}: {line}"
                )
                lines += 1
    assert lines > 20
