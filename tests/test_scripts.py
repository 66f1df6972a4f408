"""The two commands of the README, as far as they go without setting anything up."""

import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("script", ["bin/start", "bin/test"])
def test_help_says_how_to_use_it(script):
    result = run(script, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith(f"Usage: {script} [")


@pytest.mark.parametrize("port", ["", "0", "65536", "123456", "80a", "-1", "8000 8001"])
def test_a_port_that_is_none_is_named_in_one_line(port):
    result = run("bin/start", "--port", port)
    assert result.returncode == 1
    assert result.stderr == f"--port takes a number from 1 to 65535, not '{port}'.\n"


def test_a_port_without_its_number_is_named_in_one_line():
    result = run("bin/start", "--port")
    assert result.returncode == 1
    assert result.stderr == "--port needs a number, for example: bin/start --port 8001\n"


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["bin/start", "--setup"], "Unknown option: --setup"),
        (["bin/test", "pytest"], "Unknown gate: pytest"),
    ],
)
def test_an_unknown_word_changes_nothing(command, line):
    result = run(*command)
    assert result.returncode == 1
    assert result.stderr.endswith(f"{line}\n")


@pytest.mark.parametrize("name", ["bin/start", "bin/test", ".ci/run"])
def test_the_scripts_can_be_run_and_are_plain_sh(name):
    script = REPOSITORY / name
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_name_versions_and_hashes_and_no_registry(name):
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
