// The finding in a few sentences. No sentence is surer than the models: where they differ, it gives a range.

import { isNothing, percentRange, signedPercent } from './format.js';
import { members, isBuiltIn } from './scenario.js';
import { clauseOf } from './names.js';
import { T } from './texts.js';

const W = T.headline;

const signedRange = (low, high) => percentRange(low, high, { signed: true });

/** How something would move, in words with numbers. `counted`: the models that it is of; `atMost`: the number is a bound. */
export function moves({ low, high, counted = [] }, { atMost = false } = {}) {
  const by = (range) => (atMost ? W.moves.atMost(range) : range);
  if (isNothing(low) && isNothing(high)) return W.moves.none;
  if (low >= 0 || isNothing(low)) return W.moves.rise(by(percentRange(Math.max(0, low), high)));
  if (high <= 0 || isNothing(high)) return W.moves.fall(by(percentRange(Math.max(0, -high), -low)));
  return W.moves.either(signedPercent(low), signedPercent(high), counted.length > 1);
}

/** Of which model alone a number is, where several are shown; nothing where it is of more. */
const alone = (one, outcome) => (outcome.models.length > 1 && one.counted?.length === 1 ? W.alone(one.counted[0]) : '');

/** The economies that a scenario names: who acts, and at whom. */
export function namedIn(scenario, table) {
  if (isBuiltIn(scenario)) return { by: [], at: table.economies.map(({ code }) => code) };
  const all = (key) => scenario.flatMap((entry) => (entry[key] ?? []));
  const tariffs = scenario.filter((entry) => ['tariff', 'schedule'].includes(entry.kind));
  const by = tariffs.length ? tariffs.flatMap((it) => it.importer) : [...all('region'), ...all('buyer'), ...all('importer')];
  const at = tariffs.length ? tariffs.flatMap((it) => it.exporter ?? ['all']) : [...all('exporter'), ...all('from')];
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
    if (price) parts.push(W.prices(who(focus.by), moves(price), alone(price, outcome)));
    if (income) parts.push(W.income(price ? '' : who(focus.by), moves(income), alone(income, outcome)));
    else if (volume && price) parts.push(W.volume(moves(volume), alone(volume, outcome)));
  }
  const only = outcome.models.length === 1 && !outcome.isStake ? W.alone(outcome.models[0]) : '';
  const exports = focus.at && outcome.models[0] !== 'exposure' ? find('exports', focus.at) : null;
  return [parts.length ? W.first(clause, parts, only) : '', exports ? ofExports(exports, who(focus.at), focus, alone(exports, outcome)) : ''];
}

function ofExports(exports, who, focus, by) {
  if (focus.isOneOfSeveral && exports.high < 0) return (focus.isNamed ? W.exportsMost : W.exportsMostOfAll)(who, percentRange(-exports.high, -exports.low), by);
  return W.exports(who, moves(exports), by);
}

function ofOthers({ outcome, clause, find, who, focus }) {
  const added = find('value_added', focus.by);
  const bound = { atMost: outcome.isUpperEnd };
  const [model] = outcome.models;
  const range = ({ low, high }) => signedRange(low, high);
  const own = outcome.spread(focus.by);
  const ofWorld = outcome.spread('WLD');
  const under = outcome.byDay ? W.underStocks(model) : W.alone(model);
  const beside = [outcome.isOfSellers && W.withoutBuyers, outcome.isUpperEnd && W.upperEnd, own && W.otherLines(range(own))].filter(Boolean);
  const parts = added ? [W.added(who(focus.by), moves(added, bound), beside)] : [];
  const world = isNothing(outcome.world.low) && isNothing(outcome.world.high) ? ''
    : W.world(moves(outcome.world, bound), under, [outcome.isOfSellers && W.withoutBuyers, ofWorld && (own ? W.sameLines : W.otherLines)(range(ofWorld))].filter(Boolean));
  return [parts.length ? W.first(clause, parts, under) : '', world];
}

/** Who gains most and who loses most, of whom all models agree which. */
function ranking(outcome, who) {
  const measure = outcome.measures[0];
  const rows = outcome.of(measure).filter((one) => !isNothing(one.mark)).sort((a, b) => b.mark - a.mark);
  const range = (one) => (outcome.isUpperEnd && one.high < 0
    ? W.byAtMost(percentRange(-one.high, -one.low))
    : signedRange(one.low, one.high));
  const named = (one) => one && W.named(who(one.region), range(one));
  const [up, down] = [rows[0], rows[rows.length - 1]];
  if (measure === 'revenue' || rows.length < 2) return '';
  if (outcome.isStake) return W.stakeMost(who(down.region), percentRange(-down.high, -down.low));
  return W.ranking(T.measures[measure].said, alone(up, outcome), up.mark > 0 ? named(up) : '', down.mark < 0 ? named(down) : '');
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
    notes.push(W.byModel(T.models[model] ?? model, T.inWords(about.find(({ name }) => name === model)?.caveat ?? '')));
  }
  const isRange = outcome.measures.some((measure) => outcome.of(measure).some((one) => !isNothing(one.high - one.low)));
  if (isRange) notes.push(outcome.models.length > 1 ? W.byModels : W.bySettings(outcome.spread?.(focus.by) !== null));
  return notes;
}
