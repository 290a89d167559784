// Parts of the results, each drawn from an answer.

import { money, moneyRange, number, percent, percentRange, settled, shownAs } from './format.js';
import { bars, columnsOf, disclosure, h, spoken, stacks, table as tabled } from './parts.js';
import { T } from './texts.js';

const points = (value) => number(settled(value * 100), { signed: true });
const changes = (one) => percentRange(one.low, one.high, { signed: true });
const grey = (text, why) => h('span', { class: 'grey', title: why }, text);

/** A value under a model, grey where the model assumes or only bounds it. */
const underModel = (show) => (value, row, status) => {
  if (value === null || value === undefined) return '';
  return status === 'solved' ? show(value) : grey(show(value), T.status[status]);
};

/** What a measure is called in an outcome: bounds are at stake, and do not change. */
export const labelOf = (outcome, measure) =>
  (outcome.isStake ? T.stakes[measure] : outcome.kind === 'other' ? T.inMoney[measure] : null) ?? T.measures[measure].label;

/** Numbers of tables and files are as the program prints them: relative changes, or per cent. */
export const unitOf = (outcome) => (outcome.kind === 'other' ? 'per cent' : 'relative change');
export const printed = ({ value, printed: of }) => (of === undefined ? value : of);
const ends = (outcome, one) => {
  if (outcome.kind === 'tariff') return { low: one.low, high: one.high };
  const all = Object.values(one.values).map(printed).filter((value) => value !== null);
  return { low: Math.min(...all), high: Math.max(...all) };
};

/** What more of a measure is. */
export const toneOf = (measure) => {
  if (measure === 'consumer_price') return 'burden';
  return ['exports', 'imports', 'revenue'].includes(measure) ? 'plain' : 'gain';
};

// Ranking

export function ranking(outcome, measure, context) {
  const { names, table, economy } = context;
  const isMoney = measure === 'revenue';
  const unit = isMoney ? table.unit : unitOf(outcome);
  const label = labelOf(outcome, measure);
  const show = isMoney
    ? (one) => moneyRange(one.low, one.high, table.unit)
    : changes;
  const all = outcome.of(measure).map((one) => ({ ...one, label: names.economy(one.region), code: one.region, isChosen: one.region === economy }));
  const ranked = (isMoney ? all.filter((one) => one.low !== 0 || one.high !== 0) : all).sort((a, b) => b.mark - a.mark);
  const inColumns = outcome.kind === 'tariff' ? outcome.models : outcome.variants.length ? outcome.variants : outcome.models;
  const rows = ranked.map((one) => ({
    region: one.region, code: one.region, ...ends(outcome, one), values: one.values, measure, unit,
    ...Object.fromEntries(inColumns.flatMap((name) => [[name, printed(one.values[name])], [`${name}_status`, one.values[name].status]])),
  }));
  // What is at stake is shown without its sign.
  const sign = outcome.isStake ? -1 : 1;
  const figure = (value) => number(sign * value * shownAs(unit).factor, { digits: 3 });
  const cell = underModel(figure);
  const columns = [
    { key: 'region', label: T.ranking.economy, unit: null, show: names.economy },
    { key: 'code', label: T.ranking.code, unit: null, isOfPage: true },
    ...inColumns.map((name) => ({
      key: name, label: T.models[name] ?? name, unit, show: (value, row) => cell(value, row, row.values[name].status),
    })),
    ...inColumns.map((name) => ({ key: `${name}_status`, unit: null, isOfFile: true })),
    ...(outcome.isStake ? [] : [
      { key: 'low', label: T.ranking.low, unit },
      { key: 'high', label: T.ranking.high, unit },
    ]),
    { key: 'measure', unit: null, isOfFile: true },
    { key: 'unit', unit: null, isOfFile: true },
  ];
  const solving = [...new Set(ranked.flatMap((one) => one.counted ?? [one.by]))];
  const first = T.models[solving[0]] ?? '';
  const explained = outcome.variants?.length ? T.ranking.pair(T.models[outcome.models[0]])
    : outcome.models.length === 1 ? (outcome.isUpperEnd ? T.ranking.upperEnd : T.ranking.one)(first)
    : solving.length === 1 ? T.ranking.only(first) : T.ranking.order(first);
  return [
    h('p', { class: 'hint' }, explained),
    outcome.isStake
      ? bars([...ranked].reverse().map((one) => ({ ...one, low: -one.high, high: -one.low })), { show: (one) => percent(one.low), label: T.ranking.picture(label), tone: 'burden' })
      : bars(ranked, { show, label: T.ranking.picture(label), tone: toneOf(measure) }),
    disclosure('ranking', T.numbers(rows.length), tabled({ caption: T.ranking.caption(label), columns, rows: outcome.isStake ? [...rows].reverse() : rows, file: `ranking_${measure}` })),
  ];
}

