"""A step of the article's code, in which changed lines are marked."""

import difflib
import textwrap

import streamlit as st

from cnn.runs.keras_code import Cell
from cnn.ui.components.reserved import reserved

CHANGED, ADDED, REMOVED = "  # changed", "  # added", "# removed: "

COLUMNS, LINE_HEIGHT, PADDING = 90, 19.84, 32
"""Characters in a line of a wide window, and pixels."""

COLORS = {
    "keyword": ("#1565c0", "#5eb0ff"),
    "string": ("#0b7a2f", "#4cc270"),
    "boolean": ("#0b7a2f", "#4cc270"),
    "number": ("#0b7468", "#41c2ad"),
    "operator": ("#b14a00", "#f08a45"),
    "punctuation": ("#5f6475", "#a3a8b8"),
}
"""Of what the code is made of, in the light and in the dark theme: Streamlit's have a contrast of
2.9 to 4.3."""

MARK = "color: light-dark(#a03c00, #ffa066); font-weight: 700;"
"""How the comments look that mark changed lines: there are hardly any others."""

RULES = (
    f"[data-testid=stCode] code .token.{kind} {{ color: light-dark({light}, {dark}); }}"
    for kind, (light, dark) in COLORS.items()
)
STYLE = f"<style>{' '.join(RULES)} [data-testid=stCode] code .token.comment {{ {MARK} }}</style>"


def code_cell(number: int, cell: Cell, original: Cell) -> None:
    """``original`` is the article's cell of this title."""
    st.html(STYLE)
    code = marked(cell.code, original.code)
    lines = sum(len(textwrap.wrap(line, COLUMNS)) or 1 for line in code.splitlines())
    height = round(lines * LINE_HEIGHT + PADDING)
    reserved(f"code_{number}", height, grows=True).code(code, language="python", wrap_lines=True)
    if cell.note:
        st.caption(cell.note)


def marked(code: str, original: str) -> str:
    """The code, with comments where its lines are not those of the original."""
    before, after = original.splitlines(), code.splitlines()
    lines: list[str] = []
    # Not autojunk: it takes the most frequent lines of a long text for noise.
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _, old, old_end, new, new_end in matcher.get_opcodes():
        if before[old:old_end] == after[new:new_end]:
            lines += after[new:new_end]
            continue
        changed = min(old_end - old, new_end - new)
        lines += [line + CHANGED for line in after[new : new + changed]]
        lines += [line + ADDED for line in after[new + changed : new_end] if line.strip()]
        lines += [REMOVED + line for line in before[old + changed : old_end] if line.strip()]
    return "\n".join(lines)
