"""Examples of methods, run by the tests. Numbers are those that the guide has."""

from __future__ import annotations

_START = '>>> import tripole\n>>> system = tripole.read("builtin:three-pole-2011").system()\n'

_CALLS: dict[str, tuple[str, str]] = {
    "trade": ('system.trade(by="pair", exporter="CHN").keys', "['exporter', 'importer']"),
    "va": ('system.va(origin="CHN", destination="USA").keys', "['origin', 'destination']"),
    "vax": ('round(system.vax(by="region").value("vax_ratio", exporter="DEU"), 4)', "0.6969"),
    "exports": (
        'system.exports(exporter="DEU", sector="all", importer="all").keys',
        "['exporter', 'sector', 'importer']",
    ),
    "imports": ('system.imports(importer="USA").keys', "['importer', 'origin']"),
    "bilateral": ('system.bilateral(exporter="CHN", importer="USA").keys', "['exporter', 'importer']"),
    "tiva": ('system.tiva(indicator="EXGR_DVASH").keys', "['reporter']"),
    "participation": (
        'system.participation(measure="bm", by="bloc").keys',
        "['region']",
    ),
    "position": (
        'round(system.position().value("upstreamness", region="CHN"), 2)',
        "2.78",
    ),
    "linkages": ('system.linkages(region="DEU").keys', "['region', 'sector']"),
    "chains": ('system.chains(by="bloc", family="shares").keys', "['bloc']"),
    "gains": ('system.gains(region="USA").keys', "['region']"),
    "trade_costs": ('system.trade_costs(region="MEX").keys', "['region', 'partner']"),
    "balances": ('system.balances(exporter="USA").keys', "['exporter', 'importer']"),
    "reer": ('system.reer(region="MEX").keys', "['region', 'partner']"),
    "rca": ('system.rca(region="CHN", sector="ELE").keys', "['region', 'sector']"),
    "apl": ('len(system.apl(from_="CHN:ELE", to="USA:TRQ", by="region-sector"))', "1"),
    "smile": ('system.smile(chain="CHN:ELE").keys', "['chain', 'region', 'sector']"),
    "gvc_income": ('system.gvc_income(products=["ELE", "TRQ"]).name', "'gvc_income'"),
    "footprint": (
        'jobs = "region,sector,account,value,unit\\nCHN,ELE,jobs,100,persons\\n"\n'
        '>>> round(sum(system.footprint(satellite=jobs)["consumption_based"]))',
        "100",
    ),
    "responsibility": (
        'jobs = "region,sector,account,value,unit\\nCHN,ELE,jobs,100,persons\\n"\n'
        '>>> round(sum(system.responsibility(satellite=jobs)["shared"]))',
        "100",
    ),
    "transit": ('system.transit(by="pair", crossed="CHN").keys', "['origin', 'destination', 'crossed']"),
    "national": ('system.national(region="USA", input="IMP").keys', "['input', 'unit', 'region', 'sector']"),
    "multipliers": ('system.multipliers(region="MEX").keys', "['region', 'sector']"),
    "requirements": (
        'system.requirements(row="USA:ELE", column="CHN:ELE").keys',
        "['region', 'sector', 'partner', 'partner_sector']",
    ),
    "type2": ('system.type2(compensation="VA", closed="MEX", region="MEX").keys', "['region', 'sector']"),
    "extract": ('system.extract(region="CHN").keys', "['loser_region']"),
    "tariff": (
        'duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}\n'
        '>>> system.tariff(duty, model="price").keys',
        "['region']",
    ),
    "revenue": (
        'duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}\n'
        '>>> found = system.revenue(duty, importer="USA", trade="statutory")\n'
        '>>> round(found.value("rate_dutiable", importer="USA", trade="statutory"), 12)',
        "0.1",
    ),
    "incidence": (
        'duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}\n'
        '>>> system.incidence(duty, by="origin").keys',
        "['importer', 'origin']",
    ),
    "retaliation": (
        'war = {"name": "war", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}],\n'
        '...        "retaliation": [{"by": "CHN", "to": "USA", "how": "mirror"}]}\n'
        '>>> system.retaliation(war).keys',
        "['importer', 'exporter', 'answer']",
    ),
    "households": (
        'duty = {"name": "duty", "tariff": [{"importer": "USA", "exporter": "CHN", "percent": 10}]}\n'
        '>>> system.households(duty, by="sector").keys',
        "['sector']",
    ),
    "optimal": (
        'system.optimal(importer="USA", on="CHN").name',
        "'optimal'",
    ),
    "scenario": (
        'after = system.scenario("builtin:china-plus-one", by="bloc")\n'
        '>>> [it.name for it in after.columns if it.kind == "number"][:3]',
        "['before', 'after', 'change']",
    ),
    "sweep": (
        'grid = {"name": "rates", "model": "price", "parameters": {"rate": [10, 20]},\n'
        '...         "tariff": [{"importer": "USA", "exporter": "CHN", "percent": "$rate"}]}\n'
        '>>> len(system.sweep(grid, region="USA"))',
        "2",
    ),
    "indices": ("list(system.indices())[0]", "'headline'"),
}


def _example(call: str, shown: str) -> str:
    return f"{_START}>>> {call}\n{shown}"


EXAMPLES: dict[str, str] = {name: _example(*of) for name, of in _CALLS.items()}

_TABLE = '>>> import tripole\n>>> table = tripole.read("builtin:three-pole-2011")\n'

EXAMPLES |= {
    "balance": _TABLE + """\
>>> import pandas
>>> rows = pandas.DataFrame(table.rows, columns=["region", "sector"]).assign(value=table.x * 1.02)
>>> balanced = table.balance(rows=rows)
>>> round(balanced.x.sum() / table.x.sum(), 6)
1.02""",
    "update": _TABLE + """\
>>> totals = "total,region,sector,value\\noutput,CHN,ELE,1500000\\n"
>>> moved = table.update(totals=totals)
>>> round(moved.x[moved.rows.index(("CHN", "ELE"))])
1500000""",
    "split": _TABLE + """\
>>> halves = "part,sector,share\\nMXN,,0.4\\nMXS,,0.6\\n"
>>> table.split(region="MEX", shares=halves).regions[2:4]
['MXN', 'MXS']
>>> shares = "part,kind,partner,share\\nCHP,output,,0.4\\nOEL,output,,0.6\\n"
>>> table.split(sector="ELE", shares=shares).sectors[9:11]
['CHP', 'OEL']""",
    "rates": """\
>>> import tripole
>>> tripole.rates("seeds/tariffs", date="2026-03-15", importer="USA").keys  # doctest: +SKIP
['importer', 'exporter', 'sector']""",
    "build": """\
>>> import tripole
>>> tripole.build("seeds/three-pole-2011").regions[:3]  # doctest: +SKIP
['USA', 'CAN', 'MEX']""",
    "symmetric": """\
>>> import tripole
>>> table = tripole.symmetric("supply_use.csv", model="d")  # doctest: +SKIP""",
    "compare": """\
>>> import tripole
>>> years = [tripole.read(f"builtin:three-pole-{year}") for year in (1995, 2011)]
>>> tripole.compare(years, family="upgrading").keys
['region', 'period']""",
    "sda": """\
>>> import tripole
>>> years = [tripole.read(f"builtin:three-pole-{year}") for year in (1995, 2011)]
>>> jobs = "region,sector,account,value,unit\\nCHN,ELE,jobs,{},persons\\n"
>>> found = tripole.sda(years, satellite=[jobs.format(100), jobs.format(150)], scheme="cba")
>>> round(sum(found["change"]))
50""",
}
