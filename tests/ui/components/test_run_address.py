import io
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import streamlit as st
from PIL import Image

from cnn.runs.recipe import ARTICLE
from cnn.runs.run import Run
from cnn.ui.components import run_address

RUN = Run("a1b2c3", "ada", ARTICLE, 7, "Article CNN 1")


@pytest.fixture
def opened_at(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The page's address, and the server's in its network."""
    opened = SimpleNamespace(url="", listens_to=None, network="192.168.1.20")
    monkeypatch.setattr(st, "context", opened)
    monkeypatch.setattr(st, "get_option", lambda name: opened.listens_to)
    monkeypatch.setattr(run_address, "_network_host", lambda: opened.network)
    return opened


def test_an_address_in_the_internet_is_passed_on_as_it_is(opened_at: SimpleNamespace) -> None:
    opened_at.url = "https://lab.example.org/cnn/train"
    assert (
        run_address.address_with({"run": RUN.id}) == "https://lab.example.org/cnn/train?run=a1b2c3"
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_on_the_servers_own_computer_it_is_the_one_in_the_network(
    opened_at: SimpleNamespace, host: str
) -> None:
    opened_at.url = f"http://{host}:8501/train"
    assert run_address.address_with({"run": RUN.id}) == "http://192.168.1.20:8501/train?run=a1b2c3"


def test_without_a_network_it_stays_local(opened_at: SimpleNamespace) -> None:
    opened_at.url, opened_at.network = "http://localhost:8501/train", None
    assert run_address.address_with({"run": RUN.id}) == "http://localhost:8501/train?run=a1b2c3"


def test_a_server_that_listens_to_its_own_computer_stays_local(
    opened_at: SimpleNamespace,
) -> None:
    opened_at.url, opened_at.listens_to = "http://127.0.0.1:8501/train", "127.0.0.1"
    assert run_address.address_with({"run": RUN.id}) == "http://127.0.0.1:8501/train?run=a1b2c3"


def test_this_computer_has_an_address_or_none() -> None:
    host = run_address._network_host()
    assert host is None or host.count(".") == 3


def test_the_qr_code_says_the_address() -> None:
    address = "http://192.168.1.20:8501/train?run=a1b2c3"
    pixels = np.asarray(Image.open(io.BytesIO(run_address.qr_code(address))).convert("L"))
    text, *_ = cv2.QRCodeDetector().detectAndDecode(pixels)
    assert text == address
