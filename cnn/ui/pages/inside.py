"""What a model consists of, what it makes of a garment, and how it came to that."""

import streamlit as st

from cnn.ui.components.before_and_after import before_and_after
from cnn.ui.components.dataset_gate import dataset_or_progress, generated_label
from cnn.ui.components.feature_maps import feature_maps
from cnn.ui.components.garment_at_hand import garment_at_hand
from cnn.ui.components.learning_curves import learning_curves, numbers_of
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.opened_value import chosen_place, place_inputs, value_in_full
from cnn.ui.components.reserved import reserved
from cnn.ui.components.run_result import download_loss_curve
from cnn.ui.components.surgery import surgery
from cnn.ui.components.views import choose_view
from cnn.ui.components.where_it_looks import choose_class, where_it_looks
from cnn.ui.resources import classifier
from cnn.ui.resources import feature_maps as feature_maps_of


def layers(model: TrainedModel) -> None:
    network = classifier(model.path).model
    # Imports Keras: not before the page's title is shown.
    from cnn.nn.summary import convolution_in_words, diagram, layer_rows

    table, drawing = st.columns([3, 2], gap="large")
    with table:
        st.header("Layers", anchor=False)
        # Above the table, which has no column for it until then: a class works it out first.
        calculation = st.toggle(
            "Show how the parameters are calculated", key="calculation", persist_state="session"
        )
        # Shows all rows, and wraps on a phone.
        reserved("layers", height=450, grows=True).table(
            [row.as_cells(calculation) for row in layer_rows(network)],
            hide_index=True,
            border="horizontal",
            alt="The layers with their output shapes and numbers of parameters",
        )
        if calculation and (explanation := convolution_in_words(network)):
            st.markdown(explanation)
    with drawing:
        st.header("Diagram", anchor=False)
        shapes = st.toggle("Show shapes", value=True, key="shapes", persist_state="session")
        reserved("diagram", height=700, grows=True).graphviz_chart(
            diagram(network, shapes),
            width="content",
            alt="The layers from the input at the top to the ten classes at the bottom",
        )


def how_it_learned(model: TrainedModel) -> None:
    record = model.record
    learning_curves(record.history, record.epochs, numbers_of(record), key="model")
    download_loss_curve(record, model.run.name if model.run else model.title)
    before_and_after(model)


def what_it_sees(model: TrainedModel) -> None:
    choice, words = st.columns([2, 3], vertical_alignment="bottom")
    with choice:
        at_hand = garment_at_hand(model, dataset_or_progress())
    with words:
        st.caption(
            "What each layer makes of the garment: blue values are positive, white ones are 0, "
            "orange ones are negative. Click one to see what it is computed from."
            if at_hand
            else "Draw a garment on the first page to see what the layers make of it."
        )
    if at_hand is None:
        return
    outputs = feature_maps_of(model.path).of(at_hand.image)
    chosen = chosen_place(outputs)
    with reserved("maps", MAPS_HEIGHT, grows=True):
        feature_maps(outputs, chosen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.header("One value", anchor=False, width="content")
        place_inputs(outputs, chosen)
        first = st.toggle(
            "Work it out first",
            key="work_it_out_first",
            persist_state="session",
            help="Keeps the results of the sums to itself until you ask for them.",
        )
    with reserved("value", VALUE_HEIGHT, grows=True):
        value_in_full(outputs[chosen.layer], chosen, covered=first)


def where_it_looked(model: TrainedModel) -> None:
    data = dataset_or_progress()
    with st.container(horizontal=True):
        at_hand = garment_at_hand(model, data)
        label = choose_class(model, at_hand.image) if at_hand else 0
    if at_hand is None:
        st.caption("Draw a garment on the first page to see where the model looks.")
        return
    where_it_looks(model, at_hand.image, label)


def cut_open(model: TrainedModel) -> None:
    data = dataset_or_progress()
    at_hand = garment_at_hand(model, data)
    if at_hand is None:
        st.caption("Draw a garment on the first page to see what a cut does to its answer.")
        return
    surgery(model, data, at_hand.image)


VIEWS_WIDTH = 520
"""Of the choice of a view, beside that of the model."""

MAPS_HEIGHT, VALUE_HEIGHT = 460, 260
"""Of all layers' pictures in a wide window, and of an opened value, in pixels."""


VIEWS = {
    "Layers": layers,
    "What it sees": what_it_sees,
    "Where it looks": where_it_looked,
    "How it learned": how_it_learned,
    "Surgery": cut_open,
}

st.title("What is inside?", anchor=False)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    model = model_picker()
    with st.container(width=VIEWS_WIDTH):
        view = choose_view(VIEWS)
generated_label(model.record.source, "Trained and evaluated on generated garments")
view(model)
