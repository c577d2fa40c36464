"""Trains the garment generator in the assets on the training part of Fashion-MNIST.

python -m tools.train_generator
"""

from collections.abc import Callable

import click
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from sklearn.mixture import GaussianMixture

from cnn.data.dataset import Garments, load
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.data.synthetic import FILE, Generator
from cnn.pretrained import ARTICLE_CNN

PIXELS = IMAGE_SIDE**2
LATENT = 48
HIDDEN = 800
EPOCHS = 30
COMPONENTS = 12
"""Gaussians per class."""
PRIOR_WEIGHT = 0.1
"""The weight of the KL divergence from the prior. Less than 1 keeps details, but the latent vectors
no longer follow the prior: this is why a mixture is fitted to them."""

FEATURE_WEIGHT = 0.3
"""The weight of the squared differences of the critic's features; that of the pixels' cross-entropy
is 1."""


class Sample(layers.Layer):
    """Samples a latent vector around the encoder's mean; adds the KL divergence from the prior."""

    def __init__(self) -> None:
        super().__init__()
        self.seed = keras.random.SeedGenerator(1)

    def call(self, mean: keras.KerasTensor, log_variance: keras.KerasTensor) -> keras.KerasTensor:
        divergence = (mean**2 + ops.exp(log_variance) - 1 - log_variance) / 2
        self.add_loss(PRIOR_WEIGHT * ops.mean(ops.sum(divergence, axis=-1)))
        noise = keras.random.normal(ops.shape(mean), seed=self.seed)
        return mean + ops.exp(log_variance / 2) * noise


def autoencoder() -> tuple[keras.Model, keras.Model]:
    """The autoencoder and its encoder.

    Both take images (n, 784) in 0..1 and one-hot classes (n, 10). The autoencoder returns logits of
    the images (n, 784), the encoder latent vectors (n, LATENT).
    """
    images, classes = keras.Input((PIXELS,)), keras.Input((len(CLASS_NAMES),))
    features = layers.Concatenate()([images, classes])
    for units in (1024, 512):
        features = layers.Dense(units, activation="relu")(features)
    latent = Sample()(layers.Dense(LATENT)(features), layers.Dense(LATENT)(features))
    hidden = layers.Concatenate()([latent, classes])
    hidden = layers.Dense(HIDDEN, activation="relu", name="hidden")(hidden)
    logits = layers.Dense(PIXELS, name="output")(hidden)
    return keras.Model([images, classes], logits), keras.Model([images, classes], latent)


def reconstruction_loss(critic: keras.Model) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    """The cross-entropy of the pixels plus a perceptual loss on the features of ``critic``.

    Pixels alone give blurred images, from which a network learns less about real ones. The
    perceptual loss is from Johnson et al. (arxiv.org/abs/1603.08155).
    """

    def loss(images: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        pixels = PIXELS * keras.losses.binary_crossentropy(images, logits, from_logits=True)
        actual, target = (
            critic(ops.reshape(pictures, (-1, IMAGE_SIDE, IMAGE_SIDE, 1)))
            for pictures in (ops.sigmoid(logits), images)
        )
        features = sum(
            ops.sum(ops.reshape((a - b) ** 2, (ops.shape(a)[0], -1)), axis=-1)
            for a, b in zip(actual, target, strict=True)
        )
        return pixels + FEATURE_WEIGHT * features

    return loss


def critic() -> keras.Model:
    """Maps images to features of the pre-trained article CNN: the outputs of its hidden layers."""
    network = keras.models.load_model(ARTICLE_CNN.path)
    kinds = (layers.Conv2D, layers.Dense)
    features = [layer.output for layer in network.layers[:-1] if isinstance(layer, kinds)]
    return keras.Model(network.inputs, features, trainable=False)


def train(garments: Garments) -> Generator:
    """Fits the autoencoder, then a mixture per class to the latent vectors of its garments."""
    inputs = [
        garments.images.reshape(-1, PIXELS).astype(np.float32) / 255,
        np.eye(len(CLASS_NAMES), dtype=np.float32)[garments.labels],
    ]
    network, encoder = autoencoder()
    steps = EPOCHS * -(-len(garments) // 128)
    learning_rate = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    network.compile(keras.optimizers.Adam(learning_rate), reconstruction_loss(critic()))
    network.fit(inputs, inputs[0], batch_size=128, epochs=EPOCHS, verbose=2)
    latent = encoder.predict(inputs, batch_size=1000, verbose=0)
    mixtures = [fit_mixture(latent[garments.labels == label]) for label in range(len(CLASS_NAMES))]
    hidden, hidden_biases = network.get_layer("hidden").get_weights()
    output, output_biases = network.get_layer("output").get_weights()
    return Generator(
        mixture_weights=np.stack([mixture.weights_ for mixture in mixtures]),
        means=np.stack([mixture.means_ for mixture in mixtures]),
        cholesky_factors=np.linalg.cholesky(
            np.stack([mixture.covariances_ for mixture in mixtures])
        ),
        hidden_weights=hidden[:LATENT],
        hidden_biases=hidden_biases + hidden[LATENT:],
        output_weights=output,
        output_biases=output_biases,
    )


def fit_mixture(latent: np.ndarray) -> GaussianMixture:
    """``latent``: float32 (n, LATENT)."""
    return GaussianMixture(COMPONENTS, reg_covar=1e-3, max_iter=200, random_state=0).fit(latent)


@click.command()
def main() -> None:
    """Train the generator and write it to the assets. Takes about ten minutes."""
    keras.utils.set_random_seed(1)
    train(load().training).save(FILE)
    click.echo(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
