"""Takes the pictures of the documents. With --pictures DIR they are kept (make screenshots), else only taken."""

import pytest

from consent_browser import ConsentBrowser
from fintech import Fintech, new_order
from going_live import Applicant, Operators
from hook_receiver import HookReceiver
from hub_process import maru, wait_until
from me_browser import MeBrowser
from operator_browser import OperatorBrowser
from site_browser import SiteBrowser, fresh_address

pytestmark = pytest.mark.pictures

# Everybody's pictures show the same people and accounts: those of the standard seed.
LANGUAGES = {"ko": "kor", "en": "eng"}
LOOKS = [("desktop", "light"), ("phone", "light"), ("phone", "dark")]


@pytest.fixture(scope="module")
def browser(drivers, hub):
    return ConsentBrowser(drivers(), hub)


@pytest.fixture
def keep(request, tmp_path):
    directory = request.config.getoption("--pictures") or tmp_path

    def path(name):
        return f"{directory}/{name}.png"

    return path


@pytest.mark.parametrize("device,scheme", LOOKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_the_consent_pages(browser, hub, keep, language, device, scheme):
    person = hub.ready["users"][0]
    look = f"{language}-{device}" + ("-dark" if scheme == "dark" else "")
    browser.use(device, scheme)
    browser.authorize(lang=LANGUAGES[language])
    browser.type("name", person["name"])
    browser.type("birth", person["birth_date"])
    browser.type("phone", person["phone"])
    browser.picture(keep(f"identity-{look}"))
    browser.press_next()
    shown = browser.shown_number
    browser.type("number", f"{(int(shown) + 1) % 1_000_000:06}")
    browser.press_next()
    browser.picture(keep(f"number-{look}"))
    browser.confirm(shown)
    first, second = browser.accounts()[:2]
    first["boxes"]["inquiry"].click()
    first["boxes"]["transfer"].click()
    second["boxes"]["inquiry"].click()
    browser.picture(keep(f"consent-{look}"))
    # No: so that the next picture is of somebody new again.
    browser.press("동의하지 않음" if language == "ko" else "Do not agree")
    assert browser.callback()["error"] == "access_denied"


def test_picture_of_a_visit_that_is_over(browser, hub, keep):
    browser.use("phone")
    browser.driver.get(f"{hub.url}/consent/{'0' * 32}")
    assert browser.heading == "끝난 화면입니다"
    browser.picture(keep("over-ko-phone"))


@pytest.mark.parametrize("device,scheme", [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_my_consents(browser, hub, keep, language, device, scheme):
    me = MeBrowser(browser.driver, hub)
    me.use(device, scheme)
    look = f"{language}-{device}" + ("-dark" if scheme == "dark" else "")
    person = hub.ready["users"][1]
    linked = Fintech(hub).link(person)
    for _ in range(3):
        linked.balance(linked.accounts[0]["fintech_use_num"])
    me.forget()
    me.open("", language)
    me.picture(keep(f"me-identity-{look}"))
    me.enter(person, language)
    me.picture(keep(f"me-consents-{look}"))
    me.open("/accesses", language)
    me.picture(keep(f"me-accesses-{look}"))
    me.open("/delete", language)
    me.picture(keep(f"me-delete-{look}"))


@pytest.mark.parametrize("device,scheme", [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_the_console(browser, hub, keep, language, device, scheme):
    console = OperatorBrowser(browser.driver, hub)
    console.use(device, scheme)
    console.forget()
    look = f"{language}-{device}" + ("-dark" if scheme == "dark" else "")
    linked = Fintech(hub).link(hub.ready["users"][2])
    answer = linked.withdraw(linked.accounts[0]["fintech_use_num"], 15000, new_order())
    for account in linked.accounts:
        linked.balance(account["fintech_use_num"])
    console.set_up(f"haneul-{look}", "operations", language)
    # The first time; after that it waits already.
    maru("limits", "cap", "004", "5000000000", "--by", f"haneul-{look}", "--data", hub.data)
    console.forget()
    console.open("/operator/login", language)
    console.picture(keep(f"console-login-{look}"))
    console.open(f"/operator/set-up?token={console.token(f'minji-{look}', 'admin')}", language)
    console.picture(keep(f"console-set-up-{look}"))
    console.finish_set_up(language)
    console.wait_for("account/balance")
    console.picture(keep(f"console-picture-{look}"))
    console.search(answer["bank_tran_id"], language)
    console.picture(keep(f"console-transfer-{look}"))
    pages = {
        "search": "/operator/search",
        "calls": "/operator/calls",
        "organisations": "/operator/organisations",
        "organisation": f"/operator/organisations/{hub.ready['client_use_code']}",
        "consents": f"/operator/consents?user={linked.user_seq_no}",
        "settlement": "/operator/settlement",
        "audit": "/operator/audit",
        "notices": "/operator/notices",
        "forum": "/operator/forum",
        "support": "/operator/support",
        "operators": "/operator/operators",
        "limits": "/operator/limits",
    }
    for name, path in pages.items():
        console.open(path, language)
        console.picture(keep(f"console-{name}-{look}"))
    bank = linked.accounts[0]["bank_code_std"]
    console.set_up_at_bank(f"narae-{look}", bank, language)
    console.picture(keep(f"bank-picture-{look}"))
    for name, path in {
        "messages": "messages",
        "statement": f"settlement/{answer['bank_tran_date']}",
        "breaks": "breaks",
    }.items():
        console.open(f"/bank/{bank}/{path}", language)
        console.picture(keep(f"bank-{name}-{look}"))


@pytest.mark.parametrize("device,scheme", [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_the_developer_site(browser, hub, keep, language, device, scheme):
    site = SiteBrowser(browser.driver, hub)
    site.use(device, scheme)
    site.forget()
    look = f"{language}-{device}" + ("-dark" if scheme == "dark" else "")
    for name, path in {"front": "/developers", "sign-up": "/developers/sign-up", "login": "/developers/login"}.items():
        site.open(path, language)
        site.picture(keep(f"site-{name}-{look}"))
    site.sign_up(fresh_address(), language)
    site.picture(keep(f"site-new-app-{look}"))
    client = site.make_app()["client_id"]
    site.push(site.words["console"])
    site.push(site.words["connect"])
    site.push(site.words["call"])
    site.picture(keep(f"site-console-{look}"))
    site.open(f"/developers/apps/{client}", language)
    site.picture(keep(f"site-app-{look}"))
    site.open(f"/developers/apps/{client}/calls", language)
    site.picture(keep(f"site-calls-{look}"))
    site.follow("/calls/")
    site.picture(keep(f"site-call-{look}"))
    site.open(f"/developers/apps/{client}/simulator", language)
    site.push(site.words["add"])
    site.fill("name", "CI")
    site.push(site.words["save"])
    site.picture(keep(f"site-simulator-{look}"))
    site.open(f"/developers/apps/{client}/go-live", language)
    site.picture(keep(f"site-go-live-{look}"))
    site.open(f"/developers/apps/{client}/users", language)
    site.push(site.words["invent"])
    site.picture(keep(f"site-users-{look}"))
    site.open(f"/developers/apps/{client}/webhooks/new", language)
    receiver = HookReceiver()
    site.fill("url", f"http://localhost:{receiver.port}/hook")
    site.picture(keep(f"site-webhook-new-{look}"))
    site.push("만들기" if language == "ko" else "Add it")
    site.push("웹훅 보기" if language == "ko" else "Go to the webhooks")
    site.push("시험 호출" if language == "ko" else "Send a ping")
    wait_until(lambda: (site.open(f"/developers/apps/{client}/webhooks", language), "HTTP 204" in site.text)[1], 30, "the ping")
    receiver.stop()
    site.picture(keep(f"site-webhooks-{look}"))
    site.open("/developers/forum/ask", language)
    site.fill("title", "잔액 조회가 A0002입니다" if language == "ko" else "A0002 from a balance")
    site.fill("body", "`bank_rsp_code`?")
    site.push(site.words["post"])
    site.fill("body", "**bank_rsp_code** 412")
    site.push(site.words["answer"])
    site.picture(keep(f"site-topic-{look}"))
    site.open("/developers/forum", language)
    site.picture(keep(f"site-forum-{look}"))
    site.open("/developers/support/new", language)
    site.fill("subject", "시험 단말을 빌리고 싶습니다" if language == "ko" else "A device to test with")
    site.fill("body", "안드로이드 **한 대**면 됩니다." if language == "ko" else "**One** Android phone would do.")
    site.picture(keep(f"site-support-new-{look}"))
    site.push("보내기" if language == "ko" else "Send it")
    site.picture(keep(f"site-support-{look}"))
    site.open("/developers/support", language)
    site.picture(keep(f"site-supports-{look}"))
    site.open("/developers/notices", language)
    site.picture(keep(f"site-notices-{look}"))
    site.open("/developers/sdk", language)
    site.picture(keep(f"site-sdk-{look}"))
    site.open("/developers/docs", language)
    site.picture(keep(f"site-docs-{look}"))
    site.open("/developers/docs/api/account/balance", language)
    site.picture(keep(f"site-api-{look}"))
    site.open("/developers/docs/guides/transfers", language)
    site.picture(keep(f"site-guide-{look}"))
    site.open("/developers/account", language)
    site.picture(keep(f"site-account-{look}"))
    site.open("/developers/account/authenticator", language)
    site.picture(keep(f"site-authenticator-{look}"))
    site.open("/testbed/outbox", language)
    site.picture(keep(f"site-outbox-{look}"))


@pytest.mark.parametrize("device,scheme", [("desktop", "light"), ("phone", "dark")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_of_the_way_to_a_live_service(browser, hub, keep, language, device, scheme):
    applicant, operators = Applicant(browser.driver, hub, language), Operators(browser.driver, hub, language)
    applicant.site.use(device, scheme)
    applicant.site.forget()
    look = f"{language}-{device}" + ("-dark" if scheme == "dark" else "")
    names = {role: f"{role}-{look}" for role in ("screening", "security", "operations", "admin")}
    for role, name in names.items():
        operators.add(name, role)

    def decision(role, picture):
        operators.turn_to(names[role])
        operators.look_at(operators.words["company"])
        operators.console.picture(keep(f"console-{picture}-{look}"))

    applicant.begin(fresh_address())
    applicant.site.push(applicant.words["apply"])
    applicant.fill_in()
    applicant.site.picture(keep(f"site-apply-{look}"))
    applicant.site.push(applicant.words["apply"])
    operators.press(names["screening"], "approve")
    applicant.see()
    applicant.site.push(applicant.words["fill in"])
    applicant.fill_in_the_check_list()
    applicant.site.picture(keep(f"site-security-{look}"))
    applicant.site.push(applicant.words["declare"])
    decision("security", "security")
    for box in operators.console.find("fieldset .yes"):
        box.click()
    operators.console.press(operators.words["clear"])
    decision("operations", "contract")
    operators.console.press(operators.words["draw up"])
    operators.press(names["admin"], "approve contract")
    applicant.see()
    applicant.site.picture(keep(f"site-live-{look}"))
    applicant.site.push(applicant.words["agree"])
    operators.press(names["operations"], "ask")
    decision("admin", "application")
    operators.console.open("/operator/applications", language)
    operators.console.picture(keep(f"console-applications-{look}"))
    operators.look_at(operators.words["company"])
    operators.console.press(operators.words["grant"])
    applicant.see()
    applicant.site.push(applicant.words["keys"])
    applicant.site.push(applicant.words["where"])
    operators.press(names["operations"], "open")
    operators.offer_other_terms(names["operations"], names["admin"], withdraw_fee="450", withdraw_each="900,000")
    operators.console.picture(keep(f"console-other-terms-{look}"))
    applicant.see()
    applicant.site.picture(keep(f"site-other-terms-{look}"))
