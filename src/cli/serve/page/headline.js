// The finding in a few sentences. No sentence is surer than the models: where they differ, it gives a range.

import { isNothing, percentRange, signedPercent } from './format.js';
import { members, isBuiltIn } from './scenario.js';
import { clauseOf, isAfterMove } from './names.js';
import { T } from './texts.js';

const W = T.headline;

const signedRange = (low, high) => percentRange(low, high, { signed: true });

/** A bound of nearly everything says nothing. */
const NO_BOUND = 0.95;

/** How something would move, in words with numbers. `counted`: the models that it is of; `atMost`: the number is a bound. */
export function moves({ low, high, counted = [], isSpan = false }, { atMost = false } = {}) {
  const by = (range) => (atMost ? W.moves.atMost(range) : range);
  if (atMost && -low > NO_BOUND) return W.moves.noBound;
  if (isNothing(low) && isNothing(high)) return W.moves.none;
  if (low >= 0 || isNothing(low)) return W.moves.rise(by(percentRange(Math.max(0, low), high)));
  if (high <= 0 || isNothing(high)) return W.moves.fall(by(percentRange(Math.max(0, -high), -low)));
  return W.moves.either(signedPercent(low), signedPercent(high), counted.length > 1 && !isSpan);
}

/** Of which model alone a number is, where several are shown; nothing where it is of more. */
const alone = (one, outcome) => (outcome.models.length > 1 && one.counted?.length === 1 ? W.alone(one.counted[0]) : '');

/** The economies that a scenario names: who acts, and at whom. */
export function namedIn(scenario, table, schedules = []) {
  if (isBuiltIn(scenario)) return { by: [], at: table.economies.map(({ code }) => code) };
  const all = (key) => scenario.flatMap((entry) => (entry[key] ?? []));
  const tariffs = scenario.filter((entry) => ['tariff', 'schedule'].includes(entry.kind));
  const by = tariffs.length ? tariffs.flatMap((it) => it.importer) : [...all('region'), ...all('buyer'), ...all('importer').filter((it) => it !== 'all')];
  const at = tariffs.length ? tariffs.flatMap((it) => it.exporter ?? ['all']) : [...all('exporter'), ...all('from')];
  // Of whom a schedule has rates, where it is not said whose are meant.
  const open = tariffs.filter((it) => it.kind === 'schedule' && it.importer.length === 0);
  const ofSchedule = open.flatMap((it) => schedules.find(({ name }) => name === it.schedule)?.importers ?? []);
  return { by: members(by, table), at: members(at, table), ofSchedule: members(ofSchedule, table) };
}

/** The sentences of the headline, who is moved most, and what stands below in smaller type. */
export function headline(outcome, { scenario, names, builtIns, about, focus }) {
  const clause = clauseOf(scenario, names, builtIns);
  const same = ofOneDay(scenario);
  if (same) return { said: [W.sameDay(T.day(same))], ranked: '', small: [] };
  const find = (measure, region) => outcome.of(measure).find((one) => one.region === region);
  const who = (region) => names.who([region]);
  const sentences = outcome.kind === 'tariff'
    ? ofTariffs({ outcome, clause, find, who, focus })
    : ofOthers({ outcome, clause, find, who, focus });
  if (outcome.kind === 'tariff' && isAfterMove(scenario)) sentences.push(W.afterMove);
  return { said: sentences.filter(Boolean), ranked: ranking(outcome, who), small: small(outcome, find, who, focus, about, bridged(outcome, scenario)) };
}

/** The day of a scenario that sets the rates of a day beside themselves, and does nothing else. */
const ofOneDay = (scenario) => (!isBuiltIn(scenario) && scenario.length > 0
  && scenario.every(({ kind, date, base }) => kind === 'schedule' && date === base) ? scenario[0].date : '');

/** For how many days sales stop that stocks are assumed to bridge; none where they do not, or other models are shown. */
function bridged(outcome, scenario) {
  if (outcome.models[0] !== 'ario' || !outcome.byDay || isBuiltIn(scenario)) return 0;
  const stops = scenario.filter(({ kind, timed }) => timed && ['embargo', 'supply'].includes(kind));
  const days = Math.max(0, ...stops.map((it) => it.days));
  return days <= STOCKS ? days : 0;
}

