"""Pages run by Streamlit's own AppTest, on a small dataset and a home of each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset
from cnn.ui import resources


@pytest.fixture
def app(
    small_data: Dataset, in_project: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppTest]:
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(resources, "load", lambda report: small_data)
    yield AppTest.from_file(in_project / "streamlit_app.py", default_timeout=120)
    resources.provider().loading.wait()


@pytest.fixture
def open_page(app: AppTest) -> Callable[[str], AppTest]:
    def open_page(name: str) -> AppTest:
        app.run()
        app.switch_page(f"cnn/ui/pages/{name}.py").run()
        assert not app.exception
        return app

    return open_page
