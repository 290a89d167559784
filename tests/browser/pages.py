"""Reports, opened in Chromium at two widths and without a script.

    python tests/browser/pages.py CHROMIUM PAGE.html...

No word on the console, nothing fetched, every picture drawn, no text over another, no page wider than its screen, no
serious finding of axe-core; tables sort, series hide, and a page on paper has no text over another either.
"""

import pathlib
import sys

import axe_playwright_python
from playwright.sync_api import sync_playwright

OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('.picture svg')) {
    const texts = [...svg.querySelectorAll('text')].filter(it => it.textContent.trim());
    const boxes = texts.map(it => [it.textContent, it.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    boxes.forEach(([words, a], place) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1) found.push(['outside', words]);
      for (const [others, b] of boxes.slice(place + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Boxes hold the room above and below letters.
        if (wide > 1 && high > 0.35 * Math.min(a.height, b.height)) found.push([words, others]);
      }
    });
  }
  const blocks = [...document.querySelectorAll('h1,h2,p,li,figcaption,summary,table,svg')];
  const seen = blocks.filter(it => it.checkVisibility());
  for (const [place, one] of seen.entries()) {
    const a = one.getBoundingClientRect();
    if (!one.closest('.scroll,.picture') && a.right > innerWidth + 1) found.push(['too wide', one.textContent.slice(0, 60)]);
    for (const other of seen.slice(place + 1)) {
      if (one.contains(other) || other.contains(one) || one.closest('.scroll') !== other.closest('.scroll')) continue;
      const b = other.getBoundingClientRect();
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (high > 2 && wide > 2 && !one.closest('nav') && !other.closest('nav')) {
        found.push(['over each other', one.textContent.slice(0, 40), other.textContent.slice(0, 40)]);
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push(['the page scrolls sideways']);
  return found;
}"""

DRAWN = "[...document.querySelectorAll('figure')].map(it => it.querySelectorAll('svg *').length)"

SORTED = """() => {
  const table = [...document.querySelectorAll('table')].find(it => it.querySelector('th.n button') && it.tBodies[0].rows.length > 3);
  const head = table.querySelector('th.n');
  const column = head.cellIndex;
  const values = () => [...table.tBodies[0].rows].map(row => Number(row.cells[column].textContent.replace(/,/g, '').replace('\\u2212', '-')));
  head.querySelector('button').click();
  const down = values();
  head.querySelector('button').click();
  const up = values();
  return down.every((it, k) => !k || down[k - 1] >= it) && up.every((it, k) => !k || up[k - 1] <= it)
    && head.getAttribute('aria-sort') === 'ascending';
}"""

HIDES = """() => [...document.querySelectorAll('fieldset.series')].every(box => {
  const tick = box.querySelector('input');
  const marks = () => [...box.closest('figure').querySelectorAll('svg [style*=hidden]')].length;
  tick.click();
  const hidden = marks();
  tick.click();
  return hidden > 0 && marks() === 0;
})"""


def look(browser, axe, path, width, wrong):
    page = browser.new_page(viewport={"width": width, "height": 900})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda it: asked.append(it.url[:80]) if not it.url.startswith(("file:", "data:")) else None)
    page.goto(path.resolve().as_uri())
    page.wait_for_load_state()
    name = f"{path.name} at {width}"
    wrong += [f"{name}: {it}" for it in said + asked + page.evaluate(OVERLAPS)]
    drawn = page.evaluate(DRAWN)
    if not drawn or 0 in drawn:
        wrong.append(f"{name}: pictures {drawn}")
    if not page.evaluate(SORTED) or not page.evaluate(HIDES):
        wrong.append(f"{name}: the script does not sort, or does not hide")
    page.evaluate(axe)
    result = page.evaluate("axe.run()")
    serious = [it for it in result["violations"] if it["impact"] in ("serious", "critical")]
    wrong += [f"{name}: axe: {it['id']}: {it['nodes'][0]['html'][:120]}" for it in serious]
    # A4, in dots of the screen.
    page.set_viewport_size({"width": 690, "height": 1000})
    page.emulate_media(media="print")
    wrong += [f"{path.name} on paper: {it}" for it in page.evaluate(OVERLAPS)]
    page.close()
    print(f"{name}: {len(drawn)} pictures, {len(result['passes'])} rules of axe held")


def main():
    chromium, *names = sys.argv[1:]
    axe = pathlib.Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
    wrong = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in names:
            for width in (1280, 390):
                look(browser, axe, pathlib.Path(name), width, wrong)
        # Without a script all is there to be read.
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(pathlib.Path(names[0]).resolve().as_uri())
        if plain.locator("figure svg").count() < 4 or not plain.locator("main p").first.is_visible():
            wrong.append("without a script the page is empty")
        browser.close()
    print("\n".join(wrong[:40]))
    sys.exit(bool(wrong))


main()
