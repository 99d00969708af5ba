"""Tuning of the encoder on marked articles: entity tags, and relations beside them, as roles and as pairs."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ..corpus.article import Article
from ..schema import ENTITY_LABELS
from ..scoring.article import entity_set
from ..scoring.counts import Counts, count_by_label
from ..tagging import paths, tags
from .augment import Augmenter
from .checkpoint import Checkpoint
from .examples import Example, examples
from .head import Head
from .pair_reader import PairReader
from .torch_model import Encoder, SelfAttention
from .torch_tagger import NO_TAG, Tagger, TorchBatch, collate
from .weights import State


@dataclass(frozen=True)
class Options:
    """How to tune; the defaults are those of the published pipeline."""

    layers: int | None = None
    #: How many of them, from below, stay as they are, like the embeddings.
    frozen: int = 4
    epochs: int = 4
    encoder_rate: float = 1e-4
    head_rate: float = 2e-3
    warm_up: float = 0.1
    #: Pieces of a batch, padding too.
    batch_size: int = 1024
    #: The longest windows; half of the articles are cut into shorter ones, see :func:`window_size`.
    window: int = 254
    context: int = 40
    dropout: float = 0.1
    head_dropout: float = 0.3
    #: The weight of the roles' loss beside the tags'.
    roles: float = 0.3
    #: The weight of the candidate relations' loss beside it; 0 leaves them out.
    pairs: float = 0.3
    weight_decay: float = 0.01
    seed: int = 0
    threads: int = 2
    #: As torch names it (``cpu``, ``cuda``, ``cuda:1``), or ``auto``: a GPU (CUDA, ROCm) if torch has one.
    device: str = "auto"


Log = Callable[[str], None]
#: Precision, recall and F of each label and of all.
Scores = dict[str, tuple[float, float, float]]


class Tuned(NamedTuple):
    """What tuning gives."""

    checkpoint: Checkpoint
    #: What the encoder was tuned in.
    tagger: Tagger
    #: Strict, on dev, after the last epoch.
    scores: Scores


def tune(
    checkpoint: Checkpoint,
    train: Sequence[Article],
    dev: Sequence[Article],
    options: Options,
    lexicons: Path | None = None,
    log: Log = print,
) -> Tuned:
    """The checkpoint with tuned layers, and the tagger that it was tuned in.

    ``lexicons`` is the folder with word lists that names are made of.
    After each epoch the strict scores on ``dev`` go to ``log``. Seed and
    number of threads decide the result on one machine's CPU; on a GPU two
    runs may differ a little. Raises ValueError for a device that torch does not have.
    """
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    rng = random.Random(options.seed)
    encoder = Encoder.from_checkpoint(checkpoint, options.layers, options.dropout)
    encoder.freeze(options.frozen)
    for part in encoder.modules():
        # With dropout, attention has no fused kernel on a CPU.
        if isinstance(part, SelfAttention):
            part.dropout = 0.0
    tagger = Tagger(encoder, options.head_dropout).to(device_of(options.device))
    augmenter = Augmenter.of(train, lexicons)
    tokenizer = checkpoint.tokenizer
    read_pairs = PairReader.new() if options.pairs else None
    optimizer = torch.optim.AdamW(
        [
            {
                "params": [p for p in encoder.parameters() if p.requires_grad],
                "lr": options.encoder_rate,
            },
            {
                "params": [*tagger.head.parameters(), *tagger.pair_head.parameters()],
                "lr": options.head_rate,
            },
        ],
        weight_decay=options.weight_decay,
    )
    schedule = None
    scores: Scores = {}
    for epoch in range(1, options.epochs + 1):
        windows: list[Example] = []
        for article in train:
            variant, size = augmenter(article, rng), window_size(options.window, rng)
            windows += (one for _, one in examples([variant], tokenizer, size, read_pairs=read_pairs))
        batches = _batches(windows, options.batch_size, rng)
        if schedule is None:
            # Other draws give about as many batches.
            schedule = _schedule(optimizer, len(batches) * options.epochs, options.warm_up)
        began, losses = time.perf_counter(), []
        tagger.train()
        for number, batch in enumerate(batches, start=1):
            loss = _loss(tagger, collate(batch, tokenizer.pad).to(tagger.device), options)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if number % 25 == 0:
                seconds = time.perf_counter() - began
                log(f"  {number}/{len(batches)} loss {np.mean(losses[-25:]):.4f} {seconds:.0f} s")
        scores = score(dev, predict(tagger, dev, checkpoint, options))
        log(f"epoch {epoch}: loss {np.mean(losses):.4f}, {describe(scores)}")
        if read_pairs:
            held = score_pairs(tagger, dev, checkpoint, options, read_pairs)
            log(f"  pairs given entities: P/R/F {held.precision:.3f}/{held.recall:.3f}/{held.f:.3f}")
    tuned = replace(checkpoint, config=encoder.config, state=encoder.state())
    return Tuned(tuned, tagger, scores)


def window_size(longest: int, rng: random.Random) -> int:
    """The size of an article's windows in pieces: half of the time the longest, else above a third of it.

    Ends of windows stand elsewhere in each epoch, and most candidate pairs, which are learnt within windows
    alone, are still seen.
    """
    return longest if rng.random() < 0.5 else rng.randint(longest // 3, longest)


def predict(
    tagger: Tagger, articles: Sequence[Article], checkpoint: Checkpoint, options: Options
) -> list[list[tags.Span]]:
    """The spans that the tagger finds in each article."""
    found: list[list[tags.Span]] = [[] for _ in articles]
    scores: list[list[np.ndarray]] = [[] for _ in articles]
    places: list[list[np.ndarray]] = [[] for _ in articles]
    tokenizer = checkpoint.tokenizer
    windows = list(examples(articles, tokenizer, options.window, options.context))
    tagger.eval()
    for at in range(0, len(windows), 8):
        part = windows[at : at + 8]
        with torch.inference_mode():
            batch = collate([example for _, example in part], tokenizer.pad)
            logits, _, _ = tagger(batch.to(tagger.device))
            odds = functional.log_softmax(logits, dim=-1).cpu().numpy()
        for row, (number, example) in enumerate(part):
            kept = slice(*example.kept)
            scores[number].append(odds[row][kept])
            places[number].append(example.places[kept])
    for number, spans in enumerate(found):
        if scores[number]:
            where = np.concatenate(places[number]).tolist()
            for start, end, label in paths.best_spans([np.concatenate(scores[number])])[0]:
                spans.append((where[start], where[end - 1] + 1, label))
    return found


def score_pairs(
    tagger: Tagger,
    articles: Sequence[Article],
    checkpoint: Checkpoint,
    options: Options,
    read_pairs: PairReader,
) -> Counts:
    """How well the pairs of windows are told, given the entities; pairs across windows are not counted."""
    windows = examples(articles, checkpoint.tokenizer, options.window, read_pairs=read_pairs)
    counts = Counts()
    tagger.eval()
    for _, example in windows:
        with torch.inference_mode():
            batch = collate([example], checkpoint.tokenizer.pad).to(tagger.device)
            found = (tagger(batch)[2][:, 0] > 0).cpu().numpy()
        holds = example.pairs.targets[:, 0] == 1
        counts += Counts(int((found & holds).sum()), int((found & ~holds).sum()), int((holds & ~found).sum()))
    return counts


def score(articles: Sequence[Article], found: Sequence[Sequence[tags.Span]]) -> Scores:
    """Strict precision, recall and F of each label and of all."""
    counts = {label: Counts() for label in ENTITY_LABELS}
    for article, spans in zip(articles, found, strict=True):
        for label, own in count_by_label(entity_set(article), set(spans), ENTITY_LABELS, at=2).items():
            counts[label] += own
    total = sum(counts.values(), Counts())
    return {label: (c.precision, c.recall, c.f) for label, c in {"all": total, **counts}.items()}


def describe(scores: Scores) -> str:
    """The scores in one line."""
    parts = [f"{label} {p:.3f}/{r:.3f}/{f:.3f}" for label, (p, r, f) in scores.items()]
    return "P/R/F " + ", ".join(parts)


def head_of(tagger: Tagger) -> Head:
    """The tagger's head, as it runs without torch."""
    return Head({name: values.cpu().numpy() for name, values in tagger.head.state_dict().items()})