// Models side by side

const SIDES = ['price', 'armington', 'ge', 'exposure'];

export function sides(outcome, context) {
  const { names, economy, about } = context;
  const who = names.economy(economy);
  const show = (rows, caption, file) => {
    const units = (row) => (row.measure === 'revenue' ? context.table.unit : 'relative change');
    const cell = (key) => (value, row) => {
      const { factor } = shownAs(units(row));
      const status = row[`${key}_status`] ?? 'solved';
      return underModel((it) => number(it * factor, { digits: 3 }))(value, row, status);
    };
    const columns = [
      { key: 'region', label: T.ranking.economy, unit: null, show: names.economy, isOfFile: file !== 'models_all' },
      { key: 'measure', label: T.closer.measureColumn, unit: null, show: (value) => T.measures[value]?.label ?? value },
      // The page shows per cent, the file has the numbers of the program.
      { key: 'unit', label: T.closer.unitColumn, unit: null, show: (value) => shownAs(value).unit },
      ...SIDES.flatMap((key) => [
        { key, label: T.models[key], unit: '', show: cell(key) },
        { key: `${key}_status`, unit: null, isOfFile: true },
      ]),
      { key: 'low', label: T.ranking.low, unit: '', show: cell('low') },
      { key: 'high', label: T.ranking.high, unit: '', show: cell('high') },
    ];
    const shown = rows.map((row) => ({ ...row, unit: units(row) }));
    return tabled({ caption, columns, rows: shown, file });
  };
  return [
    h('p', { class: 'hint' }, T.sides.hint),
    show(outcome.rows.filter((row) => row.region === economy), T.sides.caption(who), 'models'),
    disclosure('leaves', T.sides.leaves, leaves(SIDES, about)),
    disclosure('sides-all', T.sides.all, show(outcome.rows, T.sides.all, 'models_all'), { isLong: true }),
  ];
}

/** What models say and leave out. */
export function leaves(models, about) {
  return h('dl', { class: 'leaves' }, models.map((name) => {
    const model = about.find((it) => it.name === name);
    return [h('dt', {}, T.models[name] ?? name), h('dd', {}, spoken(T.inWords(model?.summary ?? '')), h('br'), h('em', {}, spoken(T.inWords(model?.caveat ?? ''))))];
  }));
}

/** One disruption in every model beside the others. */
export function disruption(rows, context) {
  const value = (row) => row.va_change_percent / 100;
  const shown = rows.filter((row) => row.region === context.economy && row.va_change_percent !== null)
    .map((row) => ({ label: T.lineOf(row.model), low: value(row), high: value(row), mark: value(row) }));
  const who = context.names.economy(context.economy);
  const columns = [
    { key: 'region', label: T.ranking.economy, unit: null, show: context.names.economy },
    { key: 'model', label: T.form.model, unit: null, show: T.lineOf },
    { key: 'label', label: T.sides.says, unit: null },
    { key: 'va_change_percent', label: T.sides.change, unit: 'per cent' },
    { key: 'flag', label: T.sides.flag, unit: null },
  ];
  return [
    h('p', { class: 'hint' }, T.sides.compareHint),
    bars(shown, { show: changes, label: T.sides.compare(who) }),
    disclosure('disruption', T.numbers(rows.length), tabled({ caption: T.sides.compare(who), columns, rows, file: 'every_model' })),
  ];
}

// Sectors

/** `rows` have `sector`, `before`, `after`, `change`, `percent`. */
export function sectors(given, { hint, isOfWork = false }, context) {
  const { names, economy, table } = context;
  const who = names.economy(economy);
  // Where value added is paid to workers alone, wages change as the sum does, and what is left is work.
  const sum = (key) => given.reduce((all, row) => all + row[key], 0);
  const wages = isOfWork ? sum('after') / sum('before') : 1;
  const rows = given.map((row) => ({ ...row, work: row.percent === null ? null : ((1 + row.percent / 100) / wages - 1) * 100 }));
  const of = isOfWork ? 'work' : 'percent';
  const ranked = rows.filter((row) => row[of] !== null && row[of] !== undefined)
    .map((row) => ({ label: names.sector(row.sector), code: row.sector, low: row[of] / 100, high: row[of] / 100, mark: row[of] }))
    .sort((a, b) => b.mark - a.mark);
  const columns = [
    { key: 'sector', label: T.sectors.sector, unit: null, show: names.sector },
    { key: 'code', label: T.sectors.code, unit: null, isOfPage: true },
    { key: 'before', label: T.sectors.before, unit: table.unit },
    { key: 'after', label: T.sectors.after, unit: table.unit },
    { key: 'change', label: T.sectors.change, unit: table.unit },
    { key: 'percent', label: T.sectors.change, unit: 'per cent' },
    ...(isOfWork ? [{ key: 'work', label: T.sectors.work, unit: 'per cent', isOfPage: true }] : []),
  ];
  return [
    h('p', { class: 'hint' }, hint, isOfWork && ` ${T.sectors.wages(percent(wages - 1, { signed: true }))}`),
    bars(ranked, { show: changes, label: T.sectors.picture(who) }),
    disclosure('sectors', T.numbers(rows.length), tabled({
      caption: T.sectors.title(who), columns, rows: rows.map((row) => ({ ...row, code: row.sector })), file: `sectors_${economy}`,
    })),
  ];
}