/** Days that stocks of goods last in ARIO as it is asked here. */
const STOCKS = 90;

/** As many economies are told together, from the lowest of them to the highest. */
const MOST_LEVYING = 60;

/** Several economies as one range; models that all of them have count. */
function spanned(rows) {
  if (rows.length === 0) return null;
  return { low: Math.min(...rows.map((it) => it.low)), high: Math.max(...rows.map((it) => it.high)), counted: rows[0].counted, isSpan: true };
}

function ofTariffs({ outcome, clause, find, who, focus }) {
  const several = focus.levying.length > 1 && focus.levying.length <= MOST_LEVYING;
  const ofThose = (measure) => (several ? spanned(outcome.of(measure).filter((one) => focus.levying.includes(one.region))) : find(measure, focus.by));
  const those = several ? W.whoLevy(focus.levying.map((region) => who(region))) : who(focus.by);
  const price = ofThose('consumer_price');
  const income = ofThose('real_income');
  const volume = ofThose('gdp_volume');
  const parts = [];
  if (outcome.models.length === 1 && outcome.models[0] === 'exposure') {
    const at = focus.isNamed && focus.at ? focus.at : focus.by;
    const stake = find('gdp_volume', at);
    if (stake) parts.push(W.stake(who(at), percentRange(Math.max(0, -stake.high), Math.max(0, -stake.low))));
  } else {
    if (price) parts.push(W.prices(those, moves(price), alone(price, outcome)));
    if (income) parts.push(W.income(price ? '' : those, moves(income), alone(income, outcome)));
    else if (volume && price) parts.push(W.volume(moves(volume), alone(volume, outcome)));
  }
  const only = outcome.models.length === 1 && !outcome.isStake ? W.alone(outcome.models[0]) : '';
  const exports = focus.at && outcome.models[0] !== 'exposure' ? find('exports', focus.at) : null;
  return [parts.length ? W.first(clause, parts, only) : '', exports ? ofExports(exports, who, focus, alone(exports, outcome)) : ''];
}

function ofExports(exports, who, focus, by) {
  if (!focus.isOneOfSeveral) return W.exports(who(exports.region), moves(exports), by);
  // Who loses most, of each model that solves.
  const most = exports.counted.map((model) => {
    const value = (one) => one.values[model]?.value ?? 0;
    const worst = focus.meant.reduce((a, b) => (value(b) < value(a) ? b : a));
    return { model, worst, value: value(worst) };
  });
  const found = most.filter(({ value }) => value < 0 && !isNothing(value));
  if (found.length === 0) return '';
  const those = focus.isNamed ? W.ofThoseMeant : W.ofAll;
  const [{ worst }] = found;
  if (found.every((it) => it.worst === worst) && found.length === most.length) {
    return W.exportsMost(those, who(worst.region), percentRange(-worst.high, -worst.low), by);
  }
  return W.exportsMostEach(those, found.map((it) => W.exportsUnder(who(it.worst.region), it.model, percentRange(-it.value, -it.value))));
}

function ofOthers({ outcome, clause, find, who, focus }) {
  const added = find('value_added', focus.by);
  const bound = { atMost: outcome.isUpperEnd };
  const [model] = outcome.models;
  const range = ({ low, high }) => signedRange(low, high);
  const own = outcome.spread(focus.by);
  const ofWorld = outcome.spread('WLD');
  const under = outcome.byDay ? W.underStocks(model) : W.alone(model);
  if (leadsWithLines(outcome, focus)) return ofLines({ outcome, clause, find, who, focus, under });
  const beside = [outcome.isOfSellers && W.withoutBuyers, outcome.isUpperEnd && W.upperEnd, own && W.otherLines(range(own))].filter(Boolean);
  const parts = added ? [W.added(who(focus.by), moves(added, bound), beside)] : [];
  const world = isNothing(outcome.world.low) && isNothing(outcome.world.high) ? ''
    : W.world(moves(outcome.world, bound), under, [outcome.isOfSellers && W.withoutBuyers, ofWorld && (own ? W.sameLines : W.otherLines)(range(ofWorld))].filter(Boolean));
  return [parts.length ? W.first(clause, parts, under) : '', world];
}

/** Whether all lines of the table of disruptions are told first, and the model that nobody chose after them. */
const leadsWithLines = (outcome, focus) => outcome.byDay === true && outcome.choice?.chosen === '' && Boolean(outcome.spread(focus.by));

