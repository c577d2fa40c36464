"""The inner loop of training: many steps in one call of TensorFlow.

Keras's ``fit`` comes back to Python after each step and is fed by a pipeline whose threads
compete with the arithmetic; on two cores that is a third of the article's time. Here the
images lie in memory as they are in the files, uint8, and a call is handed those that its
steps shall see.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from cnn import augmentation
from cnn.classes import IMAGE_SIDE
from cnn.dataset import Garments
from cnn.recipes import Recipe

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
    in the precision that ``policy`` names; its weights are float32 in any case.
    """

    def __init__(self, model: keras.Model, recipe: Recipe, garments: Garments, policy: str) -> None:
        self.model = model
        self._recipe = recipe
        self._copy = _copy_ending_in_logits(model, policy)
        self._optimizer = keras.optimizers.Adam(
            step_size(recipe, len(garments)), weight_decay=recipe.weight_decay
        )
        self._optimizer.build(self._copy.trainable_variables)
        self._garments = garments
        images = tf.TensorSpec((None, None, IMAGE_SIDE, IMAGE_SIDE), tf.uint8)
        labels, seed = tf.TensorSpec((None, None), tf.uint8), tf.TensorSpec(2, tf.int32)
        self._take_steps = tf.function(
            self._take_steps_in_graph, input_signature=[images, images, labels, seed]
        )

    def learn(self, numbers: np.ndarray, seed: np.ndarray) -> Learned:
        """Takes a step for each row of ``numbers``: int32 (steps, b), of images.

        ``seed``, int32 (2,), decides on the variants that images are turned into.
        """
        images, labels = self._garments.images[numbers], self._garments.labels[numbers]
        loss, correct = self._take_steps(images, self._shapes(images), labels, seed)
        return Learned(numbers.size, float(loss), float(correct))

    def calls(self, dice: np.random.Generator) -> Iterator[np.ndarray]:
        """What to ask of ``learn`` for an epoch: each image once, in an order of its own."""
        size = self._recipe.batch_size
        order = dice.permutation(len(self._garments)).astype(np.int32)
        whole = len(order) // size * size
        batches = order[:whole].reshape(-1, size)
        steps = max(1, IMAGES_A_CALL // size)
        for start in range(0, len(batches), steps):
            yield batches[start : start + steps]
        if whole < len(order):
            yield order[whole:][np.newaxis]

    def publish(self) -> None:
        self.model.set_weights(self._copy.get_weights())

    def _shapes(self, images: np.ndarray) -> np.ndarray:
        if self._recipe.augmentation is None:
            return images  # nothing asks for them
        flat = images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
        return augmentation.silhouettes(flat).reshape(images.shape)

    def _take_steps_in_graph(
        self, images: tf.Tensor, shapes: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        loss, correct = tf.constant(0.0), tf.constant(0.0)
        for step in tf.range(tf.shape(labels)[0]):
            answers = tf.cast(labels[step], tf.int32)
            step_seed = tf.random.experimental.stateless_fold_in(seed, step)
            inputs = self.inputs(images[step], shapes[step], answers, step_seed)
            step_loss, step_correct = self._take_step(inputs, answers)
            loss, correct = loss + step_loss, correct + step_correct
        return loss, correct

    def inputs(
        self, images: tf.Tensor, shapes: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
    ) -> tf.Tensor:
        """What a step is taken on: uint8 images (b, 28, 28) to float32 (b, 28, 28, 1) in 0..1."""
        scaled = _scaled(images)
        if self._recipe.augmentation is None:
            return scaled
        vary = getattr(augmentation, self._recipe.augmentation)
        return vary(scaled, _scaled(shapes), labels, seed)

    def _take_step(self, images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        variables = self._copy.trainable_variables
        with tf.GradientTape() as tape:
            logits = self._copy(images, training=True)
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            loss = tf.reduce_mean(losses)
        self._optimizer.apply(tape.gradient(loss, [variable.value for variable in variables]))
        answers = tf.argmax(logits, axis=-1, output_type=tf.int32)
        correct = tf.reduce_sum(tf.cast(answers == labels, tf.float32))
        return tf.reduce_sum(losses), correct


def step_size(
    recipe: Recipe, images: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    """What Adam is told: a number, or a schedule over all steps of the recipe."""
    if not recipe.one_cycle:
        return recipe.learning_rate
    steps = recipe.epochs * -(-images // recipe.batch_size)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.learning_rate / 25,
        warmup_target=recipe.learning_rate,
        warmup_steps=steps // 4,
        decay_steps=steps - steps // 4,
    )


class _FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's, in one operation of TensorFlow for training: three times as fast."""

    def __init__(self, **config: object) -> None:
        super().__init__(**config, autocast=False)  # scale and offset stay float32

    def call(self, inputs: tf.Tensor, training: bool | None = None, mask: None = None) -> tf.Tensor:
        if not training:
            return super().call(inputs)
        normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
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
        return normalised


def _copy_ending_in_logits(model: keras.Model, policy: str) -> keras.Model:
    # The loss is taken from logits: more exact than from probabilities, above all in bfloat16.
    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config() | {"dtype": policy}
        if layer is model.layers[-1]:
            config |= {"activation": "linear", "dtype": "float32"}
        if isinstance(layer, keras.layers.BatchNormalization):
            return _FusedBatchNormalization.from_config(config)
        return type(layer).from_config(config)

    copied = keras.models.clone_model(model, clone_function=copy)
    copied.set_weights(model.get_weights())
    return copied


def _scaled(images: tf.Tensor) -> tf.Tensor:
    return tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0
