"""The command line: ``python -m cnn train``, ``evaluate`` and ``predict``."""
