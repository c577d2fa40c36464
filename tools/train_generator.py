"""Trains the generator of garments in assets, on the training part of Fashion-MNIST alone.

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
"""Gaussians a class."""
PRIOR_SHARE = 0.1
"""How much the prior counts beside the reconstruction. Less than 1 keeps detail; that the points
then lie elsewhere than the prior's is what the mixture is for."""

FEATURE_SHARE = 0.3
"""How much the critic's features count, squared, beside the pixels' nats."""


class Sample(layers.Layer):
    """A point drawn around the encoder's answer, at the price of leaving the prior."""

    def __init__(self) -> None:
        super().__init__()
        self.seed = keras.random.SeedGenerator(1)

    def call(self, mean: keras.KerasTensor, log_variance: keras.KerasTensor) -> keras.KerasTensor:
        divergence = (mean**2 + ops.exp(log_variance) - 1 - log_variance) / 2
        self.add_loss(PRIOR_SHARE * ops.mean(ops.sum(divergence, axis=-1)))
        noise = keras.random.normal(ops.shape(mean), seed=self.seed)
        return mean + ops.exp(log_variance / 2) * noise


def autoencoder() -> tuple[keras.Model, keras.Model]:
    """From images (n, 784) in 0..1 and classes, one-hot (n, 10), to logits of the images; and the
    part of it that gives points (n, LATENT)."""
    images, classes = keras.Input((PIXELS,)), keras.Input((len(CLASS_NAMES),))
    features = layers.Concatenate()([images, classes])
    for units in (1024, 512):
        features = layers.Dense(units, activation="relu")(features)
    points = Sample()(layers.Dense(LATENT)(features), layers.Dense(LATENT)(features))
    hidden = layers.Concatenate()([points, classes])
    hidden = layers.Dense(HIDDEN, activation="relu", name="hidden")(hidden)
    logits = layers.Dense(PIXELS, name="output")(hidden)
    return keras.Model([images, classes], logits), keras.Model([images, classes], points)


def likeness(critic: keras.Model) -> Callable[[tf.Tensor, tf.Tensor], tf.Tensor]:
    """The loss of logits against images: how far off each pixel is, and what ``critic`` sees.

    Pixels alone make soft pictures, from which a network learns less about real ones. So the
    critic's feature maps shall be alike too (Johnson et al., arxiv.org/abs/1603.08155).
    """

    def loss(images: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
        of_pixels = PIXELS * keras.losses.binary_crossentropy(images, logits, from_logits=True)
        seen, wanted = (
            critic(ops.reshape(pictures, (-1, IMAGE_SIDE, IMAGE_SIDE, 1)))
            for pictures in (ops.sigmoid(logits), images)
        )
        of_features = sum(
            ops.sum(ops.reshape((a - b) ** 2, (ops.shape(a)[0], -1)), axis=-1)
            for a, b in zip(seen, wanted, strict=True)
        )
        return of_pixels + FEATURE_SHARE * of_features

    return loss


def critic() -> keras.Model:
    """The article's CNN as it ships, up to its hidden layer: three looks at an image."""
    network = keras.models.load_model(ARTICLE_CNN.path)
    kinds = (layers.Conv2D, layers.Dense)
    looks = [layer.output for layer in network.layers[:-1] if isinstance(layer, kinds)]
    return keras.Model(network.inputs, looks, trainable=False)


def train(garments: Garments) -> Generator:
    """Fits the autoencoder, and a mixture for each class to where its garments lie."""
    given = [
        garments.images.reshape(-1, PIXELS).astype(np.float32) / 255,
        np.eye(len(CLASS_NAMES), dtype=np.float32)[garments.labels],
    ]
    network, encoder = autoencoder()
    steps = EPOCHS * -(-len(garments) // 128)
    falling = keras.optimizers.schedules.CosineDecay(2e-3, steps)
    network.compile(keras.optimizers.Adam(falling), likeness(critic()))
    network.fit(given, given[0], batch_size=128, epochs=EPOCHS, verbose=2)
    points = encoder.predict(given, batch_size=1000, verbose=0)
    mixtures = [fit_mixture(points[garments.labels == label]) for label in range(len(CLASS_NAMES))]
    hidden, hidden_biases = network.get_layer("hidden").get_weights()
    output, output_biases = network.get_layer("output").get_weights()
    return Generator(
        shares=np.stack([mixture.weights_ for mixture in mixtures]),
        means=np.stack([mixture.means_ for mixture in mixtures]),
        spreads=np.linalg.cholesky(np.stack([mixture.covariances_ for mixture in mixtures])),
        hidden_weights=hidden[:LATENT],
        hidden_biases=hidden_biases + hidden[LATENT:],
        output_weights=output,
        output_biases=output_biases,
    )


def fit_mixture(points: np.ndarray) -> GaussianMixture:
    """To points, float32 (n, LATENT)."""
    return GaussianMixture(COMPONENTS, reg_covar=1e-3, max_iter=200, random_state=0).fit(points)


@click.command()
def main() -> None:
    """Train the generator and write it into assets (some ten minutes)."""
    keras.utils.set_random_seed(1)
    train(load().training).save(FILE)
    click.echo(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
