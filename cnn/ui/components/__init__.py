"""Parts of pages, one idea each. A component owns its widget keys and returns plain values."""
