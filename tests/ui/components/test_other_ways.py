import io
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn.preprocessing.prepare import PreparedImage
from tests.preprocessing.garment_pictures import bedspread, outlined, photographed
from tests.ui.visiting import pictures, texts


def upload(app: AppTest, picture: Image.Image) -> None:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    app.run()
    app.button_group(key="way").set_value("Upload").run()
    app.file_uploader[0].set_value(("garment.png", buffer.getvalue(), "image/png")).run()
    assert not app.exception


def shown(app: AppTest) -> PreparedImage:
    prepared: PreparedImage = app.session_state["visitor"].prepared.result
    return prepared


def others(app: AppTest) -> list[str]:
    return [each.alt for each in pictures(app) if each.alt.startswith("Cut out in another way")]


def test_a_photo_offers_the_ways_that_were_not_taken(app: AppTest) -> None:
    upload(app, photographed(bedspread()))
    ways = app.session_state["visitor"].ways.result
    assert len(others(app)) == len(ways) - 1 > 1
    assert "cut out in other ways" in texts(app)
    assert not any(alt.endswith(f": {shown(app).title}") for alt in others(app))


def test_the_judge_is_asked_once_for_a_picture(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def last(images: np.ndarray) -> int:
        asked.append(len(images))
        return len(images) - 1

    monkeypatch.setattr("cnn.ui.components.other_ways.judge", lambda: SimpleNamespace(best=last))
    upload(app, photographed(bedspread()))
    ways = app.session_state["visitor"].ways.result
    app.run()
    assert asked == [len(ways)]
    assert shown(app).title == ways[0].title == "All of the inner part"


def test_another_way_is_taken_and_can_be_left_again(app: AppTest) -> None:
    upload(app, photographed(bedspread()))
    first = shown(app)
    button = next(each for each in app.button if (each.key or "").startswith("open_way_"))
    title = button.label
    button.click().run()
    assert shown(app).title == title
    assert np.any(shown(app).image != first.image)
    assert any(alt.endswith(f": {first.title}") for alt in others(app))
    next(each for each in app.button if each.label == first.title).click().run()
    np.testing.assert_array_equal(shown(app).image, first.image)


def test_the_choice_is_for_one_picture(app: AppTest) -> None:
    upload(app, photographed(bedspread()))
    next(each for each in app.button if (each.key or "").startswith("open_way_")).click().run()
    chosen = shown(app).title
    upload(app, photographed(bedspread()[:, ::-1]))
    assert app.session_state["visitor"].way[1] == chosen
    upload(app, outlined())
    assert shown(app).title == ""


def test_a_drawing_has_no_other_way(app: AppTest) -> None:
    upload(app, outlined())
    assert others(app) == []
    assert "cut out in other ways" not in texts(app)
