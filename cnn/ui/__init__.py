"""The pages and what they are made of. The only place that imports Streamlit."""
