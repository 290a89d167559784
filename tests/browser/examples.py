"""The examples of docs/serve.md, run as they stand on the built-in tables.

    python tests/browser/examples.py PROGRAM CHROMIUM [RSCRIPT]

R runs where it is given; Excel cannot, so that its address is asked and its table read as the example reads it; what is for
Observable runs in a browser, on a page of another origin that may ask.
"""

import csv
import functools
import http.server
import io
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request

from playwright.sync_api import sync_playwright

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "serve.md"
WRITTEN = "http://127.0.0.1:8737"


def example(heading, kind):
    text = PAGE.read_text().split(f"### {heading}\n")[1]
    return re.search(rf"```{kind}\n(.*?)```", text, re.S)[1]


def in_r(code, rscript):
    with tempfile.NamedTemporaryFile("w", suffix=".R") as file:
        file.write(code)
        file.flush()
        said = subprocess.run([rscript, "--vanilla", file.name], capture_output=True, text=True, check=True).stdout
    lines = said.splitlines()
    assert lines[0].split() == ["exporter", "vax", "vax_ratio"], said
    ratios = [float(line.split()[-1]) for line in lines[1:]]
    assert len(ratios) == 19 and ratios == sorted(ratios, reverse=True), said


def in_excel(code, token):
    address = re.search(r'Url = "([^"]+)" & Token', code)[1] + token
    assert 'Delimiter = ","' in code and "Encoding = 65001" in code and "PromoteHeaders" in code
    text = urllib.request.urlopen(address).read().decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text))
    assert header[0] == "region" and len(rows) == 19, header
    assert all(len(row) == len(header) for row in rows)


def in_a_browser(code, chromium, origin):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(origin)
        prices = page.evaluate(f"async () => {{ {code}; return prices; }}")
        browser.close()
    assert [row["region"] for row in prices] == ["USA", "CHN"], prices
    assert all(0 < abs(row["ge"]) < 0.01 for row in prices), prices


def main(program, chromium, rscript=None):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    files = functools.partial(Quiet, directory=tempfile.mkdtemp())
    elsewhere = http.server.ThreadingHTTPServer(("127.0.0.1", 0), files)
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{elsewhere.server_port}"
    command = [program, "serve", "--port", "0", "--quiet", "--allow-origin", origin]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        try:
            address, token = served.stdout.readline().strip().split("/?token=")
            here = lambda code: code.replace(WRITTEN, address).replace("TOKEN", token)
            if rscript:
                in_r(here(example("From R", "r")), rscript)
            in_excel(example("From Excel", "text").replace(WRITTEN, address), token)
            in_a_browser(here(example("From Observable", "js")), chromium, origin)
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(10) == 0
    elsewhere.shutdown()
    print("the examples run", "in R," if rscript else "(R is not here),", "for Excel and in a browser")


if __name__ == "__main__":
    main(*sys.argv[1:])