function ofLines({ outcome, clause, find, who, focus, under }) {
  const told = [];
  const spanned = (lines, own) => {
    const all = { low: Math.min(lines.low, own.low), high: Math.max(lines.high, own.high) };
    told.push({ all });
    const isSplit = all.low < 0 && all.high > 0 && !isNothing(all.low) && !isNothing(all.high);
    const [every, line] = [signedRange(all.low, all.high), signedRange(own.low, own.high)];
    return [moves(all), [isSplit && W.directions, every !== line && W.thisLine(under, line)].filter(Boolean)];
  };
  const parts = [focus.by, focus.isNamed && !focus.isOneOfSeveral && focus.at].filter(Boolean)
    .map((region) => ({ region, added: find('value_added', region), lines: outcome.spread(region) }))
    .filter(({ added, lines }) => added && lines)
    .map(({ region, added, lines }) => W.added(who(region), ...spanned(lines, added)));
  const lines = outcome.spread('WLD');
  const isOne = told.every(({ all }) => signedPercent(all.low) === signedPercent(all.high));
  return [W.first(clause, parts, isOne ? W.everyLine : W.overLines), lines ? W.world(spanned(lines, outcome.world)[0], '', spanned(lines, outcome.world)[1]) : ''];
}

/** Who gains most and who loses most, of whom all models agree which. */
function ranking(outcome, who) {
  const measure = outcome.measures[0];
  const rows = outcome.of(measure).filter((one) => !isNothing(one.mark)).sort((a, b) => b.mark - a.mark);
  const range = (one) => signedRange(one.low, one.high);
  const named = (one) => one && W.named(who(one.region), range(one));
  // Of settings that do not agree who it is, each is told.
  const most = (sign, one) => {
    const lines = (outcome.variants ?? []).map((setting) => {
      const value = ({ values }) => sign * (values[setting]?.value ?? 0);
      return { setting, value, first: [...rows].sort((a, b) => value(b) - value(a))[0] };
    });
    if (lines.every(({ first }) => first === one)) return named(one);
    return W.both(lines.filter(({ value, first }) => value(first) > 0)
      .map(({ setting, first }) => W.named(who(first.region), W.inSetting(setting, signedPercent(first.values[setting].value)))));
  };
  const [up, down] = [rows[0], rows[rows.length - 1]];
  // Of bounds the largest is not who loses most.
  if (measure === 'revenue' || rows.length < 2 || outcome.isUpperEnd) return '';
  if (outcome.isStake) return W.stakeMost(who(down.region), percentRange(-down.high, -down.low));
  return W.ranking(T.measures[measure].said, alone(up, outcome) || (outcome.byDay ? W.underStocks(outcome.models[0]).replace(/,$/, '') : ''), up.mark > 0 ? most(1, up) : '', down.mark < 0 ? most(-1, down) : '');
}

function small(outcome, find, who, focus, about, days) {
  const notes = [];
  if (days) notes.push(W.bridged(days));
  const income = find('real_income', focus.by)?.values.ge;
  const volume = find('gdp_volume', focus.by)?.values.armington;
  if (income?.status === 'solved' && volume?.status === 'solved' && income.value * volume.value < 0) {
    notes.push(W.twoWays(who(focus.by), signedPercent(income.value), signedPercent(volume.value)));
  }
  const leads = outcome.kind === 'other' && leadsWithLines(outcome, focus);
  if (outcome.byDay) notes.push(W.over(outcome.notes.get('days') ?? 365));
  if (outcome.models.length === 1) {
    const [model] = outcome.models;
    notes.push((leads ? W.ofLine : W.byModel)(T.models[model] ?? model, T.inWords(about.find(({ name }) => name === model)?.caveat ?? '')));
  }
  if (outcome.kind === 'tariff' && focus.levying.length > 1) notes.push(W.ofSeveral);
  const isRange = outcome.measures.some((measure) => outcome.of(measure).some((one) => !isNothing(one.high - one.low)));
  if (leads) notes.push(W.byLines(W.underStocks(outcome.models[0]).replace(/,$/, '')));
  else if (isRange) notes.push(outcome.models.length > 1 ? W.byModels : W.bySettings(outcome.spread?.(focus.by) !== null));
  return notes;
}
