import io
import json
import zipfile
from dataclasses import replace

from cnn import pretrained
from cnn.runs.archive import archive
from cnn.runs.branch import Branch
from cnn.runs.network import BOOK_CNN

RECORD = pretrained.ARTICLE_CNN.record

FILES = {"best-cnn-model.keras": b"a model", "loss-curve.png": b"a picture"}


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_it_has_the_files_the_code_and_the_history() -> None:
    found = opened(archive("Our run", RECORD, FILES))
    assert FILES.items() <= found.items()
    assert found["history.csv"].decode() == RECORD.history.to_csv()
    assert f"keras.utils.set_random_seed({RECORD.seed})" in found["train.py"].decode()
    assert json.loads(found["train.ipynb"])["nbformat"] == 4
    assert set(found) - set(FILES) == {"README.txt", "history.csv", "train.py", "train.ipynb"}


def test_six_lines_say_what_each_file_is() -> None:
    lines = opened(archive("옷, our run", RECORD, FILES))["README.txt"].decode().splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("옷, our run: trained on Fashion-MNIST")
    assert lines[-1].endswith(
        "T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot."
    )
    for name in ("best-cnn-model.keras", "model.tflite", "train.py", "history.csv"):
        assert any(line.startswith(name) for line in lines)


def test_a_branch_does_not_claim_that_its_code_trains_the_same() -> None:
    branched = replace(RECORD, branch=Branch("0123456789ab", "Fast 3", epochs=2, seed=7))
    files = opened(archive("Our run", branched, FILES))
    assert (
        "from the beginning. The run went on from another one, Fast 3, after epoch 2."
        in files["README.txt"].decode()
    )
    assert "Fast 3" in files["train.py"].decode()


def test_the_test_result_stays_sealed() -> None:
    record = replace(RECORD, test=replace(RECORD.test, accuracy=0.7654, loss=0.1357))
    for content in opened(archive("Our run", record, FILES)).values():
        assert b"7654" not in content
        assert b"1357" not in content


def test_the_code_is_that_of_the_runs_own_network() -> None:
    record = replace(RECORD, recipe="own", network=BOOK_CNN, seed=3)
    code = opened(archive("Our run", record, {}))["train.py"].decode()
    assert "Conv2D(64, kernel_size=3" in code
