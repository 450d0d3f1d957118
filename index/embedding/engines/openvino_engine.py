"""Encoding on the CPU by OpenVINO: faster than torch, and quick to start."""

from __future__ import annotations

import logging
import shutil
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from index.atomic import new_directory
from index.embedding.engines.batches import batches, inputs
from index.embedding.engines.convert import converted
from index.embedding.engines.failures import is_failure
from index.embedding.engines.integers import Integers
from index.embedding.engines.lean_openvino import runtime
from index.embedding.engines.model_cache import in_use
from index.embedding.engines.precision import fastest, hint, is_integer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.embedding.engines.batches import Text
    from index.embedding.resolve import Model

_log = logging.getLogger(__name__)

# Batches of 4 to 16 abstracts measured alike; larger ones fall out of the second-level cache.
ROWS = 8
SOON = 256
TOKENS = 2048
_SHORT = 24
"""Characters up to which a text is computed in floating point rather than in integers, as a single
one, such as a query, always is: `benchmarks/int8_rounding.py` prints what short texts lose."""
_NAMES = {"f32": "fp32", "bf16": "bf16"}


class OpenVinoEngine:
    """A model compiled for this CPU.

    Args:
        model: The model to run.
        cache: Where the converted and the compiled model are kept.
        precision: `auto` for whichever of float32, bfloat16 and 8-bit integers this CPU runs
            fastest, or a format of `index.embedding.engines.precision`.
        write: As for `index.embedding.engines.convert.converted`.
        count: How many texts come first; what they need is set up at once.

    Raises:
        ImportError: Something that the conversion needs is missing.
        OSError: The cache is not writable.
        RuntimeError: The model does not convert or compile.
        Exception: Anything, where the model's files are damaged.
    """

    def __init__(
        self,
        model: Model,
        cache: Path,
        precision: str = "auto",
        write: Callable[[Model, Path], None] | None = None,
        count: int = SOON,
    ) -> None:
        self._core = runtime.Core()
        # OpenVINO knows a compiled model again by the path of the converted one: by any other name
        # of the folder it would be compiled, and kept, once more.
        cache = cache.resolve()
        version = runtime.__version__.partition("-")[0]
        self._kept = cache / "openvino" / f"{version}-{model.network[:16]}"
        self._precision = precision
        self._dim = model.width
        self._integers = None
        if write is None and (precision == "auto" or is_integer(precision)):
            self._integers = Integers.of(model, cache)
        folder = converted(model, cache, write)
        try:
            self._load(folder, model, count)
        except BaseException as error:
            if not is_failure(error):
                raise
            # Asked only now: where the compiled model is kept, the converted one is not even read.
            if self._is_whole(folder):
                raise
            _log.warning("the converted model in %s is damaged; converting it again", folder)
            for damaged in folder.parent.glob(f"{folder.name}*"):
                shutil.rmtree(damaged, ignore_errors=True)
            self._load(converted(model, cache, write), model, count)

    def _is_whole(self, folder: Path) -> bool:
        """Return whether a converted model and its tokenizer can be read."""
        try:
            Tokenizer.from_file(str(folder / "tokenizer.json"))
            for network in {folder / "model.xml", self._network}:
                self._core.read_model(network)
        except BaseException as error:  # tokenizers raises nothing narrower
            if not is_failure(error):
                raise
            return False
        return True

    def _load(self, folder: Path, model: Model, count: int) -> None:
        """Read a converted model and its tokenizer, and set the model up for `count` texts."""
        self._network = self._floating = folder / "model.xml"
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(model.max_tokens)
        if self._precision == "auto":
            self._precision = fastest(
                self._core, self._network, self._kept, model.max_tokens, self._integers
            )
        if is_integer(self._precision):
            if self._integers is None:
                message = "no ranges of its numbers are known, which 8-bit integers need"
                raise RuntimeError(message)
            self._network = self._integers.network()
        self.name = f"openvino cpu {_NAMES.get(self._precision, 'int8')}"
        self._compiled: dict[str, runtime.CompiledModel] = {}
        self._compiled_for(count, self._precision if count > 1 else hint(self._precision))
        in_use(folder)
        in_use(self._kept)

    def encode(self, texts: Sequence[Text], progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Return one vector for each text or pair of texts; see `Engine.encode`."""
        if not is_integer(self._precision):
            return self._encode(texts, progress, self._precision)
        vectors = np.empty((len(texts), self._dim), dtype=np.float32)
        is_exact = np.array(
            [len(texts) == 1 or (isinstance(text, str) and len(text) < _SHORT) for text in texts]
        )
        for precision, rows in (
            (hint(self._precision), np.flatnonzero(is_exact)),
            (self._precision, np.flatnonzero(~is_exact)),
        ):
            if len(rows):
                chosen = [texts[row] for row in rows.tolist()]
                vectors[rows] = self._encode(chosen, progress, precision)
        return vectors

    def _encode(
        self, texts: Sequence[Text], progress: Callable[[int], None], precision: str
    ) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self._dim), dtype=np.float32)
        compiled = self._compiled_for(len(texts), precision)
        # Twice as many requests as run at a time, so that none waits for us to tokenise or to fetch
        # a result.
        places = 2 * compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
        # Python callbacks (AsyncInferQueue) are avoided: about one process in a hundred hung on its
        # way out, its main thread waiting for a callback's thread and that one for the
        # interpreter's lock (OpenVINO 2026.4).
        running: deque[tuple[runtime.InferRequest, NDArray[np.int64]]] = deque()

        def finish() -> runtime.InferRequest:
            request, rows = running.popleft()
            request.wait()
            vectors[rows] = request.get_output_tensor(0).data
            progress(len(rows))
            return request

        for batch in batches(texts, self.tokenizer, ROWS, TOKENS):
            request = finish() if len(running) == places else compiled.create_infer_request()
            request.start_async(inputs(batch))
            running.append((request, batch.rows))
        while running:
            finish()
        return vectors

    def _compiled_for(self, count: int, precision: str) -> runtime.CompiledModel:
        """Return the model compiled for `count` texts: newly, or as it is in the cache."""
        # One batch is done soonest by all cores together; many are, by each core on a batch of its
        # own. For some dozens of texts, setting that up takes longer than it gains. A single one, a
        # query, keeps no more than one core busy: where others are at work, threads of all cores
        # would wait for the last of them.
        settings: dict[str, object] = {
            "PERFORMANCE_HINT": "LATENCY" if count <= SOON else "THROUGHPUT"
        }
        if count == 1:
            settings["INFERENCE_NUM_THREADS"] = 1
        # OpenVINO writes its cache in place, and a process that reads it meanwhile fails or dies of
        # a bus error. So each way of compiling has a folder of its own, which appears when full.
        name = "-".join([precision, *(str(value).lower() for value in settings.values())])
        if name not in self._compiled:
            blobs = self._kept / name
            if not blobs.is_dir():
                with new_directory(blobs) as folder:
                    self._compile(settings, precision, folder)
            self._compiled[name] = self._compile(settings, precision, blobs)
            in_use(blobs)
        return self._compiled[name]

    def _compile(
        self, settings: dict[str, object], precision: str, blobs: Path
    ) -> runtime.CompiledModel:
        common = {"INFERENCE_PRECISION_HINT": hint(precision), "CACHE_DIR": str(blobs)}
        network = self._network if precision == self._precision else self._floating
        return self._core.compile_model(network, "CPU", settings | common)
