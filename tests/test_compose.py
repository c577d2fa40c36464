"""What compose.yaml and docs/scaling.md say of the lab is true: settings, ports, options, image."""

import re
import shlex
from typing import Any

import click
import pytest
import yaml

pytest.importorskip("distributed", reason="Dask is not installed: see requirements-cluster.txt")

import dask.config
from distributed.cli import dask_scheduler, dask_worker

from cnn.runs.settings import read_settings
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = [name for name in SERVICES if name.startswith("server")]
OF_THE_LAB = [name for name in SERVICES if name != "balancer"]
BALANCER = yaml.safe_load(COMPOSE["configs"]["balancer"]["content"])
BALANCED = BALANCER["http"]["services"]["lab"]["loadBalancer"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
DOCUMENT = (ROOT / "docs" / "scaling.md").read_text()


def in_dockerfile(pattern: str) -> str:
    """The group of the one match."""
    [found] = re.findall(pattern, DOCKERFILE, re.MULTILINE)
    return str(found)


def parsed(command: click.Command, arguments: list[str]) -> dict[str, Any]:
    """The options that a command of Dask is given, checked by that command."""
    return command.make_context("dask", list(arguments)).params


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_every_service_is_restarted_watched_and_bounded(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"
    assert re.fullmatch(r"\d+[gm]", service["mem_limit"])
    assert "healthcheck" in service or "HEALTHCHECK" in DOCKERFILE


def test_only_the_balancer_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["balancer"]
    assert COMPOSE["networks"]["cluster"]["internal"] is True
    assert all("network_mode" not in service for service in SERVICES.values())
    for name in ("scheduler", "worker"):
        assert SERVICES[name]["networks"] == ["cluster"]
    assert "cluster" not in SERVICES["balancer"]["networks"]


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_finds_the_scheduler_and_trusts_the_balancer(name: str) -> None:
    environment = SERVICES[name]["environment"]
    settings = read_settings(environment)
    options = parsed(dask_scheduler.main, SERVICES["scheduler"]["command"][4:])
    assert settings.dask == f"tcp://scheduler:{options['port'] or 8786}"
    [network] = SERVICES["balancer"]["networks"]
    assert network in SERVICES[name]["networks"]
    [subnet] = COMPOSE["networks"][network]["ipam"]["config"]
    assert [str(proxy) for proxy in settings.trusted_proxies] == [subnet["subnet"]]
    assert set(environment) <= set(re.findall(r"`(CNN_\w+)`", (ROOT / "README.md").read_text()))


def test_workers_join_the_scheduler_and_train_one_run_at_a_time() -> None:
    command = SERVICES["worker"]["command"]
    assert command[:4] == ["python", "-m", "dask", "worker"]
    options = parsed(dask_worker.main, command[4:])
    assert options["scheduler"] == SERVICES["server-1"]["environment"]["CNN_DASK"]
    assert options["nthreads"] == 1
    assert options["memory_limit"] == "0"
    assert "cluster" in SERVICES["server-1"]["networks"]


def test_workers_and_the_scheduler_are_asked_where_they_answer() -> None:
    scheduler = parsed(dask_scheduler.main, SERVICES["scheduler"]["command"][4:])
    worker = parsed(dask_worker.main, SERVICES["worker"]["command"][4:])
    assert scheduler["dashboard_address"] == worker["dashboard_address"] == ":8787"
    for name in ("scheduler", "worker"):
        assert "http://127.0.0.1:8787/health" in SERVICES[name]["healthcheck"]["test"][-1]


def test_all_servers_share_the_folder_of_the_image() -> None:
    home = in_dockerfile(r"CNN_HOME=(\S+)")
    assert home == in_dockerfile(r"^VOLUME (\S+)$")
    for name in SERVERS:
        [volume] = SERVICES[name]["volumes"]
        assert volume in [f"{kept}:{home}" for kept in COMPOSE["volumes"]]


def test_the_balancer_sends_a_browser_to_the_same_server_again() -> None:
    assert BALANCED["sticky"]["cookie"]["httpOnly"] is True
    port = in_dockerfile(r"^EXPOSE (\d+)$")
    assert BALANCED["servers"] == [{"url": f"http://{name}:{port}"} for name in SERVERS]
    assert BALANCED["healthCheck"]["path"] in DOCKERFILE
    [published] = SERVICES["balancer"]["ports"]
    entry = next(each for each in SERVICES["balancer"]["command"] if "entryPoints" in each)
    assert published.partition(":")[2] == entry.rpartition(":")[2]
    [config] = SERVICES["balancer"]["configs"]
    assert f"--providers.file.filename={config['target']}" in SERVICES["balancer"]["command"]
    assert config["source"] in COMPOSE["configs"]


def test_images_are_pinned() -> None:
    assert re.fullmatch(r"traefik:v\d+\.\d+\.\d+", SERVICES["balancer"]["image"])
    assert {SERVICES[name]["image"] for name in OF_THE_LAB} == {"cnn-lab:cluster"}


@pytest.mark.parametrize("name", OF_THE_LAB)
def test_the_image_has_what_a_cluster_needs(name: str) -> None:
    [(argument, file)] = SERVICES[name]["build"]["args"].items()
    usual = in_dockerfile(rf"^ARG {argument}=(\S+)$")
    copied = " ".join(re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)).split()
    for each in (file, usual):
        assert (ROOT / each).is_file()
        assert each in copied
        assert f"!{each}" in (ROOT / ".dockerignore").read_text().splitlines()
    assert f'-r "${argument}"' in DOCKERFILE


def test_the_commands_of_the_document_are_those_of_compose() -> None:
    [scheduler] = re.findall(r"^\S+ -m dask scheduler (.*)$", DOCUMENT, re.MULTILINE)
    of_compose = parsed(dask_scheduler.main, SERVICES["scheduler"]["command"][4:])
    assert parsed(dask_scheduler.main, shlex.split(scheduler)) == of_compose
    workers = re.findall(r"-m dask worker (.*)$", DOCUMENT, re.MULTILINE)
    assert len(workers) == 2, "one to try, one of a service"
    of_compose = parsed(dask_worker.main, SERVICES["worker"]["command"][4:])
    differs = {"scheduler", "dashboard_address"}
    for worker in workers:
        options = parsed(dask_worker.main, shlex.split(worker))
        assert {name for name in options if options[name] != of_compose[name]} <= differs
        assert re.search(rf"CNN_DASK={options['scheduler']}\b", DOCUMENT)


def test_the_variables_of_the_document_exist() -> None:
    ours = set(re.findall(r"\b(CNN_[A-Z_]+)", DOCUMENT))
    assert ours <= set(re.findall(r"`(CNN_\w+)`", (ROOT / "README.md").read_text()))
    encryption = re.findall(r"^(DASK_\w+)=", DOCUMENT, re.MULTILINE)
    assert encryption
    for variable in encryption:
        keys = variable.removeprefix("DASK_").lower().replace("__", ".")
        dask.config.get(keys)  # or it is a KeyError
