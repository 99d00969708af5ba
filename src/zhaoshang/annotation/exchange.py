"""Files of annotation tools in and out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..corpus.article import Article
from . import brat, doccano, label_studio, prodigy
from .errors import AnnotationError
from .graph import Graph, to_article, to_graph
from .labels import tool_labels
from .marked_files import file_name


class _JsonFormat(NamedTuple):
    to_value: Callable[[Graph], dict[str, Any]]
    from_value: Callable[[dict[str, Any]], Graph | None]
    is_array: bool = False


_JSON_FORMATS = {
    "prodigy": _JsonFormat(prodigy.to_value, prodigy.from_value),
    "doccano": _JsonFormat(doccano.to_value, doccano.from_value),
    "labelstudio": _JsonFormat(label_studio.to_value, label_studio.from_value, is_array=True),
}
FORMATS: tuple[str, ...] = (*_JSON_FORMATS, "brat")


def write_articles(articles: Iterable[Article], path: Path, format: str) -> list[AnnotationError]:
    """Write articles for a tool: to one file, or for brat to a folder.

    Returns:
        The errors of the articles that a format cannot say; the others are written.

    Raises:
        OSError: the output cannot be written.
    """
    if format == "brat":
        return _write_brat(articles, path)
    errors: list[AnnotationError] = []
    lines: list[str] = []
    for article in articles:
        try:
            value = _JSON_FORMATS[format].to_value(to_graph(article))
        except AnnotationError as error:
            errors.append(AnnotationError(f"{article.id}: {error}"))
            continue
        lines.append(json.dumps(value, ensure_ascii=False))
    if _JSON_FORMATS[format].is_array:
        _write(path, "[" + ",\n".join(lines) + "]\n")
    else:
        _write(path, "".join(f"{line}\n" for line in lines))
    return errors


def read_articles(path: Path, format: str) -> Iterator[Article | AnnotationError | None]:
    """Read the articles of a tool's file, or for brat of a folder, one by one.

    Yields:
        An article; the error of one that cannot be read; None for one that the annotator left out.

    Raises:
        AnnotationError: nothing can be read.
        OSError: the file or folder cannot be opened.
    """
    if format == "brat":
        yield from _read_brat(path)
        return
    for place, value in _values(path):
        try:
            if isinstance(value, AnnotationError):
                raise value
            graph = _JSON_FORMATS[format].from_value(value)
            yield None if graph is None else to_article(graph, f"{path.stem}-{place}")
        except AnnotationError as error:
            yield AnnotationError(f"{path}:{place}: {error}")


def _values(path: Path) -> Iterator[tuple[int, dict[str, Any] | AnnotationError]]:
    """The objects of a JSON array, each with its number, or of JSON lines, each with its line."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    if content.lstrip().startswith("["):
        values = _parse(content)
        if isinstance(values, AnnotationError):
            raise AnnotationError(f"{path}: {values}")
        for number, value in enumerate(values, 1):
            yield number, _object(value)
        return
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            value = _parse(line)
            yield number, value if isinstance(value, AnnotationError) else _object(value)


def _parse(content: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        return AnnotationError(f"no JSON: {error}")


def _object(value: object) -> dict[str, Any] | AnnotationError:
    return value if isinstance(value, dict) else AnnotationError("no JSON object")


def _write_brat(articles: Iterable[Article], folder: Path) -> list[AnnotationError]:
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "annotation.conf", tool_labels("brat"))
    errors: list[AnnotationError] = []
    written: set[str] = set()
    for article in articles:
        try:
            name = file_name(article.id)
            files = brat.to_standoff(to_graph(article))
            if name in written:
                raise AnnotationError("a second article of this id")
        except AnnotationError as error:
            errors.append(AnnotationError(f"{article.id}: {error}"))
            continue
        written.add(name)
        _write(folder / f"{name}.txt", files.text)
        _write(folder / f"{name}.ann", files.annotations)
        if files.extras:
            _write(folder / f"{name}.json", files.extras)
    return errors


def _read_brat(folder: Path) -> Iterator[Article | AnnotationError]:
    if not folder.is_dir():
        raise AnnotationError(f"{folder}: brat's articles are a folder")
    for path in sorted(folder.glob("*.ann")):
        try:
            extras = path.with_suffix(".json")
            files = brat.Standoff(
                _text(path.with_suffix(".txt")), _text(path), _text(extras) if extras.exists() else ""
            )
            yield to_article(brat.from_standoff(files, path.stem), path.stem)
        except AnnotationError as error:
            yield AnnotationError(f"{path}: {error}")
        except OSError as error:
            yield AnnotationError(f"{error.filename}: {error.strerror}")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path.name} is not UTF-8: {error.reason} at byte {error.start}") from error


def _write(path: Path, content: str) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(content, "utf-8", newline="")
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
