"""Look inside a model, and at how good it is."""

import streamlit as st

from cnn.architecture import LayerRow, layer_rows
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.resources import classifier


def quality(model: TrainedModel) -> None:
    record = model.record
    with st.container(horizontal=True):
        st.metric("Test accuracy", f"{100 * record.test.accuracy:.1f} %")
        st.metric("Validation accuracy", f"{100 * record.validation.accuracy:.1f} %")
        st.metric("Validation loss", f"{record.validation.loss:.3f}")
        st.metric("Parameters", f"{record.parameters:,}")
        st.metric("Trained for", f"{record.seconds / 60:.1f} min")


def summary(rows: list[LayerRow]) -> None:
    st.dataframe(
        [
            {
                "Layer": row.name,
                "Type": row.kind,
                "Output shape": row.output_shape,
                "Parameters": row.parameters,
                "How they are counted": row.count,
            }
            for row in rows
        ],
        hide_index=True,
        alt="The layers with their output shapes and numbers of parameters",
    )


st.title("What is inside, and how good is it?", anchor=False)
model = model_picker()
quality(model)
network = classifier(model.path).model
st.subheader("Layers", anchor=False)
summary(layer_rows(network))
