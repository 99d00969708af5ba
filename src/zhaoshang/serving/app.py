"""The application: a page, its parts, and the API."""

# No "from __future__ import annotations": FastAPI looks at the annotations of functions within functions.

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from spacy.language import Language
from starlette.exceptions import HTTPException

from .. import __version__
from ..output import ArticleRecord
from .body import read_submission
from .engine import Engine
from .errors import RequestError
from .guard import LOOPBACK, Guard
from .limits import Limits
from .tables import to_csv

_ASSETS = {
    "/": ("index.html", "text/html"),
    "/docs": ("docs.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/labels.js": ("labels.js", "text/javascript"),
    "/docs.js": ("docs.js", "text/javascript"),
}


class Submission(BaseModel):
    """An article to extract."""

    text: str = Field(description="The article, as it was received.")
    id: str = Field("", description="What the record is to be called.")


class Problem(BaseModel):
    """Why there is no record."""

    error: str = Field(description="One line for people.")
    code: str = Field(description="One word for programs.")


class Health(BaseModel):
    """How the server is."""

    model: str = Field(description="The name of the pipeline.")
    waiting: int = Field(description="Articles in work or waiting.")


_PROBLEMS = {
    400: "No UTF-8 or no JSON.",
    403: "A request of another web site.",
    408: "The body came too slowly.",
    413: "The body or the text is too large.",
    415: "The body is neither JSON nor plain text.",
    421: "A host that is not this server's.",
    422: "There is no text, or no such format.",
    429: "Too many articles are waiting.",
    500: "The pipeline fails on the text.",
    504: "The article was not done in time.",
}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": Submission.model_json_schema()},
        "text/plain": {"schema": {"type": "string"}},
    },
}


def create_app(nlp: Language, limits: Limits = Limits(), hosts: tuple[str, ...] | None = LOOPBACK) -> FastAPI:
    """The application over a pipeline; ``hosts`` are the names that it answers to, None any."""
    engine = Engine(nlp, limits.queue, limits.extract_seconds)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        engine.close()

    app = FastAPI(
        title="zhaoshang",
        description="Facts from Chinese investment-promotion news.",
        version=__version__,
        docs_url=None,  # FastAPI's pages load their scripts from the net
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(Guard, hosts=hosts)
    app.add_exception_handler(RequestError, _on_request_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    _add_assets(app)

    @app.post(
        "/extract",
        summary="Extract the facts of an article",
        response_model=None,
        responses={
            200: {
                "model": ArticleRecord,
                "content": {"text/csv": {}},
                "description": "The record, or its facts.",
            },
            **{status: {"model": Problem, "description": what} for status, what in _PROBLEMS.items()},
        },
        openapi_extra={"requestBody": _BODY},
    )
    async def extract(
        request: Request,
        format: Annotated[
            Literal["json", "csv"], Query(description="json: the record; csv: its facts, one a line.")
        ] = "json",
    ) -> Response:
        text, id = await read_submission(request, limits)
        record = await engine.extract(text, id)
        if format == "csv":
            return Response(to_csv(record), media_type="text/csv; charset=utf-8")
        return JSONResponse(record)

    @app.get("/health", summary="How the server is", response_model=Health)
    async def health() -> Response:
        name = f"{nlp.meta.get('lang', '')}_{nlp.meta.get('name', '')}"
        return JSONResponse({"model": name, "waiting": engine.waiting})

    return app


def _add_assets(app: FastAPI) -> None:
    """The files of the page, by their names alone: no path of a request ever reaches the disk."""
    folder = files(__package__) / "static"
    for path, (name, kind) in _ASSETS.items():
        app.add_route(
            path, _endpoint((folder / name).read_bytes(), kind), methods=["GET"], include_in_schema=False
        )


def _endpoint(content: bytes, kind: str) -> Any:
    async def endpoint(request: Request) -> Response:
        return Response(content, media_type=f"{kind}; charset=utf-8")

    return endpoint


def _problem(status: int, code: str, message: str) -> JSONResponse:
    # A client whose body was not read to its end must not send the next request behind it.
    headers = {"connection": "close"} if status in (408, 413) else {}
    if status == 429:
        headers["retry-after"] = "2"
    return JSONResponse({"error": message, "code": code}, status, headers)


async def _on_request_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestError)
    return _problem(error.status, error.code, str(error))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "path", 405: "method"}.get(error.status_code, "http")
    return _problem(error.status_code, code, str(error.detail))


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return _problem(422, "fields", f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
