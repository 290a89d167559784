// What models say of a scenario, in one shape whatever the models: for each measure and economy the lowest and the
// highest value, and the value that economies are ranked by.

import { Refused, command, describe, messagesOf, notesOf, rowsOf, wasAborted } from './api.js';

/** Models of tariffs, the one that economies are ranked by first. */
export const OF_TARIFFS = ['ge', 'armington', 'price', 'exposure'];
const SOLVED = ['solved'];
const SHOWN = ['solved', 'bound'];
const OF_TARIFFS_MEASURES = ['real_income', 'consumer_price', 'gdp_volume', 'exports', 'imports', 'real_wage', 'revenue'];
const OTHER_MEASURES = ['value_added', 'output', 'exports', 'imports'];

/** Models that go from day to day: the others are of a year, and refuse what begins or ends. */
const DAILY = ['ario', 'pbl'];

/** Which models may be chosen for a scenario, and which kind of answer it has. */
export function choices(given, chosen) {
  const described = { ...given, models: given.by_day ? given.models.filter((model) => DAILY.includes(model)) : given.models };
  const ofTariffs = described.models.filter((model) => OF_TARIFFS.includes(model));
  const others = described.models.filter((model) => !OF_TARIFFS.includes(model));
  const isTariff = ofTariffs.some((model) => model !== 'exposure');
  const model = described.models.includes(chosen) ? chosen : '';
  const byTariffModels = model ? OF_TARIFFS.includes(model) : isTariff || (others.length === 0 && ofTariffs.length > 0);
  // A bound alone is shown as one, not as a model that solves.
  const only = byTariffModels && ofTariffs.length === 1 ? ofTariffs[0] : '';
  return { offered: described.models, isTariff, chosen: model, model: model || only, byTariffModels, own: described.model ?? others[0] ?? described.models[0] ?? '' };
}

/**
 * Asks what a scenario is, and what the models say of it. `soon` gets what one model says where a table of many takes
 * longer.
 */
export async function outcome({ table, scenario, chosen, regions, days }, signal, soon = () => {}) {
  const described = await describe(table, scenario, signal);
  const choice = choices(described, chosen);
  const said = choice.byTariffModels
    ? await ofTariffs({ table, scenario, model: choice.model }, signal)
    : await ofOthers({ table, scenario, model: choice.model || choice.own, described, regions, days }, signal, (part) => soon({ described, choice, ...part }));
  return { described, choice, ...said };
}

async function ofTariffs({ table, scenario, model }, signal) {
  const answer = await command('tariff', { table, scenario, model: 'all' }, signal);
  const rows = rowsOf(answer);
  const read = (row) => {
    const values = {};
    for (const name of OF_TARIFFS) values[name] = { value: row[name], status: row[`${name}_status`] };
    const isOne = model !== '';
    const counted = (isOne ? [model] : OF_TARIFFS).filter((name) =>
      (isOne ? SHOWN : SOLVED).includes(values[name].status) && values[name].value !== null);
    if (counted.length === 0) return null;
    const all = counted.map((name) => values[name].value);
    return { region: row.region, values, counted, low: Math.min(...all), high: Math.max(...all), mark: all[0], by: counted[0] };
  };
  const byMeasure = new Map();
  for (const row of rows) {
    const one = read(row);
    if (!byMeasure.has(row.measure)) byMeasure.set(row.measure, []);
    if (one) byMeasure.get(row.measure).push(one);
  }
  const measures = OF_TARIFFS_MEASURES.filter((name) => byMeasure.get(name)?.length > 0);
  if (measures.length === 0) throw new Refused('no model that was chosen solves for anything here');
  return {
    kind: 'tariff', answer, rows, measures,
    models: model ? [model] : OF_TARIFFS.filter((name) => rows.some((row) => row[`${name}_status`] === 'solved' || row[`${name}_status`] === 'bound')),
    of: (measure) => byMeasure.get(measure) ?? [],
    isStake: model === 'exposure',
    ...saidIn([answer]),
  };
}

/** Whom orders go to hangs on who is asked: results of this model are a pair. */
const PAIR = { ario: ['steady', 'available'] };

/** What answers say beside their numbers, and the commands that give the same. */
const saidIn = (answers) => ({
  notes: notesOf(...answers),
  warnings: messagesOf(answers, 'warning'),
  remarks: messagesOf(answers, 'note'),
  commands: [...new Set(answers.map((answer) => answer.command))],
});

/** Kinds of change that stop sales or work, which every model of disruptions reads. */
const DISRUPTIONS = ['supply', 'embargo'];
export const isDisruption = (described) => described.changes.length === 1 && DISRUPTIONS.includes(described.changes[0]);

