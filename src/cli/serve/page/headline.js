// The finding in a few sentences. No sentence is surer than the models: where they differ, it gives a range.

import { isNothing, percentRange, signedPercent } from './format.js';
import { members, isBuiltIn } from './scenario.js';
import { clauseOf } from './names.js';
import { T } from './texts.js';

const W = T.headline;

/** How something would move, in words with numbers. */
export function moves({ low, high }) {
  if (isNothing(low) && isNothing(high)) return W.moves.none;
  if (low >= 0 || isNothing(low)) return W.moves.rise(percentRange(Math.max(0, low), high));
  if (high <= 0 || isNothing(high)) return W.moves.fall(percentRange(Math.max(0, -high), -low));
  return W.moves.either(signedPercent(low), signedPercent(high));
}

/** The economies that a scenario names: who acts, and at whom. */
export function namedIn(scenario, table) {
  if (isBuiltIn(scenario)) return { by: [], at: table.economies.map(({ code }) => code) };
  const all = (key) => scenario.flatMap((entry) => (entry[key] ?? []));
  const tariffs = scenario.filter((entry) => entry.kind === 'tariff');
  const by = tariffs.length ? tariffs.flatMap((it) => it.importer) : [...all('region'), ...all('buyer'), ...all('importer')];
  const at = tariffs.length ? tariffs.flatMap((it) => it.exporter) : [...all('exporter'), ...all('from')];
  return { by: members(by, table), at: members(at, table) };
}

/** The sentences of the headline, who is moved most, and what stands below in smaller type. */
export function headline(outcome, { scenario, names, builtIns, about, focus }) {
  const clause = clauseOf(scenario, names, builtIns);
  const find = (measure, region) => outcome.of(measure).find((one) => one.region === region);
  const who = (region) => names.who([region]);
  const sentences = outcome.kind === 'tariff'
    ? ofTariffs({ outcome, clause, find, who, focus })
    : ofOthers({ outcome, clause, find, who, focus });
  return { said: sentences.filter(Boolean), ranked: ranking(outcome, who), small: small(outcome, find, who, focus, about) };
}

function ofTariffs({ outcome, clause, find, who, focus }) {
  const price = find('consumer_price', focus.by);
  const income = find('real_income', focus.by);
  const volume = find('gdp_volume', focus.by);
  const parts = [];
  if (outcome.models.length === 1 && outcome.models[0] === 'exposure') {
    const at = focus.isNamed && focus.at ? focus.at : focus.by;
    const stake = find('gdp_volume', at);
    if (stake) parts.push(W.stake(who(at), percentRange(Math.max(0, -stake.high), Math.max(0, -stake.low))));
  } else {
    if (price) parts.push(W.prices(who(focus.by), moves(price)));
    if (income) parts.push(price ? W.income(moves(income)) : W.incomeOf(who(focus.by), moves(income)));
    else if (volume && price) parts.push(W.volume(moves(volume)));
  }
  const exports = focus.at && outcome.models[0] !== 'exposure' ? find('exports', focus.at) : null;
  return [parts.length ? W.first(clause, parts) : '', exports ? ofExports(exports, who(focus.at), focus) : ''];
}

function ofExports(exports, who, focus) {
  if (focus.isOneOfSeveral && exports.high < 0) return (focus.isNamed ? W.exportsMost : W.exportsMostOfAll)(who, percentRange(-exports.high, -exports.low));
  return W.exports(who, moves(exports));
}

function ofOthers({ outcome, clause, find, who, focus }) {
  const added = find('value_added', focus.by);
  const parts = added ? [W.added(who(focus.by), moves(added))] : [];
  const world = isNothing(outcome.world.low) && isNothing(outcome.world.high) ? '' : W.world(moves(outcome.world));
  return [parts.length ? W.first(clause, parts) : '', world];
}

/** Who gains most and who loses most, of whom all models agree which. */
function ranking(outcome, who) {
  const measure = outcome.measures[0];
  const rows = outcome.of(measure).filter((one) => !isNothing(one.mark)).sort((a, b) => b.mark - a.mark);
  const named = (one) => one && W.named(who(one.region), percentRange(one.low, one.high, { signed: true }));
  const [up, down] = [rows[0], rows[rows.length - 1]];
  if (measure === 'revenue' || rows.length < 2) return '';
  return W.ranking(T.measures[measure].said, up.mark > 0 ? named(up) : '', down.mark < 0 ? named(down) : '');
}

function small(outcome, find, who, focus, about) {
  const notes = [];
  const income = find('real_income', focus.by)?.values.ge;
  const volume = find('gdp_volume', focus.by)?.values.armington;
  if (income?.status === 'solved' && volume?.status === 'solved' && income.value * volume.value < 0) {
    notes.push(W.twoWays(who(focus.by), signedPercent(income.value), signedPercent(volume.value)));
  }
  if (outcome.byDay) notes.push(W.over(outcome.notes.get('days') ?? 365));
  if (outcome.models.length === 1) {
    const [model] = outcome.models;
    notes.push(W.byModel(T.models[model] ?? model, about.find(({ name }) => name === model)?.caveat ?? ''));
  }
  const isRange = outcome.measures.some((measure) => outcome.of(measure).some((one) => !isNothing(one.high - one.low)));
  if (isRange) notes.push(W.byModels);
  return notes;
}
