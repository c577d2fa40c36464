import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.errors import UnusableModel
from cnn.nn.classifier import Classifier
from cnn.nn.litert import litert
from cnn.pretrained import PRETRAINED_MODELS, PretrainedModel


@pytest.mark.parametrize("model", PRETRAINED_MODELS, ids=lambda model: model.name)
def test_it_answers_as_the_network_does(model: PretrainedModel, small_data: Dataset) -> None:
    images = (small_data.test.images / np.float32(255))[:20]
    interpreter = Interpreter(model_content=litert(model.path))
    [taken], [given] = interpreter.get_input_details(), interpreter.get_output_details()
    interpreter.resize_tensor_input(taken["index"], (*images.shape, 1))
    interpreter.allocate_tensors()
    interpreter.set_tensor(taken["index"], images[..., np.newaxis])
    interpreter.invoke()
    answers = interpreter.get_tensor(given["index"])
    assert answers == pytest.approx(Classifier.load(model.path).classify(images), abs=1e-5)


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(UnusableModel):
        litert(pretrained.DEMO)
