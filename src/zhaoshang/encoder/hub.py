"""The folder of a pretrained model: the path of one, or a name on the Hugging Face hub."""

from __future__ import annotations

from pathlib import Path

from .weights import SourceError

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
VOCABULARY = "vocab.txt"
TOKENIZER = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"


def folder_of(source: str) -> Path:
    """The folder of ``source``, loaded from the hub unless it is a path.

    ``NAME@REVISION`` is a branch, tag, commit or pull request (``refs/pr/1``)
    of the model NAME. Only the files that are read are loaded: no pickles, no code.

    Raises:
        SourceError: it is no folder, and the package huggingface_hub is missing or does not find it.
    """
    folder = Path(source).expanduser()
    if folder.exists():
        return folder
    try:
        import huggingface_hub
    except ImportError as error:
        raise SourceError(
            f"{source}: no such folder; to load it from the Hugging Face hub: pip install huggingface_hub"
        ) from error
    name, _, revision = source.partition("@")
    files = [CONFIG, WEIGHTS, VOCABULARY, TOKENIZER, TOKENIZER_CONFIG]
    try:
        found = huggingface_hub.snapshot_download(name, revision=revision or None, allow_patterns=files)
    except (OSError, ValueError) as error:  # all errors of the hub and its network are one of these
        reason = " ".join(str(error).split())
        raise SourceError(
            f"{source}: no such folder, and the Hugging Face hub does not give it: {reason}"
        ) from error
    return Path(found)
