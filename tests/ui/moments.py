"""Moments of runs that a test writes by itself, without a training."""

from pathlib import Path

from cnn.nn.training.compiled_networks import initial_network
from cnn.runs.moment_file import Kind, Place, moment_content
from cnn.runs.network import AnyNetwork
from cnn.runs.timeline import Timeline


def content(network: AnyNetwork, seed: int, place: Place) -> bytes:
    """The weights with which a training with this seed begins."""
    weights = initial_network(network, seed).get_weights()
    return moment_content([(Kind.WEIGHT, each) for each in weights], place, seconds=1.0)


def write_moments(folder: Path, network: AnyNetwork, *places: Place) -> None:
    """Each with other weights."""
    for seed, place in enumerate(places):
        Timeline(folder).write(place, content(network, seed, place))


def write_newest(folder: Path, network: AnyNetwork, seed: int, place: Place) -> None:
    Timeline(folder).write_newest(content(network, seed, place))
