from pathlib import Path

import pytest

from tests.ui.visiting import component, texts


def script() -> None:
    from cnn.ui.components.unreadable_runs import unreadable_runs

    unreadable_runs()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, ""),
        (1, "1 run on this server cannot be read and was skipped."),
        (2, "2 runs on this server cannot be read and were skipped."),
    ],
)
def test_whoever_misses_a_run_learns_why(lab: None, lab_home: Path, number: int, text: str) -> None:
    for name in range(number):
        folder = lab_home / "runs" / f"broken-{name}"
        folder.mkdir(parents=True)
        (folder / "run.json").write_text("{")
    app = component(script).run()
    assert not app.exception
    assert texts(app) == text
