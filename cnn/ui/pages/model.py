"""What a model consists of, and how good it is."""

import streamlit as st

from cnn import pretrained
from cnn.evaluation.metrics import confusion_matrix
from cnn.plots import confusion_heat_map, learning_curve
from cnn.ui.components.charts import chart
from cnn.ui.components.dataset_gate import dataset_or_progress, generated_label
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.record_metrics import record_metrics
from cnn.ui.components.run_result import download_loss_curve
from cnn.ui.resources import classifier, validation_probabilities


def layers(model: TrainedModel) -> None:
    network = classifier(model.path).model
    # Imports Keras: not before the page's title is shown.
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
            st.subheader("Parameters of the first convolution", anchor=False)
            st.markdown(explanation)
    with drawing:
        st.subheader("Diagram", anchor=False)
        shapes = st.toggle("Show shapes", value=True, key="shapes", persist_state="session")
        st.graphviz_chart(
            diagram(network, shapes),
            width="stretch",
            alt="The layers from the input at the top to the ten classes at the bottom",
        )


def learning_curves(model: TrainedModel) -> None:
    st.subheader("Learning curves", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        chart(learning_curve("loss", model.record.history), key="loss_curve")
    with right:
        chart(learning_curve("accuracy", model.record.history), key="accuracy_curve")
    download_loss_curve(model.record)


def mistakes(model: TrainedModel) -> None:
    st.subheader("Confusion matrix", anchor=False)
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data.source, data)
        matrix = confusion_matrix(probabilities, data.validation.labels)
        chart(confusion_heat_map(matrix), key="confusion")


st.title("What is inside, and how good is it?", anchor=False)
model = model_picker(default=pretrained.ARTICLE_CNN)
generated_label(model.record.source, "Trained and evaluated on generated garments")
record_metrics(model.record)
layers(model)
learning_curves(model)
mistakes(model)
