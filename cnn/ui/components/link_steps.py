"""Makes the way to another page one step in the browser's history.

With a link, Streamlit 1.67 takes the widgets' parameters of a page along to the server, which
removes them and has the browser put what is left into the address before the page changes: an entry
with this page and the parameters of the other. A link that finds none in the address takes none
along.
"""

import streamlit as st

SCRIPT = """<script>
if (!window.linkSteps) {
    window.linkSteps = true;
    addEventListener("click", (event) => {
        if (!event.target.closest?.("[data-testid=stPageLink-NavLink]")) return;
        const address = location.href;
        const bare = new URL(address);
        for (const name of [...bare.searchParams.keys()])
            if (!name.startsWith("embed")) bare.searchParams.delete(name);
        history.replaceState(history.state, "", bare);
        // After the link's own listener, which reads the address.
        setTimeout(() => {
            if (location.href === bare.href) history.replaceState(history.state, "", address);
        });
    }, true);
}
</script>"""


def link_steps() -> None:
    """Nothing is seen of it."""
    st.html(SCRIPT, unsafe_allow_javascript=True)
