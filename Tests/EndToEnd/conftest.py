"""Hubs and people for the tests. Every hub is a real process over a data directory of its own."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
pytest.register_assert_rewrite("consent_browser", "fintech", "going_live", "hub_process", "me_browser", "operator_browser", "page_checks", "site_browser")

if "MARU_TEST_POSTGRES" not in os.environ:
    collect_ignore = [
        "test_postgresql.py", "test_failover.py", "test_rolling_upgrade.py", "test_recovery.py",
        # haproxy comes with PostgreSQL (scripts/install-packages.sh), and so does a program that is as an image has it.
        "test_deployment.py", "test_proxy.py",
    ]  # fmt: skip

import page_checks  # noqa: E402
from consent_browser import Browsers, runs_scripts  # noqa: E402
from fintech import Fintech, open_accounts  # noqa: E402
from hub_process import BINARY, HubProcess  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--rounds", type=int, default=None, help="how often something is killed under load")
    parser.addoption("--pictures", default=None, help="directory for the pictures of the documents")


def pytest_sessionstart(session):
    page_checks.pictures = session.config.getoption("--pictures")
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is missing: run 'swift build --product maru' first.", returncode=4)


# With several workers (scripts/test.sh) each takes a file at a time; the long ones begin, so that none is left over at the end.
LONG = ["test_postgresql.py", "test_developer_site.py", "test_failover.py", "test_kill.py", "test_going_live.py", "test_openapi.py", "test_consent_pages.py"]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_runtest_logreport(report):
    """What a worker saw comes with its reports."""
    slowest = [tuple(value) for key, value in report.user_properties if key == "slowest first paint"]
    page_checks.slowest = max([page_checks.slowest, *slowest])


def pytest_terminal_summary(terminalreporter):
    milliseconds, page = page_checks.slowest
    if page:
        terminalreporter.write_line(f"slowest first paint of a page: {milliseconds:.0f} ms, {page}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "teardown" and page_checks.slowest[1]:
        report.user_properties.append(("slowest first paint", page_checks.slowest))
    if report.failed:
        for name in ("hub", "own_hub"):
            hub = item.funcargs.get(name)
            if isinstance(hub, HubProcess) and hub.log_path.exists():
                report.sections.append((f"log of {name}", hub.log[-4000:]))
    return report


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """One hub for the tests of a file."""
    hub = HubProcess(tmp_path_factory.mktemp("hub")).start()
    yield hub
    assert hub.stop() == 0, hub.log[-2000:]


@pytest.fixture
def own_hub(tmp_path):
    """A hub for one test alone."""
    hub = HubProcess(tmp_path / "hub").start()
    yield hub
    hub.stop()


@pytest.fixture(scope="session")
def browsers():
    browsers = Browsers()
    yield browsers
    browsers.close()


@pytest.fixture(scope="module")
def drivers(browsers):
    """A browser with scripts and one without, for the tests of a file: as new when its first test asks for them."""
    mine = {}

    def driver(javascript=True):
        if javascript not in mine:
            mine[javascript] = browsers.clean(javascript)
        return mine[javascript]

    yield driver
    for javascript, one in mine.items():
        assert runs_scripts(one) == javascript, "the file's tests were not looked at with scripts or without, as they say"


@pytest.fixture
def fintech(hub):
    return Fintech(hub)


@pytest.fixture
def other_fintech(hub):
    return Fintech(hub, hub.ready["second_client"])


@pytest.fixture(scope="module")
def people(hub):
    """The people of the hub with at least two usable accounts, each given out once."""
    return iter([person for person in hub.ready["users"] if len(open_accounts(person)) >= 2])


@pytest.fixture
def person(people):
    """Somebody whom no other test of the file uses."""
    return next(people)


@pytest.fixture
def linked(fintech, person):
    """Somebody who agreed to everything."""
    return fintech.link(person)
