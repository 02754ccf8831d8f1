"""From developer to live service in a real browser: an application, operators of each role, production keys, a call."""

import itertools

import pytest

from going_live import Applicant, Operators, program
from page_checks import check_focus_order, check_page
from site_browser import fresh_address

_numbers = itertools.count(1)


@pytest.fixture
def both(drivers, hub):
    """The applicant's browser, and the operators', which has no scripts."""
    made = []

    def start(language):
        applicant, operators = Applicant(drivers(), hub, language), Operators(drivers(javascript=False), hub, language)
        for browser in (applicant.site, operators.console):
            browser.use("desktop")
            browser.forget()
        number = next(_numbers)
        names = {name: f"{name}{number}" for name in ("screener", "officer", "first", "second")}
        for name, role in {"screener": "screening", "officer": "security", "first": "operations", "second": "operations"}.items():
            operators.add(names[name], role)
        made.append(applicant)
        return applicant, operators, names

    return start


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_sign_up_to_a_live_service_that_is_suspended(both, hub, language):
    applicant, operators, names = both(language)
    site, words = applicant.site, applicant.words
    applicant.begin(fresh_address())
    check_page(site)

    # The application: a wrong number is not taken, the right one is, and what was typed is kept.
    site.push(words["apply"])
    check_page(site)
    check_focus_order(site)
    applicant.fill_in("123-45-67890")
    site.push(words["apply"])
    assert site.error
    site.fill("registration", "123-45-67891")
    site.push(words["apply"])
    assert applicant.stage == words["screening"] and site.done
    operators.press(names["screener"], "approve")
    assert operators.done

    # The security check, item by item, by both sides.
    applicant.see()
    site.push(words["fill in"])
    check_page(site)
    applicant.fill_in_the_check_list()
    site.push(words["declare"])
    assert site.done
    operators.press(names["officer"], "clear")
    assert operators.console.error
    for box in operators.console.find("fieldset .yes"):
        if not box.find_element("css selector", "input").is_selected():
            box.click()
    check_page(operators.console)
    operators.console.press(operators.words["clear"])
    assert operators.done

    # The contract: drawn up by one, approved by another, agreed to by the applicant.
    operators.press(names["first"], "draw up")
    assert operators.done and words["same hand"] in operators.console.text
    check_page(operators.console)
    assert words["approve contract"] not in [button.text for button in operators.console.find("button")]
    operators.press(names["second"], "approve contract")
    assert operators.done
    applicant.see()
    site.push(words["agree"])
    assert site.done

    # The keys: asked for by one, granted by another, shown to the applicant once.
    operators.press(names["second"], "ask")
    operators.press(names["first"], "grant")
    applicant.see()
    site.push(words["keys"])
    check_page(site)
    keys = {row.find_element("css selector", "span").text: row.find_element("css selector", "code").text for row in site.find(".keys .shown")}
    assert keys["client_id"] != applicant.client["client_id"] and keys["client_secret"] != applicant.client["client_secret"]
    site.push(words["where"])
    assert keys["client_secret"] not in site.text

    # Before the opening, after it, and once it is suspended.
    live = program(hub, keys)
    assert live.token(grant_type="client_credentials", scope="oob")["rsp_code"] == "A0013"
    operators.press(names["first"], "open")
    assert applicant.see() == words["live"]
    assert live.get("bank/status", live.oob)["rsp_code"] == "A0000"
    person = hub.ready["users"][0 if language == "ko" else 1]
    user = live.link(person)
    number = user.accounts[0]["fintech_use_num"]
    assert user.balance(number) > 0
    assert user.withdraw(number, 1000)["rsp_code"] == "A0000"

    # Other terms hold once the applicant has agreed to them, too.
    operators.offer_other_terms(names["first"], names["second"], withdraw_each="900")
    assert user.withdraw(number, 901)["rsp_code"] == "A0000"
    assert applicant.see() == words["live"] and words["other terms"] in site.text
    check_page(site)
    check_focus_order(site)
    site.push(words["agree amendment"])
    assert site.done and words["other terms"] not in [heading.text for heading in site.find("h2")]
    assert user.withdraw(number, 902)["rsp_code"] == "A0105", "above the limit that was agreed to"

    operators.press(names["officer"], "suspend", words["reason"])
    assert live.get("bank/status", live.oob)["rsp_code"] == "A0013"
    assert user.withdraw(number, 1000)["rsp_code"] == "A0013"
    assert applicant.see() == words["suspended"]
    assert words["reason"] in site.text
    check_page(site)
    check_focus_order(site)
    site.open("/testbed/outbox", language)
    assert words["reason"] in site.text
    operators.press(names["officer"], "lift", words["reason"])
    assert live.get("bank/status", live.oob)["rsp_code"] == "A0000"
    check_page(operators.console)
    check_focus_order(operators.console)


@pytest.mark.parametrize("language,scheme", [("ko", "dark"), ("en", "light")])
def test_every_page_of_the_way_is_for_everybody_on_a_phone(both, language, scheme):
    applicant, operators, names = both(language)
    applicant.site.use("phone", scheme)
    operators.console.use("phone", scheme)
    applicant.begin(fresh_address())
    check_page(applicant.site)
    applicant.site.push(applicant.words["apply"])
    check_page(applicant.site)
    check_focus_order(applicant.site)
    applicant.fill_in()
    applicant.site.push(applicant.words["apply"])
    check_page(applicant.site)
    check_focus_order(applicant.site)
    operators.turn_to(names["screener"])
    operators.console.open("/operator/applications", language)
    check_page(operators.console)
    check_focus_order(operators.console)
    operators.look_at(applicant.words["company"])
    check_page(operators.console)
    check_focus_order(operators.console)
    operators.console.press(operators.words["approve"])
    applicant.see()
    applicant.site.push(applicant.words["fill in"])
    check_page(applicant.site)
    applicant.fill_in_the_check_list()
    applicant.site.push(applicant.words["declare"])
    operators.turn_to(names["officer"])
    operators.look_at(applicant.words["company"])
    check_page(operators.console)
    for box in operators.console.find("fieldset .yes"):
        box.click()
    operators.console.press(operators.words["clear"])
    operators.turn_to(names["first"])
    operators.look_at(applicant.words["company"])
    check_page(operators.console)
    check_focus_order(operators.console)
    applicant.see()
    check_page(applicant.site)
