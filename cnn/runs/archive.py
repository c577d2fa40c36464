"""A finished run as one file to take home."""

import io
import zipfile

from cnn.data.labels import CLASS_NAMES
from cnn.runs.export import NEEDS, NOTEBOOK_FILE, SCRIPT_FILE, notebook, script
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RunRecord, recipe_of

README_FILE = "README.txt"
LITERT_FILE = "model.tflite"
PNG_FILE, SVG_FILE = "loss-curve.png", "loss-curve.svg"


def archive(name: str, record: RunRecord, files: dict[str, bytes]) -> bytes:
    """A zip file with the code and the history of a run, and with ``files`` by their names.

    ``name`` is the run's. Nothing in it tells the test result, which may be sealed.
    """
    recipe = recipe_of(record)
    texts = {
        README_FILE: _readme(name, record),
        SCRIPT_FILE: script(recipe, record.seed, record.beginning),
        NOTEBOOK_FILE: notebook(recipe, record.seed, record.beginning),
        HISTORY_FILE: record.history.to_csv(),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, text in texts.items():
            packed.writestr(file, text.encode())
        for file, data in files.items():
            packed.writestr(file, data)
    return content.getvalue()


def _readme(name: str, record: RunRecord) -> str:
    code = "this training in plain Keras"
    if record.beginning:
        code = f"these settings in plain Keras, from the beginning. {record.beginning} It needs"
    lines = (
        f"{name}: trained on {record.source.description} (garments by Zalando SE, MIT "
        f"License), best epoch {record.best_epoch} of {len(record.history)}, validation accuracy "
        f"{record.validation.accuracy:.4f}.",
        f"{MODEL_FILE}: the trained network, for keras.models.load_model. It takes images "
        "(n, 28, 28, 1) from 0 to 1, the garment light on black, and gives ten probabilities each.",
        f"{LITERT_FILE}: the same network for LiteRT, which runs on phones: pip install "
        "ai-edge-litert.",
        f"{SCRIPT_FILE}, {NOTEBOOK_FILE}: {code}: {NEEDS}.",
        f"{HISTORY_FILE}, {PNG_FILE}, {SVG_FILE}: loss and accuracy of each epoch.",
        f"The ten classes, in order: {', '.join(CLASS_NAMES)}.",
    )
    return "".join(f"{line}\n" for line in lines)
