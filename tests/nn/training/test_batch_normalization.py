import keras
import numpy as np

from cnn.nn.training.batch_normalization import FusedBatchNormalization

INPUTS = np.random.default_rng(1).normal(2, 3, (16, 8, 8, 4)).astype(np.float32)


def both() -> tuple[FusedBatchNormalization, keras.layers.BatchNormalization]:
    config = {"momentum": 0.9, "epsilon": 1e-3}
    fused, plain = FusedBatchNormalization(**config), keras.layers.BatchNormalization(**config)
    for layer in (fused, plain):
        layer.build(INPUTS.shape)
    return fused, plain


def test_it_trains_like_the_layer_of_keras() -> None:
    fused, plain = both()
    np.testing.assert_allclose(
        fused(INPUTS, training=True), plain(INPUTS, training=True), atol=1e-4
    )
    np.testing.assert_allclose(fused.moving_mean, plain.moving_mean, atol=1e-5)
    # TensorFlow's operation divides by n - 1, Keras by n.
    np.testing.assert_allclose(fused.moving_variance, plain.moving_variance, rtol=2e-3)


def test_it_infers_like_the_layer_of_keras_with_the_same_weights() -> None:
    fused, plain = both()
    fused(INPUTS, training=True)
    plain.set_weights(fused.get_weights())
    np.testing.assert_allclose(fused(INPUTS), plain(INPUTS), atol=1e-6)


def test_scale_and_offset_stay_float32_in_bfloat16() -> None:
    layer = FusedBatchNormalization(dtype="mixed_bfloat16")
    assert layer(INPUTS.astype("bfloat16"), training=True).dtype == "bfloat16"
    assert {weight.dtype for weight in layer.weights} == {"float32"}
