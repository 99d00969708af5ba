"""JSON values of a tool, taken apart with a reason where they are not what they should be."""

from __future__ import annotations

from typing import Any

from .errors import AnnotationError


def text_of(value: dict[str, Any], key: str) -> str:
    """The text of a key. Raises AnnotationError where it is none."""
    found = value.get(key)
    if not isinstance(found, str):
        raise AnnotationError(f'no text in "{key}"')
    if any("\ud800" <= char <= "\udfff" for char in found):
        raise AnnotationError(f'half of a surrogate pair in "{key}"')
    return found


def int_of(value: dict[str, Any], key: str) -> int:
    """The whole number of a key. Raises AnnotationError where it is none."""
    found = value.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise AnnotationError(f'no whole number in "{key}": {found!r}')
    return found


def dict_of(value: Any, what: str) -> dict[str, Any]:
    """A value that must be an object. Raises AnnotationError where it is none."""
    if not isinstance(value, dict):
        raise AnnotationError(f"{what} is no object")
    return value


def dicts_of(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The list of objects of a key, empty where it is missing. Raises AnnotationError where it is none."""
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise AnnotationError(f'no list in "{key}"')
    return [dict_of(entry, f'an entry of "{key}"') for entry in found]


def extras_of(value: dict[str, Any]) -> dict[str, Any]:
    """What export wrote beside the text, empty where the tool has a text of another origin."""
    return dict_of(value.get("article") or {}, '"article"')
