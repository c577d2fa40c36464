"""Stops Streamlit from clearing Keras's state while a model is being built or trained.

Streamlit calls ``keras.backend.clear_session`` after every run of a script and has no option to
turn this off. The call replaces state that Keras keeps for all threads, so building or tracing a
model in another thread can fail with duplicate layer names or lost scopes. It is meant to free the
memory of models that a script creates again on each run; the lab keeps its models in caches.
"""


def keep_keras_session() -> None:
    """Replaces ``keras.backend.clear_session`` with a function that does nothing.

    ``keras.utils.clear_session`` still works. Imports Keras.
    """
    import keras

    keras.backend.clear_session = _do_nothing


def _do_nothing(free_memory: bool = True) -> None:
    pass
