"""The page of `tripole serve`, used as people use it who see it for the first time.

    python tests/browser/serve.py CHROMIUM PROGRAM [FOLDER]

A tariff is tried by pointer and by keys alone, and its numbers are those of the command line on the file that the page
gives away. The back button goes back, two tabs do not disturb each other, nothing is fetched from elsewhere, no word
stands on the console, no view is wider than a phone, and axe-core finds nothing serious, dark or light. With a FOLDER,
pictures of every view at 1440 and 390 dots are left there.
"""

import csv
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import axe_playwright_python
from playwright.sync_api import sync_playwright

PATIENCE = 30.0
VIEWS = ("Try a tariff", "Compare two", "Explore")
MODELS = {
    "General equilibrium": "ge", "Armington": "armington", "Cost push": "price", "Exposure": "exposure",
    "Lowest": "low", "Highest": "high",
}

WIDE = """() => document.documentElement.scrollWidth <= innerWidth + 1 ? [] :
  [...document.querySelectorAll('main *')].filter(it => it.checkVisibility() && !it.closest('.scroll,.picture')
    && it.getBoundingClientRect().right > innerWidth + 1).slice(0, 5)
    .map(it => `wider than the screen: ${it.outerHTML.slice(0, 100)}`).concat(['the page scrolls sideways'])"""

CELLS = """table => [...table.tBodies[0].rows].map(row => [...row.cells].map(it => it.dataset.value ?? it.textContent))"""


SAYS = "it => document.querySelector('.finding .said')?.innerText === it"


