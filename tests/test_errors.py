from cnn.errors import LabError, UnbuildableNetwork


def test_a_network_that_cannot_be_built_may_have_a_layer_to_blame() -> None:
    assert UnbuildableNetwork("It is too large.").place is None
    error = UnbuildableNetwork("Choose a smaller kernel.", 2)
    assert isinstance(error, LabError)
    assert (str(error), error.place) == ("Choose a smaller kernel.", 2)