// Prices

/** `byModel` has the rows of each model by its name. */
export function prices(byModel, context) {
  const { names, economy, table } = context;
  const who = names.economy(economy);
  const models = Object.keys(byModel);
  const rows = byModel[models[0]].map((row) => {
    const values = Object.fromEntries(models.map((name) => [name, byModel[name].find((it) => it.sector === row.sector)?.price ?? null]));
    const all = Object.values(values).filter((it) => it !== null);
    return { sector: row.sector, code: row.sector, spending: row.spending, ...values, low: Math.min(...all), high: Math.max(...all), mark: values[models[0]] };
  }).filter((row) => Number.isFinite(row.low)).sort((a, b) => b.mark - a.mark);
  const unit = 'relative change';
  const columns = [
    { key: 'sector', label: T.prices.product, unit: null, show: names.sector },
    { key: 'code', label: T.sectors.code, unit: null, isOfPage: true },
    { key: 'spending', label: T.prices.spending, unit: table.unit },
    ...models.map((name) => ({ key: name, label: T.models[name], unit })),
    { key: 'low', label: T.ranking.low, unit },
    { key: 'high', label: T.ranking.high, unit },
  ];
  const shown = rows.map((row) => ({ ...row, label: names.sector(row.sector) }));
  return [
    h('p', { class: 'hint' }, T.prices.hint, models.includes('price') ? T.prices.costPush : ''),
    bars(shown, { show: changes, label: T.prices.picture(who), tone: 'burden' }),
    disclosure('prices', T.numbers(rows.length), tabled({ caption: T.prices.caption(who), columns, rows, file: `prices_${economy}` })),
  ];
}

// Duties

export function duties({ importers, origins, revenue, who }, context) {
  const { names, table } = context;
  if (importers.length === 0) return [h('p', { class: 'hint' }, T.duties.none)];
  const rest = (row) => Math.max(0, row.unallocated / row.duty) || 0;
  const parts = Object.entries(T.duties.parts).filter(([key]) => key !== 'rest_share' || importers.some((row) => rest(row) > 1e-9));
  const wholes = [...importers].sort((a, b) => b.duty - a.duty).slice(0, 8).map((row) => ({
    label: names.economy(row.importer), values: { ...row, rest_share: rest(row) }, figure: money(row.duty, table.unit),
  }));
  const sum = origins.reduce((all, row) => all + row.duty, 0) || 1;
  const ranked = origins.filter((row) => row.duty > 0).sort((a, b) => b.duty - a.duty);
  const shown = ranked.slice(0, 10).map((row) => ({ label: names.economy(row.origin), code: row.origin, low: row.duty / sum, high: row.duty / sum, mark: row.duty }));
  const by = names.who([who]);
  return [
    h('p', { class: 'hint' }, T.duties.hint),
    stacks(wholes, parts, { show: (value) => percent(value), label: T.duties.picture }),
    h('h3', {}, T.duties.origins(by)),
    bars(shown, { show: (one) => percent(one.low), label: T.duties.origins(by), tone: 'plain' }),
    disclosure('duties', T.numbers(importers.length, ranked.length), [tabled({
      caption: T.duties.caption, file: 'duties_by_importer', rows: importers,
      columns: [
        { key: 'importer', label: T.ranking.economy, unit: null, show: names.economy },
        ...['duty', 'own', 'partner', 'third', 'unallocated'].map((key) => ({ key, label: T.duties.columns[key], unit: table.unit })),
        ...['own_share', 'partner_share', 'third_share'].map((key) => ({ key, label: T.duties.parts[key], unit: 'share' })),
      ],
    }), tabled({
      caption: T.duties.origins(by), file: `duties_by_origin_${who}`, rows: ranked,
      columns: [
        { key: 'origin', label: T.ranking.economy, unit: null, show: names.economy },
        { key: 'duty', label: T.duties.columns.duty, unit: table.unit },
        { key: 'rate', label: T.duties.columns.rate, unit: 'rate' },
      ],
    })]),
    revenue.length > 0 && h('h3', {}, T.duties.revenue(by)),
    revenue.length > 0 && h('p', { class: 'hint' }, T.duties.revenueHint),
    revenue.length > 0 && tabled({
      caption: T.duties.revenue(by), file: `revenue_${who}`, rows: revenue,
      columns: [
        { key: 'trade', label: T.duties.columns.trade, unit: null, show: (value) => T.duties.trade[value] ?? value },
        { key: 'imports', label: T.duties.columns.imports, unit: table.unit },
        { key: 'rate_before', label: T.duties.columns.meanBefore, unit: 'rate' },
        { key: 'rate', label: T.duties.columns.mean, unit: 'rate' },
        { key: 'revenue_before', label: T.duties.columns.revenueBefore, unit: table.unit },
        { key: 'revenue', label: T.measures.revenue.label, unit: table.unit },
      ],
    }),
  ];
}

