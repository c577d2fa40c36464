"""A network with everything that a network described layer by layer may have."""

from cnn.runs.network import (
    OUTPUT,
    Activation,
    ActivationName,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Network,
    Pooling,
)


def _normalized_block(filters: int) -> tuple[Layer, ...]:
    # After pooling: a quarter of the work, and the maximum commutes with these two.
    convolution = Convolution(filters, 3, ActivationName.LINEAR, bias=False)
    return convolution, Pooling(), BatchNormalization(), Activation()


NORMALIZED_CNN = Network(
    (
        *_normalized_block(32),
        *_normalized_block(64),
        *_normalized_block(128),
        Flatten(),
        Dense(256),
        Dropout(0.4),
        OUTPUT,
    )
)
"""Three blocks of convolution, pooling and batch normalization: 391,082 parameters."""