def pair_head_of(tagger: Tagger) -> State:
    """The parameters of the tagger's pair head, by their names in torch."""
    return {name: values.cpu().numpy() for name, values in tagger.pair_head.state_dict().items()}


def device_of(name: str) -> torch.device:
    """The device ``name``, see ``Options.device``. Raises ValueError where torch does not have it."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # a torch without CUDA fails with an assertion
        reason = " ".join(str(error).split())
        raise ValueError(f"device {name}: torch does not have it: {reason}") from error
    return device


def _loss(tagger: Tagger, batch: TorchBatch, options: Options) -> Tensor:
    tag_scores, role_scores, pair_scores = tagger(batch)
    loss = functional.cross_entropy(tag_scores.flatten(0, 1), batch.tags.flatten(), ignore_index=NO_TAG)
    if options.roles:
        known = batch.tags != NO_TAG
        wrong = functional.binary_cross_entropy_with_logits(role_scores[known], batch.roles[known])
        loss = loss + options.roles * wrong * role_scores.shape[-1]
    known = ~batch.pairs.targets.isnan()
    if options.pairs and known.any():
        targets = batch.pairs.targets[known]
        wrong = functional.binary_cross_entropy_with_logits(pair_scores[known], targets)
        loss = loss + options.pairs * wrong
    return loss


def _batches(windows: Sequence[Example], most: int, rng: random.Random) -> list[list[Example]]:
    """Windows of about the same length together, in random order."""
    noisy = [(len(example.ids) * rng.uniform(0.9, 1.1), k) for k, example in enumerate(windows)]
    groups = list(_groups([windows[k] for _, k in sorted(noisy)], most))
    rng.shuffle(groups)
    return groups


def _groups(ordered: Sequence[Example], most: int) -> Iterator[list[Example]]:
    group: list[Example] = []
    longest = 0
    for example in ordered:
        longest = max(longest, len(example.ids))
        if group and longest * (len(group) + 1) > most:
            yield group
            group, longest = [], len(example.ids)
        group.append(example)
    if group:
        yield group


def _schedule(
    optimizer: torch.optim.Optimizer, steps: int, warm_up: float
) -> torch.optim.lr_scheduler.LambdaLR:
    """Up in a line over the first part of the steps, then down to nothing."""
    first = max(1, int(steps * warm_up))

    def rate(step: int) -> float:
        return min((step + 1) / first, max(0.0, (steps - step) / max(1, steps - first)))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
