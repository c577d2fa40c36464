"""The router: the list of pages, the frame they share, and the requested page."""

import streamlit as st

from cnn.ui.frame import frame
from cnn.ui.resources import warm_up

TRAIN = st.Page("cnn/ui/pages/train.py", title="Train", icon=":material/model_training:")
ARTICLE = st.Page("cnn/ui/pages/article.py", title="Article", icon=":material/article:")
PAGES = [
    st.Page("cnn/ui/pages/try_it.py", title="Try it", icon=":material/draw:", default=True),
    TRAIN,
    ARTICLE,
    st.Page("cnn/ui/pages/samples.py", title="Samples", icon=":material/grid_view:"),
    st.Page("cnn/ui/pages/inside.py", title="Inside", icon=":material/layers:"),
    st.Page("cnn/ui/pages/model.py", title="Model", icon=":material/verified:"),
]

st.set_page_config(page_icon="assets/favicon.png", layout="wide")
page = st.navigation(PAGES, position="hidden")
st.set_page_config(page_title=f"{page.title} - CNN lab")
with frame(PAGES, runs_page=None if page in (TRAIN, ARTICLE) else TRAIN):
    page.run()
warm_up()
