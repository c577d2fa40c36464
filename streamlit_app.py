"""The router: the list of pages, the frame they share, and the requested page."""

import streamlit as st

from cnn.ui.frame import frame
from cnn.ui.resources import warm_up

TRAIN = st.Page("cnn/ui/pages/train.py", title="Train", icon=":material/model_training:")
PAGES = [
    st.Page("cnn/ui/pages/try_it.py", title="Try it", icon=":material/draw:", default=True),
    TRAIN,
    st.Page("cnn/ui/pages/samples.py", title="Samples", icon=":material/grid_view:"),
    st.Page("cnn/ui/pages/model.py", title="Model", icon=":material/account_tree:"),
]

st.set_page_config(page_title="CNN lab", page_icon="assets/favicon.png", layout="wide")
page = st.navigation(PAGES, position="top")
with frame(page, runs_page=TRAIN):
    page.run()
warm_up()
