"""How the last garment of the quiz went: a line that a screen reader announces when it changes.

While it is on the page, the keys of the number block are shortcuts too, which Streamlit does not
know, and a number key that is held down counts once: it would answer one garment after another.
"""

import streamlit as st

CSS = """
[role=status] { font: 1rem/1.5 var(--st-font); color: var(--st-text-color); }
.spoken { position: absolute; width: 1px; height: 1px; clip-path: inset(50%); }
"""

# A screen reader announces what changes in a status, not a status that has just appeared with its
# text.
JS = """
const ANSWERS = ".st-key-quiz_answers button";

const onKey = (event) => {
    if (event.repeat && /^(Digit|Numpad)/.test(event.code)) {
        event.stopImmediatePropagation();
    } else if (/^Numpad\\d$/.test(event.code) && /^\\d$/.test(event.key)
        && !event.target.matches("input, textarea")) {
        document.querySelectorAll(ANSWERS)[(Number(event.key) + 9) % 10]?.click();
    }
};

export default function ({ parentElement, data }) {
    window.addEventListener("keydown", onKey, true);
    let status = parentElement.querySelector("[role=status]");
    if (!status) {
        status = parentElement.appendChild(document.createElement("div"));
        status.setAttribute("role", "status");
        status.append(...["seen", "spoken"].map((part) => {
            const span = document.createElement("span");
            span.className = part;
            return span;
        }));
    }
    setTimeout(() => {
        for (const part of status.children)
            if (part.textContent !== data[part.className]) part.textContent = data[part.className];
    }, 50);
    return () => window.removeEventListener("keydown", onKey, true);
}
"""

_status = st.components.v2.component("quiz_status", css=CSS, js=JS)


def quiz_status(text: str, spoken: str = "") -> None:
    """``spoken`` is said after the line, and is seen elsewhere."""
    _status(data={"seen": text, "spoken": f" {spoken}"}, key="quiz_status")
