"""The inner loop of training: many steps in one call of TensorFlow.

Keras's ``fit`` comes back to Python after each step and is fed by a pipeline whose threads
compete with the arithmetic; on two cores that is a third of the article's time. Here the
images lie in memory as they are in the files, uint8, and a call is handed those that its
steps shall see.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from cnn.data.dataset import Garments
from cnn.data.labels import IMAGE_SIDE
from cnn.nn import networks
from cnn.nn.augmentation import drawings_and_photos
from cnn.runs.recipe import Recipe

Variants = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]
"""As in ``cnn.augmentation``: images, silhouettes, labels and a seed to images."""

IMAGES_A_CALL = 640
"""About so many: a tenth of a second to a second, which is how soon a stop is obeyed."""


@dataclass(frozen=True)
class Learned:
    """Sums over the images of some steps, each as the model stood when it met them."""

    images: int = 0
    loss: float = 0.0
    correct: float = 0.0

    def __add__(self, other: "Learned") -> "Learned":
        return Learned(
            self.images + other.images, self.loss + other.loss, self.correct + other.correct
        )


class Fitting:
    """Fits a copy of ``model``, whose weights ``publish`` hands over.

    So ``model`` can be asked, measured and saved while its copy learns. The copy computes
    in the precision that ``policy`` names; its weights are float32 in any case. A process
    has one copy for each way of training: fit one model after another.
    """

    def __init__(self, model: keras.Model, recipe: Recipe, garments: Garments, policy: str) -> None:
        self.model = model
        self._recipe = recipe
        self._garments = garments
        self._step_sizes = step_sizes(recipe, len(garments))
        self._steps = 0
        self._learner = _learner(
            recipe.architecture, recipe.augmentation, recipe.weight_decay, policy
        )
        self._learner.start_from(model)

    def learn(self, numbers: np.ndarray, seed: np.ndarray) -> Learned:
        """Takes a step for each row of ``numbers``: int32 (steps, b), of images.

        ``seed``, int32 (2,), decides on the variants that images are turned into.
        """
        images, labels = self._garments.images[numbers], self._garments.labels[numbers]
        coming = np.arange(self._steps, self._steps + len(numbers))
        self._steps += len(numbers)
        sizes = self._step_sizes.take(coming, mode="clip")
        loss, correct = self._learner.take_steps(
            images, self._shapes(images), labels.astype(np.int32), sizes, seed
        )
        return Learned(numbers.size, float(loss), float(correct))

    def calls(self, rng: np.random.Generator) -> Iterator[np.ndarray]:
        """What to ask of ``learn`` for an epoch: each image once, in an order of its own."""
        size = self._recipe.batch_size
        order = rng.permutation(len(self._garments)).astype(np.int32)
        whole = len(order) // size * size
        batches = order[:whole].reshape(-1, size)
        steps = max(1, IMAGES_A_CALL // size)
        for start in range(0, len(batches), steps):
            yield batches[start : start + steps]
        if whole < len(order):
            yield order[whole:][np.newaxis]

    def publish(self) -> None:
        self.model.set_weights(self._learner.network.get_weights())

    def _shapes(self, images: np.ndarray) -> np.ndarray:
        if self._recipe.augmentation is None:
            return images  # nothing asks for them
        flat = images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
        return drawings_and_photos.silhouettes(flat).reshape(images.shape)


def step_sizes(recipe: Recipe, images: int) -> np.ndarray:
    """What Adam is told at each step of the whole recipe: float32 (steps,).

    One cycle is Smith's (arxiv.org/abs/1803.09820), with the fall a cosine.
    """
    steps = recipe.epochs * -(-images // recipe.batch_size)
    if not recipe.one_cycle:
        return np.full(steps, recipe.learning_rate, np.float32)
    rising = steps // 4
    falling = np.linspace(0, np.pi, steps - rising, endpoint=False)
    rise = np.linspace(1 / 25, 1, rising, endpoint=False)
    shares = np.concatenate([rise, (1 + np.cos(falling)) / 2])
    return (recipe.learning_rate * shares).astype(np.float32)


class _Learner:
    """A network ending in logits, its optimizer and the traced function that takes its steps."""

    def __init__(
        self, model: keras.Model, vary: Variants | None, weight_decay: float | None, policy: str
    ) -> None:
        self.network = _copy_ending_in_logits(model, policy)
        self._vary = vary
        self._optimizer = keras.optimizers.Adam(weight_decay=weight_decay)
        self._optimizer.build(self.network.trainable_variables)
        images = tf.TensorSpec((None, None, IMAGE_SIDE, IMAGE_SIDE), tf.uint8)
        labels, seed = tf.TensorSpec((None, None), tf.int32), tf.TensorSpec(2, tf.int32)
        sizes = tf.TensorSpec((None,), tf.float32)
        self.take_steps = tf.function(
            self._take_steps,
            input_signature=[images, images, labels, sizes, seed],
            autograph=False,  # TensorFlow's rewriting of Python fails under 3.13
        )

    def start_from(self, model: keras.Model) -> None:
        """Takes over ``model``, what its dropout draws included, and forgets all momentum."""
        for own, given in zip(self.network.variables, model.variables, strict=True):
            own.assign(given)
        for variable in self._optimizer.variables:
            variable.assign(tf.zeros_like(variable))

    def _take_steps(
        self,
        images: tf.Tensor,
        shapes: tf.Tensor,
        labels: tf.Tensor,
        sizes: tf.Tensor,
        seed: tf.Tensor,
    ) -> tuple[tf.Tensor, tf.Tensor]:
        def take_next(
            step: tf.Tensor, loss: tf.Tensor, correct: tf.Tensor
        ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
            self._optimizer.learning_rate = sizes[step]
            step_seed = tf.random.experimental.stateless_fold_in(seed, step)
            shown = inputs(images[step], shapes[step], labels[step], step_seed, self._vary)
            step_loss, step_correct = self._take_step(shown, labels[step])
            return step + 1, loss + step_loss, correct + step_correct

        _, loss, correct = tf.while_loop(
            lambda step, *_: step < tf.shape(labels)[0],
            take_next,
            (tf.constant(0), tf.constant(0.0), tf.constant(0.0)),
        )
        return loss, correct

    def _take_step(self, images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        variables = self.network.trainable_variables
        with tf.GradientTape() as tape:
            logits = self.network(images, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            loss = tf.reduce_mean(losses)
        self._optimizer.apply(tape.gradient(loss, [variable.value for variable in variables]))
        answers = tf.argmax(logits, axis=-1, output_type=tf.int32)
        correct = tf.reduce_sum(tf.cast(answers == labels, tf.float32))
        return tf.reduce_sum(losses), correct


def inputs(
    images: tf.Tensor,
    shapes: tf.Tensor,
    labels: tf.Tensor,
    seed: tf.Tensor,
    vary: Variants | None,
) -> tf.Tensor:
    """What a step is taken on: uint8 images (b, 28, 28) to float32 (b, 28, 28, 1) in 0..1."""
    return _scaled(images) if vary is None else vary(_scaled(images), _scaled(shapes), labels, seed)


@functools.cache
def _learner(
    architecture: str, augmentation_name: str | None, weight_decay: float | None, policy: str
) -> _Learner:
    # TensorFlow does not give back what a traced function has taken, about 9 MiB with its
    # kernels: the runs of a process share one.
    vary = getattr(drawings_and_photos, augmentation_name) if augmentation_name else None
    return _Learner(getattr(networks, architecture)(), vary, weight_decay, policy)


class _FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's, in one operation of TensorFlow for training: three times as fast."""

    def __init__(self, **config: object) -> None:
        super().__init__(**config, autocast=False)  # scale and offset stay float32

    def call(self, inputs: tf.Tensor, training: bool | None = None, mask: None = None) -> tf.Tensor:
        if not training:
            return super().call(inputs)
        normalized, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=self.gamma.value,
            offset=self.beta.value,
            mean=tf.zeros(0),
            variance=tf.zeros(0),
            epsilon=self.epsilon,
            is_training=True,
        )
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))
        return normalized


def _copy_ending_in_logits(model: keras.Model, policy: str) -> keras.Model:
    # The loss is taken from logits: more exact than from probabilities, above all in bfloat16.
    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config() | {"dtype": policy}
        if layer is model.layers[-1]:
            config |= {"activation": "linear", "dtype": "float32"}
        if isinstance(layer, keras.layers.BatchNormalization):
            return _FusedBatchNormalization.from_config(config)
        return type(layer).from_config(config)

    return keras.models.clone_model(model, clone_function=copy)


def _scaled(images: tf.Tensor) -> tf.Tensor:
    return tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
