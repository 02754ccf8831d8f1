"""A headless Chromium that goes through the consent pages as a person does: it reads texts, types, presses and tabs."""

import base64
import http.server
import os
import pathlib
import shutil
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from fintech import ALL_SCOPES

WAIT = 20
# What has the focus, and where it stands: a JavaScript expression.
FOCUSED = """(e => {
  if (!e || e === document.body) return null;
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  return {key: e.id || e.name || e.textContent.trim(), value: e.value || '', top: r.top + scrollY, left: r.left,
          outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2} })(document.activeElement)"""
# What one sees of the element `e`, as WebDriver tells it: a JavaScript expression.
SHOWN = "(e.checkVisibility({visibilityProperty: true}) ? e.innerText.trim() : '')"
# Debian's own name for the headless one is a script that stays between: what ends it would leave the browser.
BROWSERS = ["/usr/lib/chromium/chromium-headless-shell", "chromium"]
DEVICES = {"desktop": (1280, 900, False), "phone": (390, 844, True)}


class CallbackPage:
    """The organisation's callback on a free port. Browsers are told that localhost:8880, where the test client is
    registered, is here: a busy port 8880 does not matter."""

    def __init__(self):
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = b"<!doctype html><meta charset=utf-8><title>callback</title><p>callback"
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def start_chromium(callback):
    """Debian's Chromium without the parts of a desktop (a third less work for the same pages), else all of it, else the browser
    that Selenium finds. MARU_TEST_BROWSER names another."""
    options = webdriver.ChromeOptions()
    for argument in (
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--force-color-profile=srgb",
        "--lang=ko-KR",
        "--accept-lang=ko-KR,ko",
        f"--host-resolver-rules=MAP localhost:8880 127.0.0.1:{callback.port}",
    ):
        options.add_argument(argument)
    service = webdriver.ChromeService()
    binary = os.environ.get("MARU_TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if binary:
        options.binary_location = binary
        service = webdriver.ChromeService(shutil.which("chromedriver") or "/usr/bin/chromedriver")
    if not (binary or "").endswith("headless-shell"):
        options.add_argument("--headless=new")
        options.add_experimental_option("prefs", {"intl.accept_languages": "ko-KR,ko"})
    return webdriver.Chrome(options, service)


def runs_scripts(driver):
    """Whether the page that is there runs scripts: one that is off hears nothing."""
    return driver.execute_script(
        """let hears = false; document.addEventListener('hears', () => hears = true, {once: true});
        document.dispatchEvent(new Event('hears')); return hears"""
    )


class Browsers:
    """One browser with scripts and one without, each started when first asked for, and anew when it has died."""

    def __init__(self):
        self.callback = CallbackPage()
        self.started = {}

    def clean(self, javascript=True):
        """The browser as if it had never been anywhere."""
        try:
            return self._cleaned(javascript)
        except Exception:  # also what comes from below WebDriver where the driver itself has died
            if dead := self.started.pop(javascript, None):
                dead.quit()
        return self._cleaned(javascript)

    def _cleaned(self, javascript):
        if javascript not in self.started:
            self.started[javascript] = start_chromium(self.callback)
        driver = self.started[javascript]
        driver.get("about:blank")
        for command, how in (
            ("Emulation.setScriptExecutionDisabled", {"value": not javascript}),
            ("Network.clearBrowserCookies", {}),
            ("Network.clearBrowserCache", {}),
            ("Emulation.clearDeviceMetricsOverride", {}),
            ("Emulation.setEmulatedMedia", {"features": []}),
        ):
            driver.execute_cdp_cmd(command, how)
        return driver

    def close(self):
        for driver in self.started.values():
            driver.quit()
        self.callback.close()


class ConsentBrowser:
    """One browser, and what a person does in it."""

    def __init__(self, driver, hub):
        self.driver = driver
        self.hub = hub

    # What the browser is

    def use(self, device="desktop", scheme="light"):
        width, height, mobile = DEVICES[device]
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile},
        )
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )

    # The way in and out

    def authorize(self, client=None, path="authorize2", scope=ALL_SCOPES, **more):
        """The link that an organisation shows."""
        client = client or self.hub.ready
        query = {
            "response_type": "code",
            "client_id": client["client_id"],
            "redirect_uri": client["redirect_uri"],
            "scope": scope,
            "auth_type": "0",
        } | more
        self.driver.get(f"{self.hub.url}/oauth/2.0/{path}?{urlencode(query)}")

    def callback(self):
        """The parameters that the organisation gets; waits until the browser is there."""
        wait = WebDriverWait(self.driver, WAIT, poll_frequency=0.02)
        wait.until(lambda driver: driver.current_url.startswith("http://localhost:8880/"))
        return {name: values[0] for name, values in parse_qs(urlsplit(self.driver.current_url).query).items()}

    # Reading

    def shown(self, selector):
        """The text of the first such element, as one sees it. One request to the browser, where finding and reading are two."""
        text = self.driver.execute_script(f"const e = document.querySelector(arguments[0]); return e && {SHOWN}", selector)
        if text is None:
            raise NoSuchElementException(f"no {selector} on: {self.driver.current_url}")
        return text

    def texts(self, selector):
        """The text of every such element, as one sees it."""
        return self.driver.execute_script(f"return [...document.querySelectorAll(arguments[0])].map(e => {SHOWN})", selector)

    def saying(self, selectors, text):
        """The first element of the first of `selectors` that says so, for a person's press; fails where nothing does."""
        found = self.driver.execute_script(
            f"for (const s of arguments[0]) for (const e of document.querySelectorAll(s)) if ({SHOWN} === arguments[1]) return e", selectors, text
        )
        assert found, f"nothing says {text!r} on: {self.text}"
        return found

    @property
    def text(self):
        return self.shown("body")

    @property
    def heading(self):
        return self.shown("h1")

    @property
    def language(self):
        return self.driver.execute_script("return document.documentElement.lang")

    @property
    def error(self):
        return self.shown("#error")

    @property
    def shown_number(self):
        return self.shown("#shown-number")

    def find(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def accounts(self):
        """The accounts of the third page: texts and the boxes by name."""
        return [
            {
                "text": group.text,
                "boxes": {box.get_attribute("name"): box for box in group.find_elements(By.CSS_SELECTOR, "input[type=checkbox]")},
                "number": group.find_element(By.CSS_SELECTOR, ".number").text,
                "group": group,
            }
            for group in self.find("fieldset")
        ]

    # Doing

    def type(self, identifier, text):
        found = self.driver.execute_script("const e = document.getElementById(arguments[0]); return e && [e, e.value]", identifier)
        assert found, f"no field {identifier!r} on: {self.text}"
        field, value = found
        if value:
            field.clear()
        field.send_keys(text)
        return field

    def press(self, text):
        """Presses the button or link that says so, and waits until the page that answers is there."""
        element = self.saying(["button, a"], text)
        element.click()
        self._wait_until_gone(element)

    def enter(self, field):
        """Presses the Enter key in a field, and waits for the next page."""
        field.send_keys(Keys.ENTER)
        self._wait_until_gone(field)

    def _wait_until_gone(self, element):
        wait = WebDriverWait(self.driver, WAIT, poll_frequency=0.02)
        wait.until(lambda _: is_gone(element))
        wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, "body *"))

    def press_next(self):
        self.press("다음" if self.language == "ko" else "Continue")

    def identify(self, person):
        """The first page."""
        self.type("name", person["name"])
        self.type("birth", person["birth_date"])
        self.type("phone", person["phone"])
        self.press_next()

    def confirm(self, number=None):
        """The second page."""
        self.type("number", number or self.shown_number)
        self.press_next()

    def come_to_accounts(self, person, **how):
        """Everything up to the third page."""
        self.authorize(**how)
        self.identify(person)
        self.confirm()

    def tab_through(self):
        """What Tab reaches from the top, in its order: id, name or text, and where it stands."""
        # A field that took the focus when the page came would otherwise be where Tab starts.
        places = self.driver.execute_script(
            """const top = document.createElement('span'); top.tabIndex = -1; document.body.prepend(top); top.focus(); top.remove();
            if (!window.reached) document.addEventListener('keyup', () => window.reached.push(%s));
            window.reached = [];
            return document.querySelectorAll('a, button, summary, select, textarea, input, [tabindex]').length"""
            % FOCUSED
        )
        tabs = webdriver.ActionChains(self.driver, duration=0)
        # One more than there are places: it shows the place that nobody counted.
        if runs_scripts(self.driver):
            tabs.send_keys(Keys.TAB * (places + 1)).perform()
            reached = self.driver.execute_script("return window.reached")
        else:
            # Where scripts are off the page cannot tell, and is asked after each.
            reached = []
            while len(reached) <= places and not (reached and reached[-1] is None):
                tabs.send_keys(Keys.TAB).perform()
                tabs.reset_actions()
                reached.append(self.driver.execute_script(f"return {FOCUSED}"))
        # Behind the last place nothing has the focus, then the first has it again.
        ends = [at for at, place in enumerate(reached) if place is None or (at and place["key"] == reached[0]["key"])]
        return reached[: ends[0]] if ends else reached

    def picture(self, path):
        """The whole page, as high as it is."""
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))


def is_gone(element):
    """Whether the page of an element has been left."""
    try:
        element.is_enabled()
        return False
    except WebDriverException:
        return True
