"""A BERT checkpoint as Hugging Face lays it out (``BertModel`` and what is built on it).

Weights are read from safetensors alone: ``pytorch_model.bin`` is a pickle,
which can run any code.
"""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import numpy as np

from . import hub, vocabulary
from .checkpoint import Checkpoint
from .hub import folder_of
from .weights import Config, Floats, SourceError, State
from .wordpiece import INSIDE, MAX_WORD, UNKNOWN, WordPieceTokenizer

#: Pieces of the longest windows of tuning and pipelines, framed.
LEAST_POSITIONS = 256
#: What a model with a head on it calls the encoder.
_PREFIXES = ("", "bert.")
#: Names of old checkpoints.
_OLD_NAMES = {"weight": "gamma", "bias": "beta"}
_WORDS = "embeddings.word_embeddings.weight"
_TYPES = "embeddings.token_type_embeddings.weight"
_FULL_WIDTH = {chr(ord(char) + 0xFEE0): char for char in string.ascii_letters + string.digits}


def load(source: str, layers: int | None = None) -> Checkpoint:
    """The lowest ``layers`` layers (all if None) of the BERT at ``source``, see ``hub.folder_of``.

    Raises:
        SourceError: it cannot be had, or is no BERT that the encoder can be (another
            architecture, activation or kind of positions, another kind of tokenizer,
            weights that are no safetensors or lack something).
    """
    folder = folder_of(source)
    config = _config(folder)
    tokenizer = _tokenizer(folder)
    if len(tokenizer) > config.pieces:
        raise SourceError(f"{folder}: {len(tokenizer)} pieces, but embeddings of {config.pieces}")
    found = Checkpoint(config, _state(folder / hub.WEIGHTS, config), tokenizer, source)
    return found if layers is None else found.with_layers(layers)


# -- sizes --------------------------------------------------------------------


def _config(folder: Path) -> Config:
    path = folder / hub.CONFIG
    data = _json(path)
    for name, expected in (
        ("model_type", "bert"),
        ("hidden_act", "gelu"),
        ("position_embedding_type", "absolute"),
        ("is_decoder", False),
    ):
        if data.get(name, expected) != expected:
            raise SourceError(f"{path}: {name} is {data[name]!r}, only {expected!r} is supported")
    try:
        config = Config(
            width=int(data["hidden_size"]),
            layers=int(data["num_hidden_layers"]),
            heads=int(data["num_attention_heads"]),
            inner=int(data["intermediate_size"]),
            pieces=int(data["vocab_size"]),
            positions=int(data["max_position_embeddings"]),
            eps=float(data.get("layer_norm_eps", 1e-12)),
        )
    except KeyError as error:
        raise SourceError(f"{path}: lacks {error.args[0]!r}; is this a BERT?") from error
    except (TypeError, ValueError) as error:
        raise SourceError(f"{path}: {error}") from error
    if min(config.width, config.layers, config.heads, config.inner, config.pieces) < 1:
        raise SourceError(f"{path}: a size is below 1")
    if config.width % config.heads:
        raise SourceError(f"{path}: a width of {config.width} cannot be shared by {config.heads} heads")
    if config.positions < LEAST_POSITIONS:
        raise SourceError(
            f"{path}: {config.positions} positions, the windows of articles need {LEAST_POSITIONS}"
        )
    return config


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise SourceError(f"{path}: no JSON: {error}") from error
    if not isinstance(data, dict):
        raise SourceError(f"{path}: no JSON object")
    return data


