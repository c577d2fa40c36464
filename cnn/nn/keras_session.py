"""Keeps Streamlit from clearing Keras's state under a model that is being built or trained.

After every run of a script, and so after every look at a training run, Streamlit calls
``keras.backend.clear_session``. That replaces state which Keras keeps for all threads: a
model that another thread is just building or tracing fails, now and then, with duplicate
layer names or lost scopes. The function exists to forget models that a script has built
anew; the lab's models live in caches and on threads of their own, and need no such help.
"""


def keep_keras_session() -> None:
    """Takes the effect out of ``clear_session`` in this process; imports Keras."""
    import keras

    keras.backend.clear_session = _leave_session_alone


def _leave_session_alone(free_memory: bool = True) -> None:
    pass
