"""How good a model is: where it fails, and how far its answers can be trusted."""

import streamlit as st

from cnn.ui.components.confusion import confusion
from cnn.ui.components.dataset_gate import dataset_or_progress, generated_label
from cnn.ui.components.model_picker import TrainedModel, model_picker
from cnn.ui.components.record_metrics import record_metrics
from cnn.ui.components.sealed_result import sealed_result
from cnn.ui.components.views import choose_view
from cnn.ui.resources import validation_probabilities


def mistakes(model: TrainedModel) -> None:
    data = dataset_or_progress()
    if data is not None:
        probabilities = validation_probabilities(model.path, data.source, data)
        if cell := confusion(probabilities, data.validation.labels):
            label, prediction = cell
            st.switch_page(
                "cnn/ui/pages/samples.py", query_params={"truth": label, "answer": prediction}
            )


VIEWS = {
    "What it confuses": mistakes,
}

st.title("How good is it?", anchor=False)
model = model_picker()
generated_label(model.record.source, "Trained and evaluated on generated garments")
record_metrics(model.record)
choose_view(VIEWS)(model)
sealed_result(model.record, model.id, model.run)
