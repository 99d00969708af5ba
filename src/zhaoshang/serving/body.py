"""The text of a request, read within limits."""

from __future__ import annotations

import asyncio
import json
from typing import NamedTuple

from starlette.requests import ClientDisconnect, Request

from .errors import RequestError
from .limits import Limits

#: How many times the largest body is read before the connection is given up.
_DROPPED = 10
_TYPES = ("application/json", "text/plain")


class Submission(NamedTuple):
    """What is to be extracted, and the id that its record gets."""

    text: str
    id: str


async def read_submission(request: Request, limits: Limits) -> Submission:
    """The text of a request: JSON ``{"text": …, "id": …}``, or plain text, in UTF-8.

    Raises:
        RequestError: 400 no UTF-8, no JSON, or the client is gone; 408 it came too slowly; 413 it is too
            large; 415 it is something else; 422 it has no text.
    """
    try:
        body = await asyncio.wait_for(_read(request, limits.max_bytes), limits.body_seconds)
    except asyncio.TimeoutError as error:  # in Python 3.10 not the built-in
        raise RequestError(
            408, "slow", f"the body took more than {limits.body_seconds:g} seconds to come"
        ) from error
    except ClientDisconnect as error:
        raise RequestError(400, "gone", "the client is gone") from error
    # Only now: a connection that is closed with bytes unread is reset, and its sender may not see the answer.
    kind = _kind(request)
    content = _decode(body)
    submission = Submission(content, "") if kind == "text/plain" else _parse(content)
    if not submission.text.strip():
        raise RequestError(422, "empty", "the text is empty")
    return submission


def _kind(request: Request) -> str:
    kind, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if kind.strip() not in _TYPES:
        raise RequestError(415, "type", f"the content type must be {' or '.join(_TYPES)}")
    charset = parameters.partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise RequestError(415, "type", "the charset must be UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(415, "type", "the body must not be compressed")
    return kind.strip()


async def _read(request: Request, most: int) -> bytes:
    """The body; of one that is too large some more is read and dropped, so that its sender sees the answer."""
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            body += chunk
        elif size > _DROPPED * most:
            break
    if size > most:
        raise RequestError(413, "too_large", f"the body has more than {most:,} bytes")
    return bytes(body)


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestError(400, "utf8", f"no UTF-8: {error.reason} at byte {error.start}") from error


def _parse(content: str) -> Submission:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise RequestError(400, "json", f"no JSON: {error}") from error
    if not isinstance(value, dict):
        raise RequestError(422, "fields", "no JSON object")
    text, id = value.get("text"), value.get("id", "")
    if not isinstance(text, str):
        raise RequestError(422, "fields", 'no text in the field "text"')
    if not isinstance(id, str):
        raise RequestError(422, "fields", 'no text in the field "id"')
    if any("\ud800" <= char <= "\udfff" for char in text + id):
        raise RequestError(422, "fields", "half of a surrogate pair in the text")
    return Submission(text, id)
