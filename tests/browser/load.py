"""Fifty clients that ask `tripole serve` at once, as pages and programs do.

    python tests/browser/load.py PROGRAM [SECONDS=60] [CLIENTS=50]

Seven of ten requests are tariffs that nobody asked about before, so that no answer is one that was kept. No answer but
200 in all that time, 95 of 100 answers within two seconds, and memory that grows by no more than answers that are kept.
"""

import asyncio
import json
import pathlib
import random
import subprocess
import sys
import time
import urllib.parse
import urllib.request

SLOWEST = 2.0
GROWTH = 1.25
# MiB of answers that are kept for who asks again.
KEPT = 64


def tariff(draw, known):
    importer, exporter = draw.sample(known["economies"], 2)
    products = draw.choice(known["products"])
    entry = {"importer": importer, "exporter": exporter, "sectors": products, "percent": round(draw.uniform(1, 60), 3)}
    return {"name": "load", "tariff": [entry]}


def asked(draw, tables):
    """What one request is: its kind, its target, its body or none."""
    kind = draw.choices(
        ["tariff", "incidence", "shares", "vax", "position", "plot", "page", "tables", "describe"],
        [70, 6, 3, 4, 4, 3, 4, 3, 3],
    )[0]
    table, known = draw.choice(tables)
    if kind == "tariff":
        return kind, "/api/v1/tariff", {"table": table, "model": "all", "scenario": tariff(draw, known)}
    if kind == "incidence":
        return kind, "/api/v1/incidence", {"table": table, "scenario": tariff(draw, known)}
    if kind == "shares":
        return kind, "/api/v1/scenario", {"table": table, "model": "ge", "family": "shares", "scenario": tariff(draw, known)}
    if kind == "describe":
        return kind, "/api/v1/describe", {"table": table, "scenario": tariff(draw, known)}
    query = {"table": table}
    if kind == "vax":
        query["exporter"] = ",".join(draw.sample(known["economies"], 3))
    if kind == "position":
        query["region"] = ",".join(draw.sample(known["economies"], 3))
    path = {"plot": "/api/v1/plot/position", "page": "/", "tables": "/api/v1/tables"}.get(kind, f"/api/v1/{kind}")
    return kind, f"{path}?{urllib.parse.urlencode({} if kind in ('page', 'tables') else query)}", None


class Figures:
    def __init__(self):
        self.took, self.kinds, self.wrong = [], {}, []

    def percentile(self, of):
        took = sorted(self.took)
        return took[min(len(took) - 1, int(of * len(took)))] if took else 0.0


async def client(address, token, draw, tables, until, figures):
    """Asks again as soon as it is answered, over one connection."""
    host, port = address
    reader = writer = None
    while time.monotonic() < until:
        kind, target, body = asked(draw, tables)
        body = json.dumps(body).encode() if body else b""
        head = f"{'POST' if body else 'GET'} {target} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        start = time.monotonic()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(host, port)
            writer.write(head.encode() + b"\r\n" + body)
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            length = next(int(it.split(":")[1]) for it in lines if it.lower().startswith("content-length:"))
            answer = await reader.readexactly(length)
            if lines[0].split()[1] != "200":
                figures.wrong.append(f"{kind} {target} {body[:200]}: {lines[0]}: {answer[:300]}")
        except (OSError, asyncio.IncompleteReadError) as reason:
            figures.wrong.append(f"{kind} {target}: {reason!r}")
            writer = None
        took = time.monotonic() - start
        figures.took.append(took)
        figures.kinds.setdefault(kind, []).append(took)
    if writer:
        writer.close()


def memory(process):
    """MiB in use."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


async def watched(process, seconds, figures):
    """Prints how it goes, and returns the memory after the first part, when all that is made once is made, and in
    the end."""
    start = time.monotonic()
    mark, early = min(20.0, seconds / 2), None
    while (now := time.monotonic() - start) < seconds:
        await asyncio.sleep(min(10.0, mark - now if now < mark else seconds - now) + 0.01)
        now = time.monotonic() - start
        if early is None and now >= mark:
            early = memory(process)
        p50, p95, p99 = (figures.percentile(of) for of in (0.5, 0.95, 0.99))
        print(
            f"{now:5.0f} s  {len(figures.took):6} requests  {len(figures.wrong)} errors  "
            f"p50 {p50:.3f}  p95 {p95:.3f}  p99 {p99:.3f}  max {max(figures.took, default=0):.3f}  {memory(process):.0f} MiB",
            flush=True,
        )
    return early, memory(process)


async def loaded(process, seconds, clients):
    address = process.stdout.readline().decode().strip()
    parts = urllib.parse.urlsplit(address)
    token = urllib.parse.parse_qs(parts.query)["token"][0]
    with urllib.request.urlopen(f"http://{parts.netloc}/api/v1/tables?token={token}") as answer:
        tables = [
            (it["name"], {
                "economies": [economy["code"] for economy in it["economies"]],
                "products": ["all"] + [product["word"] for product in it["products"]],
            })
            for it in json.load(answer)["tables"]
        ]
    figures, until = Figures(), time.monotonic() + seconds
    at = (parts.hostname, parts.port)
    asking = [client(at, token, random.Random(seed), tables, until, figures) for seed in range(clients)]
    found, *_ = await asyncio.gather(watched(process, seconds, figures), *asking)
    return figures, *found


def main():
    program, *rest = sys.argv[1:]
    seconds, clients = (int(rest[k]) if len(rest) > k else usual for k, usual in enumerate((60, 50)))
    process = subprocess.Popen([program, "serve", "--port", "0", "--quiet"], stdout=subprocess.PIPE)
    try:
        figures, early, late = asyncio.run(loaded(process, seconds, clients))
    finally:
        process.terminate()
        ended = process.wait(timeout=10)
    for kind, took in sorted(figures.kinds.items()):
        took.sort()
        print(f"{kind:10} {len(took):6} requests  median {took[len(took) // 2]:.3f}  max {took[-1]:.3f}")
    wrong = figures.wrong[:20]
    p95 = figures.percentile(0.95)
    if p95 > SLOWEST:
        wrong.append(f"95 of 100 answers take up to {p95:.2f} s, above {SLOWEST}")
    if late > GROWTH * early + KEPT:
        wrong.append(f"memory grows from {early:.0f} to {late:.0f} MiB")
    if ended != 0:
        wrong.append(f"it ends with {ended}")
    rate = len(figures.took) / seconds
    print(f"{clients} clients: {rate:.1f} requests a second, {len(figures.wrong)} errors, {early:.0f} to {late:.0f} MiB")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
