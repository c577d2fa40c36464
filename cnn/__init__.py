"""An interactive lab for the convolutional networks of image classification.

Everything but the pages. Only ``cnn.ui`` imports Streamlit, and modules that need
TensorFlow (``models``, ``augmentation``, ``training``, ``classifier``, ``neighbors``)
are imported by whoever first uses them, so that a page can be drawn without waiting for it.
"""

import os

# Keras and TensorFlow read these once, when they are first imported.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
