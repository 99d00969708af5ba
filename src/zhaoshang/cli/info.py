"""``zhaoshang info``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from .. import DEFAULT_MODEL, ModelError
from .messages import Messages

if TYPE_CHECKING:
    from ..provenance import Description

_UNKNOWN = "not recorded"


def info(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A pipeline's package name or folder.")
    ] = DEFAULT_MODEL,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what made a pipeline: config, corpus, seed, versions, and its scores on dev.

    Exit status: 0 it is shown; 2 there is no such pipeline, one line says why.
    """
    from ..provenance import describe

    try:
        found = describe(model)
    except ModelError as error:
        Messages().error(str(error))
        raise typer.Exit(2) from error
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found)))


def _lines(found: Description) -> Iterator[str]:
    made_by = found["provenance"]
    yield f"{found['name']} {found['version']}"
    yield _row("components", ", ".join(found["components"]))
    if found["requirements"]:
        yield _row("requires", ", ".join(found["requirements"]))
    yield _row("config", made_by["config"] if made_by else _UNKNOWN)
    if made_by and made_by["config"] != found["config"]:
        yield _row("", f"config.cfg was changed since: {found['config']}")
    yield _row("seed", str(made_by["seed"]) if made_by else _UNKNOWN)
    yield "\nread by the training"
    yield from _table(made_by["sources"] if made_by else {})
    yield f"\n  {'versions':16}{'at training':16}here"
    trained = made_by["versions"] if made_by else {}
    for package, here in found["versions_here"].items():
        yield _row(package, f"{trained.get(package) or '-':16}{here or '-'}")
    yield "\nscores on dev"
    yield from _table({name: f"{score:.4f}" for name, score in found["scores"].items()})


def _table(rows: dict[str, str]) -> Iterator[str]:
    yield from (_row(name, value) for name, value in rows.items())
    if not rows:
        yield f"  {_UNKNOWN}"


def _row(name: str, value: str) -> str:
    return f"  {name:16}{value}"