// Local, regional, global

/** Economies without a pole are poles of their own, and may be many. */
const MOST_POLES = 8;

export function shares(rows, kind) {
  const of = (pole, part) => rows.find((row) => row.region === pole && row.indicator === `${kind}_${part}`);
  const parts = Object.entries(T.shares.parts);
  const every = [...new Set(rows.map((row) => row.region))];
  const change = (pole) => Math.max(...parts.map(([part]) => Math.abs(of(pole, part)?.change ?? 0)));
  const poles = every.length > MOST_POLES ? [...every].sort((a, b) => change(b) - change(a)).slice(0, MOST_POLES) : every;
  const values = (pole, when) => Object.fromEntries(parts.map(([key]) => [key, of(pole, key)?.[when]]));
  const wholes = poles.flatMap((pole) => [
    { label: T.shares.before(pole), values: values(pole, 'before') },
    { label: T.shares.after, values: values(pole, 'after'), isSecond: true },
  ]);
  const changed = every.flatMap((pole) => parts.map(([part]) => of(pole, part)).filter(Boolean)
    .map((row, at) => ({ ...row, part: parts[at][1] })));
  const columns = [
    { key: 'region', label: T.shares.pole, unit: null },
    { key: 'part', label: T.shares.part, unit: null },
    { key: 'before', label: T.sectors.before, unit: 'share' },
    { key: 'after', label: T.sectors.after, unit: 'share' },
    { key: 'change', label: T.shares.change, unit: 'difference of shares', show: (value) => number(settled(value * 100), { digits: 3, signed: true }) },
  ];
  const moved = poles.map((pole) => {
    const said = parts.map(([part]) => of(pole, part)).map((row, at) => row && `${T.shares.short[at]} ${points(row.change)}`);
    return h('li', {}, h('strong', {}, pole), ` ${said.filter(Boolean).join(', ')}`);
  });
  return [
    every.length > poles.length && h('p', { class: 'hint' }, T.shares.most(poles.length, every.length)),
    stacks(wholes, parts, { show: (value) => percent(value, { digits: 3 }), label: T.shares.picture }),
    h('p', { class: 'hint' }, T.shares.changes), h('ul', { class: 'plainlist' }, moved),
    disclosure('shares', T.numbers(changed.length), tabled({ caption: T.shares.caption(T.shares.kinds[kind]), columns, rows: changed, file: `shares_${kind}` })),
  ];
}

// Everything

/** What indicators are measured in: money of the table, shares, or plain numbers. */
const UNITS = { money: (unit) => [1, unit], share: () => [100, '%'], number: () => [1, ''] };

export function indicators(result, context) {
  const { names, economy, table } = context;
  const kindOf = (row) => UNITS[T.indicators[row.indicator]?.[1] ?? 'number'](table.unit);
  const figure = (signed) => (value, row) => {
    const [factor] = kindOf(row);
    return number(value === null ? null : factor * value, { digits: 3, signed });
  };
  const shows = {
    family: (value) => T.families[value] ?? value,
    indicator: (value) => T.indicators[value]?.[0] ?? value,
    before: figure(false), after: figure(false), change: figure(true),
  };
  const columns = columnsOf(result, names.ofKey).map((column) => {
    const unit = column.key === 'change_percent' ? 'per cent' : column.unit;
    return { ...column, unit, show: shows[column.key] ?? column.show };
  });
  const at = columns.findIndex(({ key }) => key === 'indicator');
  columns.splice(at + 1, 0, { key: 'unit_shown', label: T.closer.unitColumn, unit: null, isOfPage: true });
  const rows = result.rows.map((row) => ({ ...row, unit_shown: kindOf(row)[1] }));
  return tabled({ caption: T.everything_.caption(names.economy(economy)), columns, rows, file: `indicators_${economy}` });
}
