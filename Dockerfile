# The lab as a container: docker build -t cnn-lab . && docker run -p 8501:8501 cnn-lab
#
# With --build-arg REQUIREMENTS=requirements-cluster.txt, it also trains on a cluster or is a part
# of one: see compose.yaml.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CNN_HOME=/home/lab/data

RUN useradd --create-home lab && install -d -o lab /home/lab/data
WORKDIR /lab

# Before the code, so that a change to the code does not reinstall everything.
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-cluster.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check -r "$REQUIREMENTS"

COPY .streamlit .streamlit
COPY assets assets
COPY cnn cnn
COPY streamlit_app.py LICENSE ./

USER lab
# Runs and the downloaded dataset. A named volume takes over the owner of this folder.
VOLUME /home/lab/data
EXPOSE 8501
HEALTHCHECK --start-period=20s --interval=30s --timeout=5s CMD ["python", "-c", \
    "from urllib.request import *; build_opener(ProxyHandler({})).open('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.headless", "true", \
    "--server.address", "0.0.0.0", "--server.fileWatcherType", "none"]
