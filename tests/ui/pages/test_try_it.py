import io
import math
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import count_calls, pictures, protos, texts


def show(app: AppTest, way: str) -> None:
    app.button_group(key="way").set_value(way).run()
    assert not app.exception


def upload(app: AppTest, name: str, content: bytes) -> None:
    show(app, "Upload")
    app.file_uploader[0].set_value((name, content, "image/png")).run()
    assert not app.exception


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def test_an_empty_canvas_invites_to_draw(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert app.title[0].value == "What is this garment?"
    assert app.header[0].value == "No prediction yet"
    assert "Draw a garment" in texts(app)
    assert [f"Example: {name}" for name in CLASS_NAMES] == [
        picture.alt for picture in pictures(app)[:10]
    ]


def test_an_example_is_classified(app: AppTest) -> None:
    app.run()
    show(app, "Example")
    app.button_group(key="example").set_value("Trouser").run()
    assert app.header[0].value == "Trouser"
    assert "% sure" in texts(app)
    assert "What the network sees" in texts(app)


def test_an_uploaded_garment_is_classified(app: AppTest, in_project: Path) -> None:
    app.run()
    upload(app, "bag.png", (in_project / "assets" / "examples" / "bag.png").read_bytes())
    assert app.header[0].value == "Bag"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"just some words", "not a picture"),
        (png(Image.new("L", (200, 200), "white")), "empty"),
        (png(Image.effect_noise((300, 300), 80))[:5000], "damaged"),
        (b"", "not a picture"),
    ],
    ids=["a text file", "a blank picture", "half a picture", "an empty file"],
)
def test_a_file_without_a_garment_gets_a_sentence(
    app: AppTest, content: bytes, sentence: str
) -> None:
    app.run()
    upload(app, "picture.png", content)
    assert app.header[0].value == "No prediction yet"
    assert sentence in texts(app)


def test_a_scribble_is_not_called_a_garment(app: AppTest) -> None:
    app.run()
    scribble = Image.new("L", (320, 320), "white")
    spiral = [
        (160 + radius * math.cos(radius / 7), 160 + radius * math.sin(radius / 7))
        for radius in range(8, 120)
    ]
    ImageDraw.Draw(scribble).line(spiral, "black", 8)
    upload(app, "spiral.png", png(scribble))
    assert app.header[0].value.endswith("?")
    assert "unlike any garment the network has seen" in texts(app)


def test_outlines_are_filled_only_if_wanted(app: AppTest) -> None:
    app.run()
    show(app, "Example")
    filled = len(pictures(app))
    app.toggle(key="fill").set_value(False).run()
    assert len(pictures(app)) < filled


STEP = "Preprocessing step: "


def test_the_first_layers_maps_follow_the_garment(app: AppTest) -> None:
    app.run()
    show(app, "Example")
    maps = [each for each in pictures(app) if "feature maps" in each.alt]
    assert [each.alt for each in maps] == ["Conv2D, 3 x 3 kernel: 32 feature maps"]
    app.button_group(key="example").set_value("Bag").run()
    [other] = [each for each in pictures(app) if "feature maps" in each.alt]
    assert other.url != maps[0].url
    assert "See all layers" in [link.label for link in protos(app, "page_link")]


def test_the_image_that_is_answered_is_shown_last(app: AppTest) -> None:
    app.run()
    app.selectbox[0].set_value("article_cnn").run()
    show(app, "Example")
    last = set()
    for name in CLASS_NAMES:
        app.button_group(key="example").set_value(name).run()
        steps = [each.alt for each in pictures(app) if each.alt.startswith(STEP)]
        last.add(steps[-1].removeprefix(STEP))
    assert last == {"28x28, centered", "Mirrored: the dataset's shoes point left"}


def test_a_warning_does_not_take_the_place_of_the_prediction(app: AppTest) -> None:
    app.run()
    line = Image.new("L", (300, 300), "white")
    line.paste(0, (140, 20, 146, 280))
    upload(app, "line.png", png(line))
    assert "The outline has gaps." in app.warning[0].value
    assert app.header[0].value != "No prediction yet"


def test_the_choice_of_a_model_holds_on_other_pages(app: AppTest) -> None:
    app.run()
    assert app.selectbox[0].value == "robust_cnn"
    app.selectbox[0].set_value("article_cnn").run()
    app.switch_page("cnn/ui/pages/model.py").run()
    app.switch_page("cnn/ui/pages/try_it.py").run()
    assert app.selectbox[0].value == "article_cnn"


def test_the_model_is_in_the_address_of_each_page(app: AppTest) -> None:
    app.query_params["model"] = "article_cnn"
    app.run()
    assert not app.exception
    assert app.selectbox[0].value == "article_cnn"
    for page in ("model", "samples", "try_it"):
        app.query_params.pop("model")
        app.switch_page(f"cnn/ui/pages/{page}.py").run()
        assert app.query_params["model"] == "article_cnn"


def test_similar_training_garments_are_shown_on_request(app: AppTest) -> None:
    app.run()
    show(app, "Example")
    before = len(pictures(app))
    app.toggle(key="similar").set_value(True).run()
    assert not app.exception
    assert len(pictures(app)) == before + 5


def test_a_photo_can_be_cropped(app: AppTest, in_project: Path) -> None:
    app.run()
    upload(app, "dress.png", (in_project / "assets" / "examples" / "dress.png").read_bytes())
    assert app.header[0].value == "Dress"
    before = pictures(app)[-1].url
    next(slider for slider in app.slider if "Top" in slider.label).set_value((0, 20)).run()
    assert not app.exception
    assert pictures(app)[-1].url != before


def test_every_picture_says_what_it_shows(app: AppTest) -> None:
    app.run()
    show(app, "Example")
    app.toggle(key="similar").set_value(True).run()
    assert all(picture.alt for picture in pictures(app))


def test_a_photo_is_decoded_and_prepared_once(
    app: AppTest, in_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.run()
    decoded = count_calls(monkeypatch, "cnn.ui.components.photo_input", "open_picture")
    prepared = count_calls(monkeypatch, "cnn.preprocessing.prepare", "prepare_in_every_way")
    upload(app, "bag.png", (in_project / "assets" / "examples" / "bag.png").read_bytes())
    app.selectbox[0].set_value("article_cnn").run()
    app.switch_page("cnn/ui/pages/model.py").run()
    app.switch_page("cnn/ui/pages/try_it.py").run()
    assert app.header[0].value == "Bag"
    assert (len(decoded), len(prepared)) == (1, 1)
    app.toggle(key="fill").set_value(False).run()
    assert (len(decoded), len(prepared)) == (1, 2)


def test_an_upload_and_its_crop_survive_a_look_at_another_page(
    app: AppTest, in_project: Path
) -> None:
    app.run()
    upload(app, "dress.png", (in_project / "assets" / "examples" / "dress.png").read_bytes())
    next(slider for slider in app.slider if "Top" in slider.label).set_value((0, 20)).run()
    before = pictures(app)[0].url
    app.switch_page("cnn/ui/pages/model.py").run()
    app.switch_page("cnn/ui/pages/try_it.py").run()
    assert "dress.png" in [text.value for text in app.text]
    assert pictures(app)[0].url == before
    app.button(key="remove_Upload").click().run()
    assert not app.exception
    assert app.header[0].value == "No prediction yet"
    assert not app.text
