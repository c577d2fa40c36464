"""What a model consists of, and how good it is."""

import streamlit as st

from cnn.evaluation.metrics import confusion_matrix
from cnn.plots.confusion import confusion_heat_map
from cnn.ui.components.charts import chart
from cnn.ui.components.dataset_gate import dataset_or_progress, generated_label
from cnn.ui.components.learning_curves import learning_curves, numbers_of
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.record_metrics import record_metrics
from cnn.ui.components.reserved import reserved
from cnn.ui.components.run_result import download_loss_curve
from cnn.ui.components.sealed_result import sealed_result
from cnn.ui.resources import classifier, validation_probabilities

MATRIX_HEIGHT = 450
"""Of the confusion matrix, in pixels."""


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
    st.header("Learning curves", anchor=False)
    record = model.record
    learning_curves(record.history, record.epochs, numbers_of(record), key="model")
    download_loss_curve(record, model.run.name if model.run else model.title)


def mistakes(model: TrainedModel) -> None:
    st.header("What it confuses", anchor=False)
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data.source, data)
        matrix = confusion_matrix(probabilities, data.validation.labels)
        chart(confusion_heat_map(matrix), key="confusion", place=MATRIX_HEIGHT)


st.title("What is inside, and how good is it?", anchor=False)
model = model_picker()
generated_label(model.record.source, "Trained and evaluated on generated garments")
record_metrics(model.record)
layers(model)
how_it_learned(model)
mistakes(model)
sealed_result(model.record, model.id, model.run)
