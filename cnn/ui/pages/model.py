"""Look inside a model, and at how good it is."""

import streamlit as st

from cnn import pretrained
from cnn.evaluation.metrics import confusion_matrix
from cnn.plots import confusion_heat_map, learning_curve, loss_curve_png
from cnn.ui.components.charts import chart
from cnn.ui.components.dataset_gate import dataset_or_progress, source_line
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.resources import classifier, validation_probabilities


def quality(model: TrainedModel) -> None:
    record = model.record
    source_line(record.source, "Trained and measured on generated garments")
    with st.container(horizontal=True):
        st.metric("Test accuracy", f"{100 * record.test.accuracy:.1f} %")
        st.metric("Validation accuracy", f"{100 * record.validation.accuracy:.1f} %")
        st.metric("Validation loss", f"{record.validation.loss:.3f} nats")
        st.metric("Parameters", f"{record.parameters:,}")
        st.metric("Trained for", f"{record.seconds / 60:.1f} min")


def inside(model: TrainedModel) -> None:
    network = classifier(model.path).model
    # Brings in Keras: not before the page's title is up.
    from cnn.nn.summary import convolution_in_words, diagram, layer_rows

    table, drawing = st.columns([3, 2], gap="large")
    with table:
        st.subheader("Layers", anchor=False)
        st.dataframe(
            [row.as_cells() for row in layer_rows(network)],
            hide_index=True,
            column_config={"Parameters": st.column_config.NumberColumn(format="localized")},
            alt="The layers with their output shapes and numbers of parameters",
        )
        if explanation := convolution_in_words(network):
            st.subheader("Where the first numbers come from", anchor=False)
            st.markdown(explanation)
    with drawing:
        st.subheader("Diagram", anchor=False)
        shapes = st.toggle("Show shapes", value=True, key="shapes", persist_state="session")
        st.graphviz_chart(
            diagram(network, shapes),
            width="stretch",
            alt="The layers from the input at the top to the ten classes at the bottom",
        )


def learned(model: TrainedModel) -> None:
    history = model.record.history
    st.subheader("How it learned", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        chart(learning_curve("loss", history), key="loss_curve")
    with right:
        chart(learning_curve("accuracy", history), key="accuracy_curve")
    st.download_button(
        "Loss curve",
        lambda: loss_curve_png(history),
        "loss-curve.png",
        icon=":material/download:",
        on_click="ignore",
    )


def confused(model: TrainedModel) -> None:
    st.subheader("What it mixes up", anchor=False)
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data.source, data)
        matrix = confusion_matrix(probabilities, data.validation.labels)
        chart(confusion_heat_map(matrix), key="confusion")


st.title("What is inside, and how good is it?", anchor=False)
model = model_picker(default=pretrained.ARTICLE_CNN)
quality(model)
inside(model)
learned(model)
confused(model)
