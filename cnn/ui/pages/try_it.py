"""Show the network a garment and see its prediction."""

from typing import TYPE_CHECKING

import streamlit as st

from cnn.data.labels import CLASS_NAMES
from cnn.errors import UnusableImage
from cnn.plots.figures import prediction_png
from cnn.ui.components.canvas import PAPER_KEY
from cnn.ui.components.canvas import STYLE as CANVAS_STYLE
from cnn.ui.components.charts import picture
from cnn.ui.components.demo import demo
from cnn.ui.components.first_maps import first_maps
from cnn.ui.components.garment_input import garment_input, known_classes
from cnn.ui.components.live_text import ANSWER, PREFIX, live_text
from cnn.ui.components.model_picker import model_picker
from cnn.ui.components.other_ways import best_first, chosen_way, other_ways
from cnn.ui.components.prediction import prediction
from cnn.ui.components.similar_garments import similar_garments
from cnn.ui.errors import show_errors
from cnn.ui.resources import classifier, familiarity
from cnn.ui.state import state

if TYPE_CHECKING:
    from cnn.nn.classifier import Recognition
    from cnn.preprocessing.prepare import PreparedImage

STEP_SIDE = 168
"""Of a preprocessing step's picture: six screen pixels for each of the network's 28."""

TRY_IT = "try_it"

STYLE = f"""<style>
@media (max-width: 640px) {{
    .st-key-{TRY_IT}, .st-key-{TRY_IT} :is(.stVerticalBlock, .stHorizontalBlock) {{ gap: 0.5rem; }}
    .st-key-{TRY_IT} .st-key-{PAPER_KEY} {{ gap: 0; }}
    .st-key-{PREFIX}{ANSWER} h2 {{ padding: 0.25rem 0; }}
}}
@media (max-width: 350px) {{
    :has(> .st-key-reserved_way), .st-key-reserved_way {{ flex: none; height: auto; }}
}}
</style>"""
"""On a phone, canvas and prediction are in view together. On the narrowest, the ways to show a
garment take two lines."""

MIRRORED = "Mirrored: the dataset's shoes point left"


@st.fragment
def try_it() -> None:
    left, right = st.columns([2, 3], gap="medium")
    with right:
        # Comes first, on a phone right below the canvas.
        answer = live_text(ANSWER)
        model = model_picker()
    with left:
        prepared, message = prepared_image()
    recognition = None
    with answer, show_errors():
        if prepared is None:
            st.header("No prediction yet", anchor=False)
            st.write(message)
            known_classes()
            demo()
        else:
            recognition = classifier(model.path).recognize(prepared.image)
            prediction(recognition.probabilities, unlike=familiarity().is_unlike(recognition.image))
            for warning in prepared.warnings:
                st.warning(warning, icon=":material/info:")
    if prepared is not None:
        steps(prepared, recognition)
        other_ways(prepared)
    if prepared is not None and recognition is not None:
        download(prepared, recognition)
        with show_errors():
            first_maps(model, recognition.image)
            st.page_link(
                "cnn/ui/pages/inside.py",
                label="See all layers",
                icon=":material/layers:",
                query_params={"view": "What it sees"},
            )
            similar_garments(model, recognition.image)


def prepared_image() -> "tuple[PreparedImage | None, str]":
    """What to classify, or else a sentence that says what to do."""
    try:
        given = garment_input()
        if given.picture is None:
            return None, given.invitation
        # Imports OpenCV: not before the first page is shown.
        from cnn.preprocessing.prepare import prepare_in_every_way
        from cnn.ui.components.photo_marks import hints

        picture, fill = given.picture, None if given.fill else False
        crop, marks = given.crop, given.marks
        painted = hints(marks) if marks else None
        key = picture, fill, crop, marks
        ways = state().ways.get(
            key,
            lambda: best_first(
                tuple(prepare_in_every_way(picture, fill=fill, crop=crop, hints=painted))
            ),
        )
        way = chosen_way(key, ways)
        return state().prepared.get((key, way.title), lambda: way), ""
    except UnusableImage as error:
        return None, str(error)


def steps(prepared: "PreparedImage", recognition: "Recognition | None") -> None:
    """The way from the picture to the network's input, which comes last."""
    shown = [(step.title, step.picture) for step in prepared.steps]
    if recognition is not None and recognition.mirrored:
        shown.append((MIRRORED, prepared.steps[-1].picture[:, ::-1]))
    st.subheader("What the network sees", anchor=False)
    with live_text("steps", horizontal=True):
        for title, pixels in shown:
            with st.container(width=STEP_SIDE, gap="xxsmall"):
                # Pictures of different heights, captions in a line.
                with st.container(
                    height=STEP_SIDE, border=False, vertical_alignment="bottom", gap=None
                ):
                    picture(pixels, f"Preprocessing step: {title}", STEP_SIDE)
                st.caption(title)
    st.caption("The network's input is white on black, like the images of Fashion-MNIST.")


def download(prepared: "PreparedImage", recognition: "Recognition") -> None:
    winner = int(recognition.probabilities.argmax())
    st.download_button(
        "Download figure",
        lambda: prediction_png(
            recognition.image,
            recognition.probabilities,
            f"Prediction: {CLASS_NAMES[winner]}",
            prepared.steps[0].picture,
        ),
        "prediction.png",
        icon=":material/download:",
        on_click="ignore",
    )


st.html(STYLE + CANVAS_STYLE)
with st.container(key=TRY_IT):
    st.title("What is this garment?", anchor=False)
    st.write("Draw one, and a neural network that has seen 48,000 of them says what it is.")
    try_it()
