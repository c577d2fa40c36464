"""What a visitor does and reads, on a page run by AppTest."""

import time
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from cnn.ui import resources

OpenPage = Callable[[str], AppTest]


def texts(app: AppTest) -> str:
    """All that is said on the page."""
    said = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption]
    told = [*app.info, *app.warning, *app.error]
    return "\n".join(str(element.value) for element in [*said, *told])


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def finish_run(app: AppTest, seconds: float = 90) -> None:
    [run] = resources.run_queue().runs_of(app.session_state["visitor"].id)
    deadline = time.monotonic() + seconds
    while not run.view().state.over:
        assert time.monotonic() < deadline, run.view()
        time.sleep(0.1)
    app.run()
    assert not app.exception