class Visit:
    """A browser at a page that is served, and what went wrong so far."""

    def __init__(self, browser, address, axe, folder):
        self.address, self.axe, self.folder = address, axe, folder
        self.context = browser.new_context(
            viewport={"width": 1440, "height": 1000}, accept_downloads=True, reduced_motion="reduce",
        )
        self.context.set_default_timeout(1000 * PATIENCE)
        origin = address.split("/?")[0]
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
        self.wrong = []

    def open(self, address=None):
        page = self.context.new_page()
        own = self.address.split("?")[0]

        def asked(request):
            if not request.url.startswith((own, "data:", "blob:")):
                self.wrong.append(f"fetched from elsewhere: {request.url[:100]}")

        page.on("console", lambda it: self.wrong.append(f"on the console: {it.text[:300]}"))
        page.on("pageerror", lambda it: self.wrong.append(f"error of the script: {str(it)[:300]}"))
        page.on("request", asked)
        page.on("response", lambda it: self.wrong.append(f"{it.status} {it.url[:150]}") if it.status >= 400 else None)
        page.goto(address or self.address)
        return page

    def holds(self, true, what):
        if not true:
            self.wrong.append(what)

    def look(self, page, name):
        """What holds of every view, at any width."""
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 1000})
            at_rest(page)
            where = f"{name} at {width}"
            self.wrong += [f"{where}: {it}" for it in page.evaluate(WIDE)]
            page.evaluate(self.axe)
            for scheme in ("dark", "light"):
                page.emulate_media(color_scheme=scheme)
                result = page.evaluate("axe.run()")
                serious = [it for it in result["violations"] if it["impact"] in ("serious", "critical")]
                self.wrong += [f"{where}, {scheme}: axe: {it['id']}: {it['nodes'][0]['html'][:160]}" for it in serious]
                if self.folder:
                    page.screenshot(path=self.folder / f"{name}-{width}-{scheme}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 1000})


def until(page, true, of=None):
    """Waits until this holds; `wait_for_function` evaluates texts in the page, which its policy forbids."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(true, of):
        if time.monotonic() > end:
            raise TimeoutError(f"{true} {of or ''}: {page.locator('main').inner_text()[:600]}")
        page.wait_for_timeout(50)


def at_rest(page):
    """Until every part that waits has its answer."""
    until(page, "() => document.querySelector('main h1') && ![...document.querySelectorAll('[aria-busy]')].some(it => it.checkVisibility())")


def said(page):
    """The headline, once it is there."""
    at_rest(page)
    return page.locator(".finding .said").first.inner_text()


def choose(page, label, name, typed):
    """Puts one choice in the place of all others of a field, by typing a part of its name."""
    field = page.get_by_role("combobox", name=label, exact=True).first
    box = field.locator("xpath=..")
    while box.get_by_role("button").count():
        box.get_by_role("button").first.click()
    field.fill(typed)
    page.get_by_role("option", name=re.compile(name)).first.click()


def changed(page, before):
    """The headline after it has become another one."""
    until(page, "it => ![undefined, it].includes(document.querySelector('.finding .said')?.innerText)", before)
    return said(page)


def a_tariff(visit, program, folder):
    """A newcomer's way: from the address to numbers that the command line repeats."""
    page = visit.open()
    first = said(page)
    visit.look(page, "try")
    choose(page, "On imports from", "Mexico", "mexi")
    second = changed(page, first)
    visit.holds("Mexico" in second, f"the headline does not name the partner: {second}")
    choose(page, "On which products", "Vehicles", "vehi")
    third = changed(page, second)
    visit.holds("vehicles" in third, f"the headline does not name the products: {third}")
    page.get_by_role("slider", name="Rate, %").fill("60")
    fourth = changed(page, third)
    visit.holds("60" in fourth, f"the headline does not name the rate: {fourth}")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download scenario.toml").click()
    visit.holds(download.value.suggested_filename == "scenario.toml", f"saved as {download.value.suggested_filename}")
    download.value.save_as(folder / "scenario.toml")
    page.get_by_role("button", name="Copy the command").click()
    until(page, "() => navigator.clipboard.readText().then(it => it.startsWith('tripole '))")
    command = page.evaluate("navigator.clipboard.readText()")
    # The address alone shows it, in another tab or to somebody else.
    again = visit.open(page.url)
    visit.holds(said(again) == fourth, "the address does not show the same in another tab")
    same_numbers(visit, again, program, command, folder)
    again.close()

    # Back is the scenario before, forward is this one.
    page.go_back()
    visit.holds(changed(page, fourth) == third, "back does not show what was shown before")
    # Products were taken away before others were chosen, which is a step of its own.
    page.go_back()
    page.go_back()
    until(page, SAYS, second)
    visit.holds("electronics" in said(page), "the headline of before has other products")
    for _ in range(3):
        page.go_forward()
    until(page, SAYS, fourth)
    page.reload()
    visit.holds(said(page) == fourth, "what was shown is lost when the page is loaded again")
    return page, fourth


def same_numbers(visit, page, program, command, folder):
    """Every number behind the ranking, for each measure, beside what the program prints on the file of the page."""
    words = shlex.split(command)
    visit.holds(words[0] == "tripole", f"the command is {command}")
    done = subprocess.run(
        [program, *words[1:], "--csv", "--quiet"], cwd=folder, capture_output=True, text=True, check=True,
    )
    rows = {(it["measure"], it["region"]): it for it in csv.DictReader(done.stdout.splitlines())}
    measures = page.get_by_label("Measure", exact=True).first
    compared = 0
    for value in measures.locator("option").evaluate_all("all => all.map(it => it.value)"):
        measures.select_option(value)
        visit.wrong += [f"{value}: {it}" for it in page.evaluate(WIDE)]
        table = page.locator("section", has=page.get_by_role("heading", name="Who gains, who loses")).locator("table")
        if not table.is_visible():
            page.get_by_text("The numbers:").first.click()
        heads = table.locator("thead th").all_inner_texts()
        keys = [next((key for name, key in MODELS.items() if it.startswith(name)), None) for it in heads]
        for cells in table.evaluate(CELLS):
            row = rows[(value, cells[1])]
            for key, cell in zip(keys, cells):
                # The lowest and the highest are those of the models that solve, which the page counts itself.
                if key in (None, "low", "high"):
                    continue
                wanted = row[key]
                same = cell == wanted == "" or (cell != "" and wanted != "" and float(cell) == float(wanted))
                visit.holds(same, f"{value} of {cells[1]} in {key}: the page has {cell}, the program {wanted}")
                compared += 1
    visit.holds(compared > 100, f"only {compared} numbers were compared")
    measures.select_option(index=0)
    print(f"{compared} numbers of the page are those of: {command}")


def two_tabs(visit, one, shown):
    """What is tried in one tab changes nothing in the other."""
    two = visit.open()
    before = said(two)
    two.get_by_role("slider", name="Rate, %").fill("77")
    other = changed(two, before)
    visit.holds("77" in other, f"the other tab says: {other}")
    visit.holds(said(one) == shown, "a tab shows what was tried in the other")
    one.reload()
    visit.holds(said(one) == shown, "a tab shows what was tried in the other, once it is loaded again")
    visit.holds(said(two) == other, "the other tab forgets what was tried")
    two.close()


def a_date(visit, program, folder):
    """Tariffs of a schedule, on a day: numbers that the command line repeats."""
    page = visit.open()
    first = said(page)
    page.get_by_role("button", name="a schedule of tariffs").click()
    page.get_by_role("button", name="Remove Tariff 1").click()
    page.get_by_label("Rates of the day", exact=True).fill("2026-03-15")
    page.get_by_label("In place of those of", exact=True).fill("2025-01-15")
    page.keyboard.press("Tab")
    until(page, "() => document.querySelector('.finding .said')?.innerText.includes('15 January 2025')")
    second = said(page)
    visit.holds(second != first and "15 March 2026" in second, f"the headline does not name the day: {second}")
    visit.look(page, "date")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download scenario.toml").click()
    download.value.save_as(folder / "scenario.toml")
    page.get_by_role("button", name="Copy the command").click()
    until(page, "() => navigator.clipboard.readText().then(it => it.startsWith('tripole '))")
    same_numbers(visit, page, program, page.evaluate("navigator.clipboard.readText()"), folder)
    visit.holds(page.get_by_role("button", name="a schedule of tariffs").count() == 0, "a second schedule is offered, which the program refuses")
    page.get_by_role("button", name="24 February 2026").click()
    until(page, "() => document.querySelector('.finding .said')?.innerText.includes('24 February 2026')")
    page.close()


SAYINGS = [
    # A tariff on a table whose suppliers have moved: the move itself is not counted.
    ("s=t~USA~CHN~electronics~25~added!r~USA~CHN~electronics~30~home~~~y", [", once 30", "what the move itself changes is not counted"], []),
    # A group is those of its members that the table has, and the program's warning is there.
    ("s=t~USA~EU27~~20~added", ["EU27 is Germany, France, and Italy in this table", "What to keep in mind"], []),
    ("s=t~EU27~USA~~10~added", ["consumer prices in Germany, France, and Italy"], []),
    # Models that do not agree who loses most are named.
    ("s=b~universal-tariff", ["in the United States (general equilibrium", "Mexico (Armington"], ["exports of Mexico would fall most"]),
    # A run is as long as what happens in it.
    ("s=o~TWN~electronics~50~y~5~1000", ["over 1065 days"], []),
    # A bound of everything is none, and the largest bound is not the largest loss.
    ("s=o~TWN~~100~n~5~90", ["gives no bound"], ["fall most"]),
    # An entry that names nobody is not counted.
    ("s=t~USA~CHN~electronics~25~added!e~~~~100~n~5~90", ["An entry does not say yet who is meant"], ["stopped selling"]),
    # Nobody chose the mildest model: all lines of the table lead, for the buyer and the supplier.
    (
        "s=e~USA~CHN~electronics~100~y~5~90",
        ["in the United States would change by between", "the models do not agree on the direction; under ARIO", "in China would fall by", "fall most in China"],
        ["then under ARIO"],
    ),
    # Settings that do not agree who loses most are named.
    (
        "s=o~CHN~electronics~50~y~5~90!e~USA~CHN~electronics~100~n~5~90",
        ["the United States (orders stay: −2.6", "China (orders move: −2.7"],
        ["most in the United States (−"],
    ),
    # Nobody taxes himself.
    ("s=t~USA~USA.CHN~electronics~25~added", ["on electronics from China,"], ["electronics from the United States"]),
    # A day beside itself, and rates that were taken away.
    ("s=s~tariffs~2026-03-15~2026-03-15~", ["Both days are 15 March 2026", "no rates of its own for"], ["consumer prices", "only the weights"]),
    ("s=s~tariffs~2025-01-15~2026-03-15~", ["consumer prices in China and the United States"], []),
    ("s=s~tariffs~2026-03-15~~", ["where nothing was levied before"], ["in place of none"]),
    ("s=t~USA~CHN~electronics~990~added!t~DEU~CHN~electronics~5~added", ["Tariff 1: a rate of 990 per cent"], ["scenario.toml"]),
]
# What cannot be answered, in words of the page.
REFUSED = [
    ("s=t~USA~CHN~electronics~25~added!e~USA~CHN~electronics~100~y~5~90", "No model takes a tariff and an embargo together"),
    ("s=e~USA~RUS~~100~n~5~90!t~USA~CHN~electronics~25~set!t~USA~CHN~electronics~30~set", "Tariff 2 and Tariff 3 are both about"),
    ("s=s~tariffs~2026-03-15~2025-01-15~!s~tariffs~2026-03-16~2025-01-15~", "takes one schedule of tariffs"),
    ("s=s~tariffs~2026-02-30~~", "Choose a day of the calendar"),
]
LOST = [
    ("t=nope", "no table \u201cnope\u201d"), ("s=garbage", "cannot be read"), ("view=nope", "no view \u201cnope\u201d"), ("view=compare&a=garbage", "cannot be read"),
    ("view=explore&p=nope", "no topic \u201cnope\u201d"), ("view=explore&p=economy&x=nope", "no economy \u201cnope\u201d"),
    ("view=explore&p=economy&c=constructor", "no product \u201cconstructor\u201d"),
]
LOST += [
    ("s=t~USA~CHN~electronics~abc~added", "\u201cabc\u201d for \u201cRate, %\u201d of Tariff 1"),
    ("s=t~USA~CHN~electronics~-5~added", "\u201c-5\u201d for \u201cRate, %\u201d of Tariff 1"),
    ("s=t~USA~CHN~electronics~1e9~foo", "\u201cfoo\u201d for \u201cThe rate is\u201d"),
    ("s=r~USA~CHN~~30~bar~~~y", "\u201cbar\u201d for \u201cMoves to\u201d"),
    ("s=r~USA~CHN~~30~given~~DEU*-1~y", "\u201cDEU*-1\u201d for \u201cThese suppliers\u201d"),
    ("s=e~USA~CHN~electronics~100~y~1,5~90", "\u201c1,5\u201d for \u201cFirst day\u201d"),
    ("s=x~USA!t~USA~CHN~electronics~25~added", "\u201cx~USA\u201d in the address"),
    ("s=t~USA~CHN~electronics~25~added~more", "more parts"),
    ("view=compare&a=t~USA~CHN~electronics~abc~added", "\u201cabc\u201d for \u201cRate, %\u201d"),
]


def sayings(visit):
    """Sentences that would mislead if they were other ones."""
    page = visit.open()
    for query, wanted, unwanted in SAYINGS:
        page.goto(f"{visit.address}&{query}")
        said(page)
        text = page.locator(".finding").first.inner_text() + page.locator(".form .wrong").all_inner_texts().__str__()
        for it in wanted:
            visit.holds(it in text, f"{query} does not say `{it}`: {text[:700]}")
        for it in unwanted:
            visit.holds(it not in text, f"{query} says `{it}`: {text[:700]}")
    for query, wanted in LOST:
        page.goto(f"{visit.address}&{query}")
        at_rest(page)
        text = page.locator("main > .refusal").all_inner_texts()
        visit.holds(any(wanted in it for it in text), f"{query} is replaced without a word: {text}")
    # The program refuses these, which the browser tells on its console.
    before = len(visit.wrong)
    for query, wanted in REFUSED:
        page.goto(f"{visit.address}&{query}")
        at_rest(page)
        text = page.locator(".results").inner_text()
        visit.holds(wanted in text and "--model" not in text and "scenario.toml" not in text, f"{query} does not say `{wanted}`: {text[:400]}")
    visit.wrong[before:] = [it for it in visit.wrong[before:] if not it.startswith("400 ") and "status of 400" not in it]
    text = page.locator(".form").inner_text()
    visit.holds("is no day of the calendar" in text, f"a day that is none: {text[:400]}")
    # Explore begins with whom the scenario is about.
    for query, wanted in (("s=t~EU27~USA~~10~added", "Germany"), ("s=t~CHN~USA~~10~added&x=MEX", "Mexico"), ("s=b~chip-embargo", "China")):
        page.goto(f"{visit.address}&view=explore&p=economy&{query}")
        at_rest(page)
        shown = page.locator("h1").inner_text()
        visit.holds(shown == wanted, f"{query}: Explore begins with {shown}")
    # Names that every object of the language has are unknown as others are.
    for query in ("s=t~USA~CHN~constructor~25", "s=t~constructor~toString~electronics~25", "view=compare&s=o~valueOf~electronics~50~n~5~90"):
        page.goto(f"{visit.address}&{query}")
        at_rest(page)
        text = page.locator("main").inner_text()
        visit.holds("does not have" in text, f"{query}: {text[:200]}")
        visit.holds(page.locator("form").count() == 1, f"{query} leaves no form: {text[:200]}")
    # Countries and products are found by the words that people use.
    page.goto(visit.address)
    said(page)
    for typed, found in (("South Korea", "Korea"), ("Spain", "Other western EU members"), ("Vietnam", "Rest of the world"), ("UK", "United Kingdom")):
        page.get_by_role("combobox", name="On imports from", exact=True).fill(typed)
        offered = page.get_by_role("option").all_inner_texts()
        visit.holds(any(it.startswith(found) for it in offered), f"`{typed}` does not find {found}: {offered[:5]}")
    # A number that is still in its field is no step of its own once one goes back.
    page.goto(f"{visit.address}&s=t~USA~CHN~electronics~25~added")
    first = said(page)
    field = page.get_by_label("Rate, %, as a number")
    field.fill("10")
    second = changed(page, first)
    page.wait_for_timeout(800)
    field.fill("60")
    third = changed(page, second)
    page.wait_for_timeout(800)
    page.go_back()
    visit.holds(changed(page, third) == second, "back does not lead to the number before")
    page.wait_for_timeout(300)
    visit.holds("~10~" in page.url, f"the address is not that of the page: {page.url}")
    page.close()


def by_keys(visit):
    """From the address to a result without a pointer."""
    page = visit.open()
    before = said(page)
    reach(page, visit, "combobox", "On imports from")
    page.keyboard.press("Backspace")
    page.keyboard.type("germ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    second = changed(page, before)
    visit.holds("Germany" in second, f"keys do not choose: {second}")
    reach(page, visit, "slider", "Rate, %")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    third = changed(page, second)
    visit.holds("30" in third, f"arrows do not move the rate: {third}")
    visit.holds(page.evaluate("document.activeElement.type") == "range", "the focus is lost when numbers change")
    # A list that is open is closed by Escape, and the choice stays.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    visit.holds(page.get_by_role("listbox").count() == 0, "Escape does not close a list")
    visit.holds(said(page) == third, "Escape changes what was chosen")
    page.close()


def reach(page, visit, role, name):
    """Tab until this field has the focus, which must be seen."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            seen = page.evaluate(
                """() => { const it = document.activeElement; const styles = [it, it.parentElement].map(of => getComputedStyle(of));
                return styles.some(of => of.outlineStyle !== 'none' && parseFloat(of.outlineWidth) > 0 || of.boxShadow !== 'none'); }"""
            )
            visit.holds(seen, f"nobody sees that {name} has the focus")
            return
    visit.holds(False, f"Tab does not reach {name}")


def views(visit):
    """The other views, and scenarios of other kinds."""
    page = visit.open()
    said(page)
    page.get_by_role("button", name="Keep as A").click()
    until(page, "() => document.querySelector('h1')?.textContent.includes('side by side')")
    at_rest(page)
    page.get_by_role("slider", name="Rate, %").fill("90")
    until(page, "() => [...document.querySelectorAll('.finding .said')].some(it => it.innerText.includes('90'))")
    at_rest(page)
    both = page.locator(".finding .said").all_inner_texts()
    visit.holds(len(both) == 2 and both[0] != both[1], f"two scenarios say: {both}")
    visit.look(page, "compare")

    page.get_by_role("navigation", name="Views").get_by_role("link", name="Explore").click()
    until(page, "() => document.querySelectorAll('.picture svg').length >= 3")
    at_rest(page)
    drawn = page.locator(".picture svg").evaluate_all("all => all.map(it => it.querySelectorAll('*').length)")
    visit.holds(len(drawn) >= 4 and min(drawn) > 20, f"pictures of {drawn} parts")
    visit.look(page, "explore")
    page.get_by_label("Topic").select_option(index=1)
    until(page, "() => document.querySelectorAll('.picture svg').length >= 3")
    visit.look(page, "economy")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Try a tariff").click()
    visit.holds("90" in said(page), "the scenario is lost on the way through the views")

    # Examples, and what else may happen than tariffs.
    start = page.get_by_label("Start from an example")
    names = start.locator("option").evaluate_all("all => all.map(it => it.value).filter(it => it)")
    visit.holds(len(names) > 8, f"examples: {names}")
    for name in names:
        page.get_by_label("Start from an example").select_option(name)
        at_rest(page)
        visit.holds(page.locator(".finding .said").count() == 1, f"{name}: {page.locator('.results').inner_text()[:200]}")
    page.get_by_role("button", name="Build my own instead").click()
    said(page)
    for kind in ("a move of suppliers", "an embargo", "an outage"):
        page.get_by_role("button", name=kind, exact=True).click()
        at_rest(page)
        visit.holds(page.locator(".finding").count() == 1, f"after {kind} there is nothing said")
        page.get_by_role("button", name=re.compile(r"^Remove .* 2$")).click()
        at_rest(page)
    page.close()


ALONE = """,USA_a,USA_b,USA_HFCE
USA_a,10,20,70
USA_b,30,10,60
VA,60,70,0
OUT,100,100,0
"""


def alone(visit, program, folder):
    """A table of one economy has nobody to tax: the page begins with an outage."""
    (folder / "alone.csv").write_text(ALONE)
    words = [program, "serve", "--port", "0", "--quiet", str(folder / "alone.csv")]
    served = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        here = Visit(visit.context.browser, served.stdout.readline().strip(), visit.axe, None)
        text = said(here.open())
        here.holds("United States" in text and "fall" in text, f"of one economy: {text[:300]}")
        here.context.close()
        visit.wrong += here.wrong
    finally:
        served.terminate()
        served.wait(timeout=10)


def on_paper(visit, folder):
    page = visit.open()
    said(page)
    page.emulate_media(media="print")
    # A4, in dots of the screen.
    page.set_viewport_size({"width": 690, "height": 1000})
    visit.wrong += [f"on paper: {it}" for it in page.evaluate(WIDE)]
    visit.holds(page.locator(".finding .said").first.is_visible(), "on paper the headline is missing")
    page.pdf(path=folder / "page.pdf", format="A4")
    visit.holds((folder / "page.pdf").stat().st_size > 20_000, "on paper there is nothing")
    page.close()


def main():
    chromium, program, *rest = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    pictures = pathlib.Path(rest[0]) if rest else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    axe = pathlib.Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
    seeds = pathlib.Path(__file__).parents[2] / "seeds" / "tariffs"
    words = [program, "serve", "--port", "0", "--quiet", "--schedule", str(seeds)]
    served = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    wrong = []
    try:
        address = served.stdout.readline().strip()
        with sync_playwright() as play, tempfile.TemporaryDirectory() as kept:
            folder = pathlib.Path(kept)
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            visit = Visit(browser, address, axe, pictures)
            try:
                one, shown = a_tariff(visit, program, folder)
                two_tabs(visit, one, shown)
                a_date(visit, program, folder)
                sayings(visit)
                by_keys(visit)
                views(visit)
                alone(visit, program, folder)
                on_paper(visit, folder)
            finally:
                wrong = visit.wrong
                print("\n".join(wrong[:40]))
                browser.close()
    finally:
        served.terminate()
        ended = served.wait(timeout=10)
    print(f"the page: {len(wrong)} things wrong, ended with {ended}")
    sys.exit(bool(wrong) or ended != 0)


main()
