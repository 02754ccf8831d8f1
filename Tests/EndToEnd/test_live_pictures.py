"""Pictures of what a live service's developer looks at. With --pictures DIR they are kept (make screenshots), else only taken."""

import pytest

from fintech import open_accounts
from hub_process import wait_until
from live_service import WORDS, live_service

pytestmark = pytest.mark.pictures
LOOKS = [("desktop", "light"), ("phone", "dark")]


@pytest.fixture(scope="module")
def service(tmp_path_factory, drivers):
    with live_service(tmp_path_factory.mktemp("live"), drivers()) as made:
        yield made


@pytest.fixture(scope="module")
def month(service):
    """With a webhook, transfers that it was told of, and a settled day."""
    service.add_webhook(live=True)
    person = next(person for person in service.hub.ready["users"] if open_accounts(person))
    orders = service.move_money(person, (15_000, 32_000, 8_500))
    assert [order["rsp_code"] for order in orders] == ["A0000"] * 3
    number = service.user.accounts[0]["fintech_use_num"]
    for _ in range(4):
        service.user.balance(number)
    wait_until(lambda: len(service.receiver.of("transfer.completed")) == 3, 60, "the outcomes")
    path = f"{service.app}/webhooks"
    wait_until(lambda: (service.site.open(path), service.site.text.count(WORDS["ko"]["delivered"]) == 3)[1], 30, "the notes of it")
    return service.settle()


@pytest.mark.parametrize("device,scheme", LOOKS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_pictures_of_a_live_service(request, tmp_path, service, month, language, device, scheme):
    directory = request.config.getoption("--pictures") or tmp_path
    site, look = service.site, f"{language}-{device}" + ("-dark" if scheme == "dark" else "")
    site.use(device, scheme)
    for name, path in {
        "live-webhooks": f"{service.app}/webhooks",
        "live-open": f"{service.app}/live",
        "invoice": f"{service.app}/live/invoices/{month}",
    }.items():
        site.open(path, language)
        site.picture(f"{directory}/site-{name}-{look}.png")
