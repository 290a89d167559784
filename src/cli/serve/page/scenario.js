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

/** Whether something is a number that a field takes. */
export const isWithin = (value, { least, most, isWhole = false }) =>
  Number.isFinite(value) && value >= least && value <= most && (!isWhole || Number.isInteger(value));

/** What numbers may be: rates, shares, days (of a run of 36,500 at most), weights. */
export const LIMITS = {
  rate: { least: 0, most: 1_000 },
  share: { least: 0, most: 100 },
  first: { least: 0, most: 18_000, isWhole: true },
  days: { least: 1, most: 18_000, isWhole: true },
  weight: { least: 0, most: 100_000, isWhole: true },
};

// What cannot be read is undefined.
const names = {
  write: (value) => value.map(escaped).join(PARTS.name),
  read: (text) => (text ? [...new Set(text.split(PARTS.name).map(unescaped))] : []),
};
const word = { write: escaped, read: unescaped };
const oneOf = (...words) => ({ write: escaped, read: (text) => words.find((it) => it === text) });
const amount = (limits) => ({
  write: (value) => String(value).replace('.', ','),
  read: (text) => {
    const value = text.trim() === '' ? NaN : Number(text.replace(',', '.'));
    return isWithin(value, limits) ? value : undefined;
  },
});
const yes = { write: (value) => (value ? 'y' : 'n'), read: (text) => ({ y: true, n: false })[text] };
const ofWeight = amount(LIMITS.weight);
const weights = {
  write: (value) => value.map(({ region, weight }) => `${escaped(region)}*${ofWeight.write(weight)}`).join(PARTS.name),
  read: (text) => {
    const all = names.read(text).map((it) => {
      const at = it.lastIndexOf('*');
      return { region: it.slice(0, at), weight: ofWeight.read(it.slice(at + 1)) };
    });
    return all.some(({ region, weight }) => region === '' || weight === undefined) ? undefined : all;
  },
};

/** The parts of each kind of entry, in the order of the address. */
const KINDS = {
  tariff: {
    letter: 't',
    parts: { importer: names, exporter: names, sectors: names, percent: amount(LIMITS.rate), how: oneOf('added', 'set') },
    fresh: { importer: [], exporter: ['all'], sectors: [], percent: 10, how: 'added' },
  },
  relocate: {
    letter: 'r',
    parts: {
      buyer: names, from: names, sectors: names, percent: amount(LIMITS.share), rule: oneOf('home', 'bloc', 'friends', 'given'), to: names, weights, final: yes,
    },
    fresh: { buyer: [], from: [], sectors: [], percent: 30, rule: 'home', to: [], weights: [], final: true },
  },
  embargo: {
    letter: 'e',
    parts: { importer: names, exporter: names, sectors: names, percent: amount(LIMITS.share), timed: yes, start: amount(LIMITS.first), days: amount(LIMITS.days) },
    fresh: { importer: [], exporter: [], sectors: [], percent: 100, timed: false, start: 5, days: 90 },
  },
  supply: {
    letter: 'o',
    parts: { region: names, sectors: names, percent: amount(LIMITS.share), timed: yes, start: amount(LIMITS.first), days: amount(LIMITS.days) },
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

export const decode = (text) => read(text).scenario;

/** What of an address is not read as it stands there: of which entry, which of its parts, and what stands in. */
export const misread = (text) => read(text).lost;

function read(text) {
  if (text.startsWith('b~')) return { scenario: BUILT_IN + text.slice(2), lost: [] };
  const scenario = [];
  const lost = [];
  for (const one of text.split(PARTS.entry)) {
    const [letter, ...all] = one.split(PARTS.part);
    const kind = kinds.find((it) => KINDS[it].letter === letter);
    if (!kind) {
      lost.push({ text: one });
      continue;
    }
    const entry = fresh(kind);
    const at = scenario.push(entry) - 1;
    const parts = Object.entries(KINDS[kind].parts);
    parts.forEach(([name, part], place) => {
      if (all[place] === undefined) return;
      const value = part.read(all[place]);
      if (value === undefined) lost.push({ kind, at, name, text: all[place], stands: entry[name] });
      else entry[name] = value;
    });
    if (all.length > parts.length) lost.push({ kind, at, text: all.slice(parts.length).join(PARTS.part) });
  }
  return { scenario, lost };
}

/** Whether a text is a day of the calendar: a month has no more days than it has. */
export function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Days of a schedule that are none. */
export const wrongDays = ({ date, base }) => [date, base].filter((it) => it && !isDay(it));

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
  if (entry.kind === 'schedule') return wrongDays(entry).length === 0;
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
  return fresh('schedule', { schedule: name, date: isIn || days.length === 0 ? today : days[days.length - 1], base: dayBefore(days) });
}

/** The day before the first change, if there is one. */
export const dayBefore = ([first]) => (first ? new Date(Date.parse(first) - 86_400_000).toISOString().slice(0, 10) : '');

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

/** The entry that stands at a line of the scenario's text: kinds in the order of the alphabet, a line for each of their keys. */
export function entryAt(line, scenario, schedules) {
  const keys = (it) => Object.entries(written[it.kind](it, schedules));
  let next = 3;
  for (const kind of [...kinds].sort()) {
    for (const entry of scenario.filter((it) => it.kind === kind)) {
      const all = keys(entry);
      const tables = all.filter(([key]) => key === 'weights').flatMap(([, value]) => value);
      next += 2 + all.filter(([key]) => key !== 'weights').length + 4 * tables.length;
      if (line < next) return scenario.indexOf(entry);
    }
  }
  return -1;
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

/** A scenario to begin with: the largest economy that is known taxes the other's electronics, or its first product; one that is alone makes less of it. */
export function usual(table) {
  const codes = table.economies.map(({ code }) => code);
  const pick = (wanted, other) => wanted.find((code) => codes.includes(code)) ?? other;
  const importer = pick(['USA', 'US'], codes[0]);
  const exporter = pick(['CHN', 'CN'], codes.find((code) => code !== importer));
  const word = table.products.find((it) => it.word === 'electronics') ?? table.products.find((it) => it.word === 'manufactures');
  const sectors = [word?.word ?? table.sectors[0].code];
  if (!exporter) return [fresh('supply', { region: [importer], sectors, timed: false })];
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
