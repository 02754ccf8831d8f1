"""The files of deploy/: what they name exists, and they agree with each other. No image is built and no Patroni is run here."""

import re
import shlex
import subprocess

# It comes with the clients of requirements.txt that read OpenAPI documents.
import yaml

from hub_process import BINARY, ROOT, clean_environment, maru

CONTAINERFILE = (ROOT / "deploy/Containerfile").read_text()
# What every Debian has.
ALWAYS_THERE = {"libc6", "libgcc-s1"}


def instructions():
    """The steps of the Containerfile: keyword and the rest in one line."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.M).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


def stages():
    """The steps by stage, each beginning with its FROM."""
    found = []
    for step in instructions():
        if step[0] == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def packages(stage):
    """What a stage installs."""
    return {
        word
        for keyword, rest in stage
        if keyword == "RUN"
        for command in re.split(r"&&", rest)
        if "apt-get install" in command
        for word in shlex.split(command)[2:]
        if not word.startswith("-")
    }


def steps(stage, keyword):
    return [rest for word, rest in stage if word == keyword]


def test_the_image_has_a_stage_that_builds_and_one_that_runs():
    build, run = stages()
    assert re.fullmatch(r"docker\.io/library/swift:(\d+\.\d+)-bookworm AS build", build[0][1])
    assert run[0][1].startswith("docker.io/library/debian:bookworm")


def test_the_image_is_built_with_a_toolchain_that_the_manifest_allows():
    needed = re.search(r"swift-tools-version: (\d+)\.(\d+)", (ROOT / "Package.swift").read_text()).groups()
    used = re.search(r"swift:(\d+)\.(\d+)", CONTAINERFILE).groups()
    assert [int(number) for number in used] >= [int(number) for number in needed]


def test_every_file_that_the_image_copies_is_there():
    build, run = stages()
    copied = [rest.split()[0] for rest in steps(build, "COPY")]
    for name in copied:
        assert (ROOT / name).exists(), name
    # All that the manifest names must be there, for it is read as a whole.
    manifest = (ROOT / "Package.swift").read_text()
    assert {"Package.swift", "Sources", "Tests"} <= set(copied)
    assert set(re.findall(r'path: "([A-Za-z]+)', manifest)) <= set(copied)
    [taken] = [rest.split() for rest in steps(run, "COPY")]
    assert taken[0] == "--from=build" and steps(build, "RUN")[-1].rstrip().endswith(f" {taken[1]}")


def test_the_image_compiles_as_a_release_does():
    flags = re.search(r"mode == release.*?flags\+=\((.*?)\)", (ROOT / "scripts/build.sh").read_text(), re.S).group(1)
    build = " ".join(steps(stages()[0], "RUN")[-1].split())
    assert " ".join(flags.split()) in build
    assert "swift build -c release --product maru --traits Postgres" in build


def test_every_package_of_the_image_is_one_of_debians():
    build, run = (packages(stage) for stage in stages())
    assert build and run
    # One question: it reads all lists each time. Where the system has none, it still knows the packages that it has.
    told = subprocess.run(["apt-cache", "policy", *sorted(build | run)], capture_output=True, text=True, timeout=120, env=clean_environment(LC_ALL="C"))
    candidates = dict(re.findall(r"^(\S+):\n(?:  .*\n)*?  Candidate: (\S+)", told.stdout, re.M))
    assert {name for name in build | run if candidates.get(name, "(none)") == "(none)"} == set(), told.stderr


def test_what_the_build_needs_is_installed_in_the_image():
    needed = re.search(r"^packages=\((.*?)\)", (ROOT / "scripts/install-packages.sh").read_text(), re.M).group(1).split()
    libraries = {name for name in needed if name.endswith("-dev")} | {"libpq-dev", "pkg-config"}
    assert libraries <= packages(stages()[0])


def test_every_library_that_the_program_needs_is_installed_in_the_image():
    installed = packages(stages()[1]) | ALWAYS_THERE
    libraries = sorted(system_libraries())
    owned = subprocess.run(["dpkg", "-S", *(f"*/{name}" for name in libraries)], capture_output=True, text=True, timeout=120)
    owners = {name: {line.split(":")[0] for line in owned.stdout.splitlines() if line.endswith(f"/{name}")} for name in libraries}
    assert {name: names for name, names in owners.items() if not names & installed} == {}


def system_libraries():
    """What the program and the parts of Swift in it ask the system for; in the image, those parts are in the program."""
    linked = subprocess.run(["ldd", BINARY], capture_output=True, text=True, check=True).stdout
    places = dict(re.findall(r"^\s*(\S+) => (\S+)", linked, re.M))
    of_swift = [place for place in places.values() if "/swift/" in place]
    asked = set()
    for part in [str(BINARY), *of_swift]:
        shown = subprocess.run(["readelf", "-d", part], capture_output=True, text=True, check=True).stdout
        asked |= set(re.findall(r"NEEDED.*\[(.+)\]", shown))
    assert "libpq.so.5" in asked and "libsqlite3.so.0" in asked
    return {name for name in asked if name in places and places[name] not in of_swift}


def test_what_the_image_starts_is_a_command_of_this_program():
    [entry] = [yaml.safe_load(rest) for rest in steps(stages()[1], "ENTRYPOINT")]
    [[copied, place]] = [rest.split()[1:] for rest in steps(stages()[1], "COPY")]
    assert copied == "/maru" and entry[0] == place
    help_text = maru(entry[1], "--help").stdout
    for flag in [word for word in entry if word.startswith("--")]:
        assert f"{flag} <" in help_text, flag


def test_what_systemd_starts_is_a_command_of_this_program():
    unit = (ROOT / "deploy/maru@.service").read_text()
    words = shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.M).group(1))
    assert words[0].endswith("/maru") and words[1] == "serve"
    help_text = maru(words[1], "--help").stdout
    for flag in [word for word in words if word.startswith("--")]:
        assert flag in help_text or flag.replace("--no-", "--", 1) in help_text, flag
    for variable in re.findall(r"\bMARU_[A-Z_]+", unit):
        assert "--" + variable.removeprefix("MARU_").lower().replace("_", "-") in help_text, variable
    drain = int(words[words.index("--drain-seconds") + 1])
    # Calls that are under way may take half a minute behind that.
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", unit, re.M).group(1)) >= drain + 30


def test_haproxy_takes_its_file():
    checked = subprocess.run(["haproxy", "-c", "-f", ROOT / "deploy/haproxy.cfg"], capture_output=True, text=True, env=clean_environment())
    assert checked.returncode == 0, checked.stdout + checked.stderr


def plain():
    """The settings of the plain configuration."""
    text = (ROOT / "deploy/postgresql-primary.conf").read_text()
    return {name: value.strip("'") for name, value in re.findall(r"^([a-z_]+) = (.+)$", text, re.M)}


def test_patronis_settings_are_those_of_the_plain_configuration():
    patroni = yaml.safe_load((ROOT / "deploy/patroni.yml").read_text())
    own = {name: str(value) for name, value in patroni["bootstrap"]["dcs"]["postgresql"]["parameters"].items()}
    # Only pg_rewind needs it.
    assert own.pop("wal_log_hints") == "on"
    assert own == {name: value for name, value in plain().items() if name in own}
    # Left to the machine's own file, as the example says; who waits for whom is decided by Patroni.
    left = {"shared_buffers", "wal_compression", "max_wal_size", "archive_mode", "archive_command", "synchronous_standby_names"}
    assert set(plain()) - set(own) == left


def test_patronis_file_makes_databases_that_a_hub_takes():
    patroni = yaml.safe_load((ROOT / "deploy/patroni.yml").read_text())
    initdb = {}
    for one in patroni["bootstrap"]["initdb"]:
        initdb |= one if isinstance(one, dict) else {one: True}
    assert initdb == {"encoding": "UTF8", "locale": "C", "data-checksums": True}
    assert patroni["bootstrap"]["dcs"]["synchronous_mode"] is True
    assert patroni["bootstrap"]["dcs"]["maximum_lag_on_failover"] == 0