/** One disruption in every model: how far their lines go for an economy. Nothing where there is no such table. */
async function compared({ table, scenario, days }, regions, signal) {
  try {
    return await command('scenario', { table, scenario, compare: true, region: regions.join(','), ...(days ? { days } : {}) }, signal);
  } catch (reason) {
    if (wasAborted(reason)) throw reason;
    return null;
  }
}

async function ofOthers({ table, scenario, model, described, regions, days }, signal, soon) {
  if (!model) {
    // Nobody reads it; the program says why, and what to do.
    await command('tariff', { table, scenario, model: 'all' }, signal);
    throw new Refused('no model reads this scenario');
  }
  const family = 'output,trade';
  const kinds = PAIR[model] ?? [null];
  const byDay = described.by_day && DAILY.includes(model);
  const answers = await Promise.all(kinds.map((suppliers) =>
    command('scenario', { table, scenario, model, family, ...(suppliers ? { suppliers } : {}), ...(byDay && days ? { days } : {}) }, signal)));
  const byMeasure = new Map();
  answers.forEach((answer, at) => {
    for (const row of rowsOf(answer)) {
      const measure = row.indicator;
      if (!byMeasure.has(measure)) byMeasure.set(measure, new Map());
      const economies = byMeasure.get(measure);
      const one = economies.get(row.region) ?? { region: row.region, values: {}, changes: [], all: [], before: row.before, flag: row.flag };
      const value = row.change_percent === null ? null : row.change_percent / 100;
      one.values[kinds[at] ?? model] = { value, printed: row.change_percent, status: 'solved' };
      if (value !== null) one.all.push(value);
      one.changes.push(row.change);
      economies.set(row.region, one);
    }
  });
  const finish = (one) => ({ ...one, low: Math.min(...one.all), high: Math.max(...one.all), mark: one.all[0], by: model });
  const measures = OTHER_MEASURES.filter((name) => byMeasure.has(name));
  const of = (measure) => [...(byMeasure.get(measure)?.values() ?? [])].filter((one) => one.all.length > 0).map(finish);
  const added = of('value_added');
  const before = added.reduce((sum, one) => sum + one.before, 0);
  const world = kinds.map((_, at) => added.reduce((sum, one) => sum + one.changes[at], 0) / before);
  const spreadOf = (lines) => (region) => {
    const all = lines ? rowsOf(lines).filter((row) => row.region === region && row.va_change_percent !== null) : [];
    const values = all.map((row) => row.va_change_percent / 100);
    return values.length > 0 ? { low: Math.min(...values), high: Math.max(...values) } : null;
  };
  const whole = (lines) => ({
    kind: 'other', answer: answers[0], rows: rowsOf(answers[0]), measures, models: [model], variants: kinds.filter(Boolean), of,
    world: { low: Math.min(...world), high: Math.max(...world) }, byDay, spread: spreadOf(lines),
    isUpperEnd: model === 'rationing', isOfSellers: model === 'extraction',
    ...saidIn(lines ? [...answers, lines] : answers),
  });
  if (!byDay || !isDisruption(described)) return whole(null);
  soon(whole(null));
  return whole(await compared({ table, scenario, days }, regions, signal));
}

/** The economy that a scenario is about, and whom it is aimed at: those named in it, or those that it moves most. */
export function aim(outcome, named) {
  const size = (one) => Math.max(Math.abs(one.low), Math.abs(one.high));
  const largest = (rows) => [...rows].sort((a, b) => size(b) - size(a))[0]?.region;
  // Revenue is that of the day, and does not tell how much duties have changed: of a schedule, prices do.
  const isOfSchedule = ({ region }) => named.ofSchedule?.includes(region);
  const changed = (rows) => rows.filter((one) => size(one) > 1e-12);
  // A model of sellers leaves out who buys: it is about the seller that loses most.
  const sellers = outcome.isOfSellers
    ? outcome.of('value_added').filter((one) => named.at.includes(one.region)).sort((a, b) => a.mark - b.mark)
    : [];
  const by = sellers[0]?.region
    ?? named.by[0]
    ?? largest(changed(outcome.of('consumer_price')).filter(isOfSchedule))
    ?? largest(changed(outcome.of('revenue')))
    ?? largest(outcome.of(outcome.measures[0]));
  const isNamed = named.by.length > 0;
  // Where nobody is named, whoever acts may be the one that loses most.
  const meant = outcome.of('exports').filter((one) => named.at.includes(one.region) && (!isNamed || one.region !== by))
    .sort((a, b) => a.mark - b.mark);
  const at = meant.find((one) => one.region !== by)?.region;
  const acting = isNamed ? named.by : named.ofSchedule ?? [];
  return { by, at, meant, levying: acting.filter((region) => named.at.length !== 1 || region !== named.at[0]), isOneOfSeveral: meant.length > 1, isNamed };
}
