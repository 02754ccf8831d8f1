"""What a page must be for everybody: readable, reachable, no wider than the screen. Measured in the browser itself."""

import re

import pytest

# How every page is looked at: each two of language, width and colours meet once.
for_everybody = pytest.mark.parametrize(
    "language,device,scheme", [("ko", "desktop", "light"), ("ko", "phone", "dark"), ("en", "desktop", "dark"), ("en", "phone", "light")]
)

CONTRAST = r"""
const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
const light = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
  return .2126 * f[0] + .7152 * f[1] + .0722 * f[2] };
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c }
  return [255, 255, 255, 1] };
const bad = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.textContent.trim(), e = walker.currentNode.parentElement;
  if (!text || !e.checkVisibility({visibilityProperty: true})) continue;
  const r = ratio(parse(getComputedStyle(e).color), ground(e));
  if (r < 4.5) bad.push(`${text.slice(0, 40)}: ${r.toFixed(2)}`);
}
for (const e of document.querySelectorAll('input[type=text], input[type=tel], input[type=email], input[type=password], input[type=search], select, textarea')) {
  if (!e.checkVisibility()) continue;
  const s = getComputedStyle(e), on = ground(e), around = ground(e.parentElement);
  for (const [what, colour, least] of [['text', s.color, 4.5], ['placeholder', getComputedStyle(e, '::placeholder').color, 4.5]])
    if (ratio(parse(colour), on) < least) bad.push(`${e.id} ${what}: ${ratio(parse(colour), on).toFixed(2)}`);
  if (ratio(parse(s.borderTopColor), around) < 3) bad.push(`${e.id} border: ${ratio(parse(s.borderTopColor), around).toFixed(2)}`);
}
return bad;
"""

TARGETS = """
return [...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden])')].filter(e => e.checkVisibility()).map(e => {
  const target = e.type === 'checkbox' ? e.closest('label') : e, r = target.getBoundingClientRect();
  return {name: e.id || e.name || e.textContent.trim(), width: Math.round(r.width), height: Math.round(r.height)} })
"""

LABELS = """
return [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(e => !(e.labels && [...e.labels].some(l => l.textContent.trim())) && !e.getAttribute('aria-label'))
  .map(e => e.id || e.name)
"""

# What scrolls by itself (code, wide tables) may be wider within.
OVERFLOW = """
const w = document.documentElement.clientWidth;
return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.parentElement.closest('pre, .scroll') && e.getBoundingClientRect().right > w + 1)
  .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 30))
  .concat(document.documentElement.scrollWidth > w ? [`page is ${document.documentElement.scrollWidth} wide on ${w}`] : [])
"""

# Bytes of the page with everything that it loads, as they come: also what the browser had already.
WEIGHT = """
return performance.getEntriesByType('navigation')[0].encodedBodySize
  + performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.encodedBodySize, 0)
"""
HEAVIEST = 100_000

# Milliseconds from the click to the first thing that one sees; nothing where the page was drawn before anybody looked.
PAINT = "return Math.max(...performance.getEntriesByType('paint').map(entry => entry.startTime))"

HEADINGS = "return [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(e => e.checkVisibility()).map(e => Number(e.tagName[1]))"


COUNTS = "return ['h1', 'main'].map(name => document.querySelectorAll(name).length)"

# All of a page's answers with one request to the browser.
EVERYTHING = {
    "contrast": CONTRAST,
    "targets": TARGETS,
    "labels": LABELS,
    "overflow": OVERFLOW,
    "weight": WEIGHT,
    "paint": PAINT,
    "headings": HEADINGS,
    "counts": COUNTS,
    "language": "return document.documentElement.lang",
    "title": "return document.title",
    "address": "return location.href",
}
LOOK = "return {" + ",".join(f"{name}: (() => {{{script}}})()" for name, script in EVERYTHING.items()) + "}"

# The slowest first paint that was seen, and of which page.
slowest = (0, "")


def check_speed(page):
    """No page needs more than 100 KB. What it needs to its first paint is told at the end of the run, for a test's machine has other
    things to do."""
    global slowest
    assert 1_000 < page["weight"] <= HEAVIEST, f"{page['address']}: {page['weight']} bytes"
    slowest = max(slowest, (page["paint"] or 0, re.sub(r".*?//[^/]+|[?#].*", "", page["address"])))


# Where the pictures of the pages that are looked at go; nowhere unless somebody wants them.
pictures = None


def keep_picture(browser):
    """Every page that the tests look at has its picture: named by its path without what is only this run's, and by how it is seen."""
    path = re.sub(r"[?#].*", "", browser.driver.current_url).split("/", 3)[-1]
    words = [word for word in path.split("/") if not re.fullmatch(r"[0-9]+|l7xx[0-9a-f]+|[0-9a-f]{16,}|[A-Z][0-9]{9}", word)]
    width = browser.driver.execute_script("return document.documentElement.clientWidth")
    dark = browser.driver.execute_script("return matchMedia('(prefers-color-scheme: dark)').matches")
    name = "-".join(["every", *words, browser.language, "phone" if width < 600 else "desktop"] + (["dark"] if dark else []))
    browser.picture(f"{pictures}/{name}.png")


def check_page(browser):
    """Contrast (WCAG 2.2, 1.4.3 and 1.4.11), targets (2.5.5), labels (1.3.1), reflow (1.4.10), language, title, headings; weight. The first
    paint is told, not checked."""
    page = browser.driver.execute_script(LOOK)
    assert page["contrast"] == []
    small = [target for target in page["targets"] if target["height"] < 44 or target["width"] < 44]
    assert small == []
    assert page["labels"] == []
    assert page["overflow"] == []
    assert page["language"] in ("ko", "en")
    assert page["title"].endswith("· 마루")
    assert page["counts"] == [1, 1], "h1, main"
    levels = page["headings"]
    assert levels[0] == 1 and all(next <= this + 1 for this, next in zip(levels, levels[1:])), levels
    check_speed(page)
    if pictures:
        keep_picture(browser)


def check_focus_order(browser):
    """Tab goes where the eye goes (2.4.3), everything that can be pressed or scrolled is reached, and one sees where one is (2.4.7)."""
    reached = browser.tab_through()
    pressable = browser.driver.execute_script(
        "return [...document.querySelectorAll('a, button, summary, select, textarea, input:not([type=hidden]), [tabindex=\"0\"]')].filter(e => e.checkVisibility()).length"
    )
    assert len(reached) == pressable, [entry["key"] for entry in reached]
    lines = [(round(entry["top"] / 20), entry["left"]) for entry in reached]
    assert lines == sorted(lines), [entry["key"] for entry in reached]
    assert all(entry["outline"] for entry in reached), reached
