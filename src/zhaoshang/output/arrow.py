"""Arrow types of records and of the tables that they make."""

from __future__ import annotations

import pyarrow as pa

_MONEY = [
    pa.field("value", pa.float64()),
    pa.field("high", pa.float64()),
    pa.field("currency", pa.string()),
    pa.field("bound", pa.string()),
]
_SPANS = pa.list_(pa.list_(pa.int64()))

_ENTITY = pa.struct(
    [
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("label", pa.string()),
        pa.field("text", pa.string()),
        pa.field("norm", pa.string()),
        *_MONEY,
    ]
)
_STAGE = pa.struct(
    [
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("label", pa.string()),
        pa.field("text", pa.string()),
        pa.field("status", pa.string()),
    ]
)
_RELATION = pa.struct(
    [
        pa.field("label", pa.string()),
        pa.field("head", pa.int64()),
        pa.field("tail", pa.int64()),
        pa.field("stage", pa.int64()),
        pa.field("score", pa.float64()),
    ]
)
_FACT = pa.struct(
    [
        pa.field("company", pa.string()),
        pa.field("names", pa.list_(pa.string())),
        pa.field("label", pa.string()),
        pa.field("text", pa.string()),
        *_MONEY,
        pa.field("status", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("evidence", _SPANS),
    ]
)

_ARTICLE = [
    pa.field("id", pa.string()),
    pa.field("source", pa.string()),
    pa.field("error", pa.string()),
    pa.field("title", pa.string()),
    pa.field("span", pa.list_(pa.int64())),
    pa.field("meta", pa.map_(pa.string(), pa.string())),
    pa.field("text", pa.string()),
]

#: A record as a row; keys that a record lacks are null.
RECORD = pa.schema(
    [
        *_ARTICLE,
        pa.field("entities", pa.list_(_ENTITY)),
        pa.field("stages", pa.list_(_STAGE)),
        pa.field("relations", pa.list_(_RELATION)),
        pa.field("facts", pa.list_(_FACT)),
    ]
)

_ARTICLE_KEY = pa.field("article", pa.int64())

#: The tables of a database. ``article`` is the record's number, in the order of the records; ``entity``,
#: ``stage`` and ``fact`` number the entries of a record, and a relation's head, tail and stage are such numbers.
TABLES: dict[str, pa.Schema] = {
    "articles": pa.schema([_ARTICLE_KEY, *_ARTICLE]),
    "entities": pa.schema([_ARTICLE_KEY, pa.field("entity", pa.int64()), *_ENTITY]),
    "stages": pa.schema([_ARTICLE_KEY, pa.field("stage", pa.int64()), *_STAGE]),
    "relations": pa.schema([_ARTICLE_KEY, *_RELATION]),
    "facts": pa.schema(
        [
            _ARTICLE_KEY,
            pa.field("fact", pa.int64()),
            *_FACT,
            pa.field("park", pa.string()),
            pa.field("chain", pa.string()),
        ]
    ),
}
