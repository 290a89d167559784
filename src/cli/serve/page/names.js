// Names of economies and products, as labels and in sentences.

import { T } from './texts.js';
import { isBuiltIn, members } from './scenario.js';
import { typedPercent } from './format.js';

/** What a map has under a key that comes from outside: what every object has is none. */
export const own = (map, key) => (Object.hasOwn(map, key) ? map[key] : undefined);

const MOST_NAMED = 4;

/** What a table calls things, and how sentences do. */
export function namesOf(table, schedules = []) {
  const economies = new Map(table.economies.map(({ code, name }) => [code, name]));
  const sectors = new Map(table.sectors.map(({ code, name }) => [code, name]));
  const groups = new Set(table.groups.map(({ name }) => name));
  const blocs = [...new Set(table.economies.map(({ bloc }) => bloc).filter(Boolean))];

  const economy = (code) => economies.get(code) ?? own(T.worlds, code) ?? (code === 'all' ? T.everybody : code);
  const sector = (code) => sectors.get(code) ?? own(T.words, code) ?? (code === 'all' ? T.allProducts : code);
  const some = (codes, of) => (codes.length > MOST_NAMED ? T.someOf(codes.slice(0, 3).map(of), codes.length - 3) : T.list(codes.map(of)));

  const inSentence = (code) => {
    if (code === 'all') return T.everybodyElse;
    return groups.has(code) ? T.ofGroup(code) : T.withArticle(economy(code));
  };

  return {
    economy,
    sector,
    blocs,
    /** In a sentence: "the United States". */
    who: (codes) => some(codes, inSentence),
    /** Those who stand against somebody, who never stands against himself: "the other members of …". */
    others: (codes, those) => {
      const [one] = those;
      if (those.length !== 1 || !economies.has(one)) return some(codes, inSentence);
      const left = codes.filter((code) => code !== one);
      const holds = (code) => members([code], table).includes(one);
      return some(left.length > 0 ? left : codes, (code) =>
        (code !== 'all' && !economies.has(code) && holds(code) ? T.otherMembers(inSentence(code)) : inSentence(code)));
    },
    /** Whose rates a schedule has, of the economies of the table; of many nobody by name. */
    importersOf: (schedule) => {
      const all = (schedules.find(({ name }) => name === schedule)?.importers ?? []).filter((code) => economies.has(code));
      return all.length <= MOST_NAMED ? all : [];
    },
    /** Before a colon: "United States". */
    label: (codes) => some(codes, economy),
    /** In a sentence: "electronics and textiles". */
    what: (codes) => (codes.length === 0 || codes.includes('all') ? T.everything : some(codes, (code) => T.within(sector(code)))),
    /** The text of a key of a result. */
    ofKey(key, value) {
      if (['region', 'importer', 'exporter', 'origin', 'destination', 'partner', 'economy', 'buyer'].includes(key)) return economy(value);
      if (key === 'sector' || key.endsWith('_sector')) return sector(value);
      if (key === 'measure') return T.measures[value]?.label ?? value;
      return value ?? '';
    },
    /** A sale that the program names, such as CHN_ELE > USA; nothing where it is none. */
    inFlow(text) {
      const [, seller, product, buyer] = /^(\w+?)_(\w+) > (\w+?)(?:_.*)?$/.exec(text) ?? [];
      const known = economies.has(seller) && sectors.has(product) && economies.has(buyer);
      return known ? T.flowOf(T.sectorOf(economies.get(seller), sectors.get(product)), inSentence(buyer)) : '';
    },
    /** Codes in backticks of the program's notes as names, of a sector of an economy both. */
    inNote: (text) => T.inWords(text).replace(/`([^`]+)`/g, (all, code) => {
      if (economies.has(code)) return economies.get(code);
      const at = code.indexOf('_');
      const [region, product] = [code.slice(0, at), code.slice(at + 1)];
      return economies.has(region) && sectors.has(product) ? T.sectorOf(economies.get(region), sectors.get(product)) : all;
    }),
  };
}

/** Whether some suppliers have moved before the tariffs of a scenario are levied, so that these alone are measured. */
export const isAfterMove = (scenario) => !isBuiltIn(scenario)
  && scenario.some(({ kind }) => kind === 'relocate') && scenario.some(({ kind }) => ['tariff', 'schedule'].includes(kind));

/** What a scenario does, as what follows "if". */
export function clauseOf(scenario, names, builtIns) {
  if (isBuiltIn(scenario)) return T.clauses.builtIn(builtIns.find((it) => it.id === scenario)?.name ?? scenario);
  const clause = (entry) => T.clauses[entry.kind](entry, names, typedPercent(entry.percent));
  const of = (entries) => T.listOfClauses(entries.map(clause));
  if (!isAfterMove(scenario)) return of(scenario);
  const moves = scenario.filter(({ kind }) => kind === 'relocate');
  return T.clauses.afterMove(of(scenario.filter(({ kind }) => kind !== 'relocate')), of(moves));
}

/** As many entries are named in full. */
const MOST_TITLES = 4;

/** A name for a scenario of one's own. */
export function titleOf(scenario, names, builtIns) {
  if (isBuiltIn(scenario)) return builtIns.find((it) => it.id === scenario)?.name ?? scenario;
  const titles = scenario.map((entry) => T.titles[entry.kind](entry, names, typedPercent(entry.percent)));
  return titles.length > MOST_TITLES ? T.andMore(titles.slice(0, MOST_TITLES).join('; '), titles.length - MOST_TITLES) : titles.join('; ');
}