def _part(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The object ``name`` in ``data``, empty where there is none."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


# -- pieces -------------------------------------------------------------------


def _tokenizer(folder: Path) -> WordPieceTokenizer:
    fast = _json(folder / hub.TOKENIZER) if (folder / hub.TOKENIZER).is_file() else {}
    model = _part(fast, "model")
    if model.get("type", "WordPiece") != "WordPiece":
        raise SourceError(
            f"{folder / hub.TOKENIZER}: the pieces are {model['type']}, only WordPiece is supported"
        )
    for name, expected in (
        ("continuing_subword_prefix", INSIDE),
        ("unk_token", UNKNOWN),
        ("max_input_chars_per_word", MAX_WORD),
    ):
        if model.get(name, expected) != expected:
            raise SourceError(f"{folder / hub.TOKENIZER}: {name} is {model[name]!r}, not {expected!r}")
    pieces = _pieces(folder, model)
    lower, strip_accents = _casing(folder, _part(fast, "normalizer"))
    try:
        return WordPieceTokenizer(pieces, lower, strip_accents, _normal(pieces, lower))
    except ValueError as error:
        raise SourceError(f"{folder}: {error}") from error


def _pieces(folder: Path, model: dict[str, Any]) -> list[str]:
    """The vocabulary in the order of its ids."""
    path = folder / hub.VOCABULARY
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        except UnicodeDecodeError as error:
            raise SourceError(f"{path}: no UTF-8: {error}") from error
    ids = _part(model, "vocab")
    if not ids:
        raise SourceError(f"{folder}: neither {hub.VOCABULARY} nor a {hub.TOKENIZER} with a vocabulary")
    pieces = {number: piece for piece, number in ids.items()}
    if pieces.keys() != set(range(len(ids))):
        raise SourceError(f"{folder / hub.TOKENIZER}: the ids of the vocabulary are not 0 to {len(ids) - 1}")
    return [pieces[number] for number in range(len(ids))]


def _casing(folder: Path, normalizer: dict[str, Any]) -> tuple[bool, bool | None]:
    """Whether capitals become small, and whether accents go.

    ``tokenizer_config.json`` comes first, as in transformers; then what ``tokenizer.json``
    says; capitals become small where neither says anything, as in BERT.
    """
    path = folder / hub.TOKENIZER_CONFIG
    settings = _json(path) if path.is_file() else {}
    if settings.get("tokenize_chinese_chars", True) is False:
        raise SourceError(f"{path}: tokenize_chinese_chars is false, only true is supported")
    lower = settings.get("do_lower_case", normalizer.get("lowercase", True))
    strip_accents = settings.get("strip_accents", normalizer.get("strip_accents"))
    return bool(lower), None if strip_accents is None else bool(strip_accents)


def _normal(pieces: list[str], lower: bool) -> dict[str, str]:
    """What is read as something else: traditional as simplified, letters and digits of full width."""
    known = set(pieces)
    table = {**vocabulary.simplified(), **_FULL_WIDTH}
    return {char: to for char, to in table.items() if (to.lower() if lower else to) in known}


# -- weights ------------------------------------------------------------------


def _state(path: Path, config: Config) -> State:
    import safetensors  # with numpy it needs no torch

    if not path.is_file():
        raise SourceError(
            f"{path.parent}: no {path.name}; weights in other files (pytorch_model.bin is a pickle, which "
            "can run any code) are not read: save the model again with transformers, or take a revision "
            "of it that has one"
        )
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            names = _names(set(file.keys()), config, path)
            return {
                ours: _checked(file.get_tensor(theirs), ours, config, path) for ours, theirs in names.items()
            }
    except (safetensors.SafetensorError, TypeError, OSError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error


def _names(there: set[str], config: Config, path: Path) -> dict[str, str]:
    """What the file calls each parameter."""
    prefix = next((prefix for prefix in _PREFIXES if prefix + _WORDS in there), "")
    names = {}
    for ours in config.shapes():
        stem, _, last = ours.rpartition(".")
        theirs = [f"{prefix}{ours}", f"{prefix}{stem}.{_OLD_NAMES[last]}"]
        found = next((name for name in theirs if name in there), None)
        if found is None:
            raise SourceError(f"{path}: lacks {ours}; is this a BERT?")
        names[ours] = found
    return names


def _checked(values: np.ndarray, name: str, config: Config, path: Path) -> Floats:
    """The parameter as float32 in the shape that it should have."""
    expected = config.shapes()[name]
    if name == _TYPES and values.ndim == 2 and len(values):
        # Only the first kind of text is ever used; some models have no other.
        values = np.repeat(values[:1], len(expected), axis=0)
    if values.shape != expected:
        raise SourceError(f"{path}: {name} has the shape {values.shape}, not {expected}")
    values = values.astype(np.float32)
    if not np.isfinite(values).all():
        raise SourceError(f"{path}: {name} holds values that are no numbers")
    return values
