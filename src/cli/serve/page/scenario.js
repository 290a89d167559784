// What changes: entries of the page, as they stand in the address and as the program reads them.
//
// In the address a scenario is short: entries apart by `!`, their parts by `~`, several names by `.`.

const PARTS = { entry: '!', part: '~', name: '.' };
const RESERVED = /[!~.%]/g;

const escaped = (text) => String(text).replace(RESERVED, (it) => `%${it.charCodeAt(0).toString(16).padStart(2, '0')}`);
const unescaped = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const names = {
  write: (value) => value.map(escaped).join(PARTS.name),
  read: (text) => (text ? [...new Set(text.split(PARTS.name).map(unescaped))] : []),
};
const word = { write: escaped, read: unescaped };
const amount = {
  write: (value) => String(value).replace('.', ','),
  read: (text) => {
    const value = Number(text.replace(',', '.'));
    return Number.isFinite(value) ? value : 0;
  },
};
const yes = { write: (value) => (value ? 'y' : 'n'), read: (text) => text === 'y' };
const weights = {
  write: (value) => value.map(({ region, weight }) => `${escaped(region)}*${amount.write(weight)}`).join(PARTS.name),
  read: (text) => names.read(text).map((it) => {
    const at = it.lastIndexOf('*');
    return { region: it.slice(0, at), weight: amount.read(it.slice(at + 1)) };
  }),
};

/** The parts of each kind of entry, in the order of the address. */
const KINDS = {
  tariff: {
    letter: 't',
    parts: { importer: names, exporter: names, sectors: names, percent: amount, how: word },
    fresh: { importer: [], exporter: ['all'], sectors: [], percent: 10, how: 'added' },
  },
  relocate: {
    letter: 'r',
    parts: { buyer: names, from: names, sectors: names, percent: amount, rule: word, to: names, weights, final: yes },
    fresh: { buyer: [], from: [], sectors: [], percent: 30, rule: 'home', to: [], weights: [], final: true },
  },
  embargo: {
    letter: 'e',
    parts: { importer: names, exporter: names, sectors: names, percent: amount, timed: yes, start: amount, days: amount },
    fresh: { importer: [], exporter: [], sectors: [], percent: 100, timed: false, start: 5, days: 90 },
  },
  supply: {
    letter: 'o',
    parts: { region: names, sectors: names, percent: amount, timed: yes, start: amount, days: amount },
    fresh: { region: [], sectors: [], percent: 50, timed: true, start: 5, days: 90 },
  },
  schedule: {
    letter: 's',
    parts: { schedule: word, date: word, base: word, importer: names },
    fresh: { schedule: '', date: '', base: '', importer: [] },
  },
};

export const kinds = Object.keys(KINDS);
export const fresh = (kind, own) => ({ kind, ...structuredClone(KINDS[kind].fresh), ...own });

const BUILT_IN = 'builtin:';
export const isBuiltIn = (scenario) => typeof scenario === 'string';

/** A scenario is a list of entries, or the name of one that comes with the program. */
export function encode(scenario) {
  if (isBuiltIn(scenario)) return scenario.replace(BUILT_IN, 'b~');
  return scenario.map((entry) => {
    const { letter, parts } = KINDS[entry.kind];
    const all = Object.entries(parts).map(([name, part]) => part.write(entry[name]));
    return [letter, ...all].join(PARTS.part);
  }).join(PARTS.entry);
}

export function decode(text) {
  if (text.startsWith('b~')) return BUILT_IN + text.slice(2);
  const entries = text.split(PARTS.entry).map((one) => {
    const [letter, ...all] = one.split(PARTS.part);
    const kind = kinds.find((it) => KINDS[it].letter === letter);
    if (!kind) return null;
    const entry = fresh(kind);
    Object.entries(KINDS[kind].parts).forEach(([name, part], at) => {
      if (all[at] !== undefined) entry[name] = part.read(all[at]);
    });
    return entry;
  });
  return entries.filter(Boolean);
}

/** Whether an entry says enough to be asked about. */
export function isWhole(entry) {
  const named = {
    tariff: [entry.importer, entry.exporter],
    relocate: [entry.buyer, entry.from],
    embargo: [entry.importer, entry.exporter],
    supply: [entry.region],
    schedule: [entry.schedule, entry.date],
  }[entry.kind];
  if (named.some((it) => it.length === 0)) return false;
  if (entry.kind !== 'relocate') return true;
  if (entry.rule === 'friends') return entry.to.length > 0;
  return entry.rule !== 'given' || entry.weights.some((it) => it.weight > 0);
}

/** What of a scenario can be asked about already. */
export const finished = (scenario) => (isBuiltIn(scenario) ? scenario : scenario.filter(isWhole));

/** One name as itself, several as a list, none as everything. */
const of = (given) => {
  if (given.length === 0 || given.includes('all')) return 'all';
  return given.length === 1 ? given[0] : given;
};

const written = {
  tariff: (it) => ({
    importer: of(it.importer), exporter: of(it.exporter), sectors: of(it.sectors), percent: it.percent, kind: it.how,
  }),
  relocate: (it) => ({
    buyer: of(it.buyer),
    from: of(it.from),
    sectors: of(it.sectors),
    percent: it.percent,
    rule: it.rule,
    ...(it.rule === 'friends' ? { to: of(it.to) } : {}),
    ...(it.rule === 'given' ? { weights: it.weights.filter(({ weight }) => weight > 0) } : {}),
    ...(it.final ? {} : { final_demand: false }),
  }),
  embargo: (it) => ({
    importer: of(it.importer),
    exporter: of(it.exporter),
    sectors: of(it.sectors),
    ...(it.percent === 100 ? {} : { percent: it.percent }),
    ...(it.timed ? { start: it.start, days: it.days } : {}),
  }),
  supply: (it) => ({
    region: of(it.region),
    sectors: of(it.sectors),
    percent: it.percent,
    ...(it.timed ? { start: it.start, days: it.days } : {}),
  }),
  schedule: (it, schedules) => ({
    folder: schedules.find(({ name }) => name === it.schedule)?.folder ?? it.schedule,
    date: it.date,
    ...(it.base ? { base_date: it.base } : {}),
    ...(it.importer.length > 0 ? { importer: of(it.importer) } : {}),
  }),
};

/** The rates of today beside those before the first change; of a schedule that has ended, or not begun, its last day. */
export function scheduled({ name, days }) {
  const today = new Date().toISOString().slice(0, 10);
  const isIn = days.length > 0 && days[0] <= today;
  const before = days.length > 0 ? new Date(Date.parse(days[0]) - 86_400_000).toISOString().slice(0, 10) : '';
  return fresh('schedule', { schedule: name, date: isIn || days.length === 0 ? today : days[days.length - 1], base: before });
}

/** Every name of regions in an entry. */
const regionsOf = (entry) =>
  ['importer', 'exporter', 'buyer', 'from', 'to', 'region'].flatMap((key) => entry[key] ?? []);

/** The scenario as the program reads it: its name and its entries. Groups stay names, so that they mean the same everywhere. */
export function forProgram(scenario, name, schedules) {
  if (isBuiltIn(scenario)) return scenario;
  const file = { name };
  for (const entry of scenario) (file[entry.kind] ??= []).push(written[entry.kind](entry, schedules));
  return file;
}

/** Groups and poles that a scenario names, with their members here. */
export function together(scenario, table) {
  if (isBuiltIn(scenario)) return [];
  const codes = new Set(table.economies.map(({ code }) => code));
  const named = new Set(scenario.flatMap(regionsOf).filter((it) => it !== 'all' && !codes.has(it)));
  return [...named].map((name) => ({ name, members: members([name], table) })).filter((it) => it.members.length > 0);
}

/** Days that a run must have for what begins and ends to lie in it, with some to recover; nothing where a year is enough. */
export function daysOf(scenario) {
  if (isBuiltIn(scenario)) return null;
  const last = Math.max(0, ...scenario.filter((it) => it.timed).map((it) => it.start + it.days));
  return last + RECOVERY > YEAR ? last + RECOVERY : null;
}

const YEAR = 365;
const RECOVERY = 60;

/** The economies that stand behind names: groups and blocs as their members. */
export function members(given, table) {
  const all = table.economies.map(({ code }) => code);
  const found = given.flatMap((name) => {
    if (name === 'all') return all;
    if (all.includes(name)) return [name];
    const group = table.groups.find((it) => it.name === name);
    if (group) return group.members;
    return table.economies.filter(({ bloc }) => bloc === name).map(({ code }) => code);
  });
  return [...new Set(found)];
}

/** A scenario to begin with: the largest economy that is known taxes the other's electronics, or its first product. */
export function usual(table) {
  const codes = table.economies.map(({ code }) => code);
  const pick = (wanted, other) => wanted.find((code) => codes.includes(code)) ?? other;
  const importer = pick(['USA', 'US'], codes[0]);
  const exporter = pick(['CHN', 'CN'], codes.find((code) => code !== importer));
  const word = table.products.find((it) => it.word === 'electronics') ?? table.products.find((it) => it.word === 'manufactures');
  const sectors = [word?.word ?? table.sectors[0].code];
  return [fresh('tariff', { importer: [importer], exporter: [exporter], sectors, percent: 25 })];
}

/** Names of a scenario that the table does not have. */
export function strangers(scenario, table) {
  if (isBuiltIn(scenario)) return [];
  const regions = new Set(['all', ...table.economies.flatMap(({ code, bloc }) => [code, bloc]), ...table.groups.map((it) => it.name)]);
  const sectors = new Set(['all', ...table.sectors.map((it) => it.code), ...table.products.map((it) => it.word)]);
  const lost = scenario.flatMap((entry) => (entry.kind === 'schedule' ? [] : [
    ...regionsOf(entry).filter((it) => !regions.has(it)),
    ...(entry.weights ?? []).map((it) => it.region).filter((it) => !regions.has(it)),
    ...entry.sectors.filter((it) => !sectors.has(it)),
  ]));
  return [...new Set(lost)];
}

/** Schedules of a scenario that were not given to the program. */
export function absent(scenario, schedules) {
  if (isBuiltIn(scenario)) return [];
  const known = new Set(schedules.map(({ name }) => name));
  return [...new Set(scenario.filter(({ kind }) => kind === 'schedule').map((entry) => entry.schedule))].filter((it) => !known.has(it));
}
