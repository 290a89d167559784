// Every word of the page. A translation is another file of this shape, with `lang` of index.html.

const list = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Economies that sentences call "the …". */
const ARTICLE = /^(United |Netherlands|Philippines|Czech Republic|Rest of|Other |European Union|Dominican|Republic|Russian|Bahamas|Maldives|Gambia|Congo|euro area|world)|members$/i;

/** Names of products that begin a label with a capital, and stand in a sentence without. */
const lowered = (name) => (/^[A-Z][a-z]/.test(name) ? name[0].toLowerCase() + name.slice(1) : name);
/** Of names with a capital in every word, all of them. */
const within = (name) => {
  const isTitle = name.includes(' ') && name.split(/[ ,]+/).every((word) => word.length < 4 || /^[A-Z]/.test(word));
  return isTitle ? name.replace(/\b[A-Z](?=[a-z])/g, (it) => it.toLowerCase()) : lowered(name);
};

const days = (entry) => (entry.timed ? `, from day ${entry.start} on, for ${entry.days} days` : '');
/** Of which products, unless of all. */
const of = (entry, names) => (entry.sectors.length && !entry.sectors.includes('all') ? ` of ${names.what(entry.sectors)}` : '');

const ALSO = [
  [/electr|optical|computer/i, 'chips semiconductors computers phones batteries'],
  [/transport equipment|vehicle/i, 'cars automobiles trucks'],
  [/metal/i, 'steel iron aluminium copper'],
  [/chemical|pharma/i, 'pharmaceuticals medicines drugs plastics fertilisers'],
  [/textile|leather|apparel/i, 'clothing shoes garments'],
  [/agricult|food/i, 'farm grain meat soy'],
  [/mining|petroleum|energy/i, 'oil gas coal'],
];

/** Where purchases move to. */
const movesTo = (it, names) => ({
  home: 'makers at home',
  bloc: 'others of the same pole',
  friends: names.who(it.to),
  given: names.who(it.weights.map(({ region }) => region)),
}[it.rule]);

export const T = {
  title: 'tripole',
  skip: 'Skip to the main part',
  viewsLabel: 'Views',
  views: { try: 'Try a tariff', compare: 'Compare two', explore: 'Explore' },
  headings: { try: 'What would a tariff do?', compare: 'Two scenarios side by side', explore: 'Who makes what for whom' },

  // Numbers
  percent: (text) => (text === '' ? '' : `${text}\u202f%`),
  inPoints: 'percentage points',
  amount: (text, unit) => `${text} ${unit}`,
  billion: 'billion',
  to: (low, high) => (low === high ? low : `${low} to ${high}`),

  // Lists and names
  list: (texts) => list.format(texts),
  /** Clauses may have commas of their own. */
  listOfClauses: (clauses) => clauses.join(', and '),
  /** What is no day stays as it is: the program says so. */
  day: (text) => {
    const day = new Date(`${text}T00:00:00Z`);
    const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
    return isDay ? dayFormat.format(day) : text;
  },
  someOf: (texts, more) => list.format([...texts, `${more} more`]),
  andMore: (text, more) => `${text}; ${more} more`,
  withArticle: (name) => (ARTICLE.test(name) ? `the ${name.replace(/^Rest/, 'rest').replace(/^Other/, 'other')}` : name),
  otherMembers: (group) => (group.startsWith('the members of ') ? group.replace('the members', 'the other members') : `the others of ${group}`),
  ofGroup: (name) => (/^(EU|EA|G|OECD|BRICS)\d*$/.test(name) ? `the ${name}` : `the members of ${name}`),
  within,
  worlds: { WLD: 'World' },
  everybody: 'Everybody',
  everybodyElse: 'everybody else',
  everybodyElseLabel: 'Everybody else',
  everything: 'everything',
  allProducts: 'All goods and services',
  allWords: 'all every everything any',
  words: {
    goods: 'Goods', services: 'Services', manufactures: 'Manufactures', agriculture: 'Agriculture', textiles: 'Textiles',
    chemicals: 'Chemicals', electronics: 'Electronics', vehicles: 'Vehicles',
  },

  /** Other words by which products are looked for: these belong to what bears such a name. */
  alsoCalled: (name) => ALSO.filter(([of]) => of.test(name)).map(([, words]) => words).join(' '),

  // What the page says of itself and of answers
  working: 'Computing …',
  loading: 'Reading the tables …',
  /** What an address asks for, and is not there. */
  lost: {
    table: (asked, shown) => `This session has no table “${asked}”: this is “${shown}”.`,
    view: (asked) => `There is no view “${asked}”.`,
    topic: (asked) => `There is no topic “${asked}”.`,
    economy: (asked) => `This table has no economy “${asked}”.`,
    product: (asked) => `This table has no product “${asked}”.`,
    beside: (asked) => `This session has no table “${asked}” to show beside this one.`,
    scenario: 'The scenario of the address cannot be read: the usual one stands in.',
    part: ({ kind, at, name, text, stands }) => {
      if (!kind) return `“${text}” in the address is no change that this page knows: it is left out.`;
      const card = T.form.card(kind, at);
      if (!name) return `${card} has more parts in the address than it can have: “${text}” is left out.`;
      const { label, value } = T.lost.field(kind, name, stands);
      return `The address has “${text}” for “${label}” of ${card}, which cannot be${value === '' ? ': it is left empty' : `: ${value} stands in`}.`;
    },
    /** What a part is called on its card, and a value of it. */
    field: (kind, name, value) => {
      const label = T.form[kind][name] ?? { timed: T.form.timed, start: T.form.start_, days: T.form.days }[name] ?? name;
      const words = { how: T.form.how, rule: T.form.rules }[name];
      if (Array.isArray(value)) return { label, value: list.format(value.map(String)) };
      return { label, value: words ? `“${words[value]}”` : typeof value === 'boolean' ? `“${value ? 'yes' : 'no'}”` : String(value) };
    },
  },
  unreachable: 'The program that serves this page does not answer. If it was stopped, start it again and open the address that it prints.',
  nothingToShow: 'There is nothing to show.',
  noMatch: 'Nothing of this name',
  copied: 'Copied',
  remove: (name) => `Remove ${name}`,
  finding: 'The finding',
  tableOf: (caption) => `Table: ${caption}`,
  saveCsv: 'Save as CSV',
  savePicture: 'Save the picture (SVG)',
  firstRows: (shown, all) => `The first ${shown} of ${all} rows; the file has all of them.`,
  between: (more) => `${more} more lie between; the table has them`,
  /** Of each table its rows. */
  numbers: (...rows) => `The numbers: ${list.format(rows.map(String))} ${rows.every((it) => it === 1) ? 'row' : 'rows'}`,
  strangers: (names, table) => `The table ${table} does not have ${list.format(names)}. Choose others, or another table.`,
  noSchedule: (names) => `There is no schedule of tariffs ${list.format(names)} here: the program takes them when it is started, with --schedule FOLDER.`,
  unfinishedEntry: 'An entry does not say yet who is meant. It is not counted.',
  notMoved: 'This is of the table as it is. Leave out the purchases that move, and it appears here.',
  toResults: 'To the results',
  moreToCome: 'This is what one model says. The others are being asked, and what all of them say stands here in a moment.',
  unfinishedDay: 'Choose a day of the calendar, and results appear here.',
  unfinishedDayEntry: 'An entry has a day that is none. It is not counted.',
  unfinished: 'Choose who is meant, and results appear here.',
  about: 'tripole. This page asks only the program that serves it. Models simplify: quote a number with what its model leaves out.',

  // Form
  form: {
    label: 'The scenario',
    table: 'Table',
    ofYear: (title, year) => (year ? `${year}: ${title}` : title),
    ofFile: (title, year, name) => [year, name, title].filter(Boolean).join(', '),
    model: 'Model',
    allModels: 'All, side by side',
    ownModel: (name) => `That of the scenario (${name})`,
    add: 'Add',
    addKinds: { tariff: 'a tariff', relocate: 'a move of suppliers', embargo: 'an embargo', supply: 'an outage', schedule: 'a schedule of tariffs' },
    removeEntry: 'Remove',
    start: 'Start from an example',
    ownScenario: 'A scenario of my own',
    builtInText: 'Its text',
    backToOwn: 'Build my own instead',
    economies: 'Economies',
    poles: 'Poles: all their members',
    groups: 'Groups',
    wordsOfProducts: 'Groups of products',
    sectors: 'Sectors of the table',
    choose: 'Type or choose',
    allProductsHint: 'All goods and services',
    card: (kind, at) => `${T.form.legends[kind]} ${at + 1}`,
    legends: { tariff: 'Tariff', relocate: 'Move of suppliers', embargo: 'Embargo', supply: 'Outage', schedule: 'Schedule of tariffs' },
    tariff: { importer: 'Who levies it', exporter: 'On imports from', sectors: 'On which products', percent: 'Rate, %', how: 'The rate is' },
    howHint: 'The table itself has no tariffs: before is 0 %, unless another entry sets a rate.',
    how: { added: 'on top of what there is', set: 'the whole tariff' },
    relocate: {
      buyer: 'Who buys', from: 'So far from', sectors: 'Which products', percent: 'Share that moves, %', rule: 'Moves to',
      to: 'These friends', weights: 'These suppliers', weight: (name) => `Weight of ${name}`, final: 'Final buyers move too, not only producers',
    },
    rules: { home: 'makers at home', bloc: 'others of the own pole', friends: 'friends, as they sell already', given: 'suppliers with weights' },
    embargo: { importer: 'Who gets nothing', exporter: 'Who stops selling', sectors: 'Which products', percent: 'Share that stops, %' },
    supply: { region: 'Where', sectors: 'Which sectors', percent: 'Capacity lost, %' },
    schedule: {
      schedule: 'Which', date: 'Rates of the day', base: 'In place of those of',
      baseHint: 'Rates of all products and partners. With no second day, nothing was levied before.',
      dayBefore: (day) => `${day} is the day before the first change of the schedule, so that every change up to the other day counts.`,
      days: (shown, all) => (all > shown ? `Rates change on ${all} days. The last ${shown} of them, to choose as the day:` : 'Rates change on these days, to choose as the day:'),
      importer: 'Of importers', everybody: 'All of the schedule',
    },
    noSuchDay: (text) => `“${text}” is no day of the calendar. Choose another: nothing is computed until then.`,
    noDay: 'A day, please. Nothing new is computed until then.',
    timed: 'For some days only',
    start_: 'First day',
    days: 'Number of days',
    exact: (label) => `${label}, as a number`,
    outside: ({ least, most, isWhole }) => `A ${isWhole ? 'whole ' : ''}number from ${least} to ${most.toLocaleString('en')}, please. Nothing new is computed until then.`,
  },

  // What follows "if"
  clauses: {
    afterMove: (tariffs, moves) => `${tariffs}, once ${moves}`,
    builtIn: (name) => `“${name}” came about`,
    tariff: (it, names, rate) => (it.how === 'added'
      ? `${names.who(it.importer)} put a further tariff of ${rate} on ${names.what(it.sectors)} from ${names.others(it.exporter, it.importer)}`
      : `${names.who(it.importer)} taxed ${names.what(it.sectors)} from ${names.others(it.exporter, it.importer)} at ${rate}`),
    relocate: (it, names, share) =>
      `${share} of the purchases${of(it, names)} from ${names.others(it.from, it.buyer)} by ${names.who(it.buyer)} moved to ${movesTo(it, names)}`,
    embargo: (it, names, share) => (it.percent === 100
      ? `${names.others(it.exporter, it.importer)} stopped selling ${names.what(it.sectors)} to ${names.who(it.importer)}${days(it)}`
      : `${names.others(it.exporter, it.importer)} cut sales${of(it, names)} to ${names.who(it.importer)} by ${share}${days(it)}`),
    supply: (it, names, loss) => `${names.who(it.region)} lost ${loss} of the capacity to make ${names.what(it.sectors)}${days(it)}`,
    schedule: (it, names) => `${names.who(it.importer.length ? it.importer : names.importersOf(it.schedule)) || 'importers'} levied the tariffs of ${T.day(it.date)} of the schedule “${it.schedule}” ${it.base ? `in place of those of ${T.day(it.base)}` : 'where nothing was levied before'}`,
  },
  titles: {
    schedule: (it) => `Schedule “${it.schedule}” of ${T.day(it.date)}${it.base ? `, in place of ${T.day(it.base)}` : ''}`,
    tariff: (it, names, rate) => `${names.label(it.importer)}: ${it.how === 'added' ? '+' : ''}${rate} on ${names.what(it.sectors)} from ${names.others(it.exporter, it.importer)}`,
    relocate: (it, names, share) => `${names.label(it.buyer)}: ${share} of purchases${of(it, names)} from ${names.others(it.from, it.buyer)} to ${movesTo(it, names)}`,
    embargo: (it, names, share) => `Embargo: ${it.percent === 100 ? '' : `${share} of `}${names.what(it.sectors)} from ${names.others(it.exporter, it.importer)} to ${names.who(it.importer)}${days(it)}`,
    supply: (it, names, loss) => `Outage: ${loss} of ${names.what(it.sectors)} in ${names.who(it.region)}${days(it)}`,
  },

  // Headline
  headline: {
    moves: {
      none: 'not change',
      rise: (range) => `rise by ${range}`,
      fall: (range) => `fall by ${range}`,
      either: (low, high, areModels) => `change by between ${low} and ${high}${areModels ? ' (the models do not agree on the direction)' : ''}`,
      atMost: (range) => `at most ${range}`,
      noBound: 'fall by an amount of which this model gives no bound',
    },
    /** Of one model only, as what a sentence says beside its subject. */
    alone: (model) => `${{ ge: 'in general equilibrium', armington: 'under Armington' }[model] ?? `under ${lowered(T.models[model] ?? model)}`} alone`,
    underStocks: (model) => ({ ario: 'under ARIO, with stocks of 90 days,', pbl: 'under partially binding Leontief, with stocks of 10 days,' }[model] ?? ''),
    withoutBuyers: 'leaving out the buyers’ loss',
    upperEnd: 'rationing is an upper end',
    otherLines: (range) => `the lines of the table “One disruption in every model” go from ${range}`,
    sameLines: (range) => `in that table from ${range}`,
    /** Of lines of many models, one of them by itself. */
    thisLine: (by, range) => `${by.replace(/,$/, '')}: ${range}`,
    directions: 'the models do not agree on the direction',
    overLines: 'from the lowest to the highest line of the table “One disruption in every model”,',
    bridged: (days) => `Whoever uses these products is assumed to have stocks for 90 days, which bridge the ${days} days. With smaller stocks they may lose more: the table “One disruption in every model” has lines with 30, 10 and 5 days.`,
    everyLine: 'in every line of the table “One disruption in every model”,',
    sameDay: (day) => `Both days are ${day}: between a day and itself nothing differs. Choose another day for one of them.`,
    whoLevy: (names) => (names.length > 4 ? `the ${names.length} economies that levy it` : list.format(names)),
    prices: (who, moves, by) => `consumer prices in ${who}, relative to wages there${by ? ` and ${by}` : ''}, would ${moves}`,
    income: (who, moves, by) => `real income${who ? ` in ${who}` : ' there'}${by ? `, ${by},` : ''} would ${moves}`,
    volume: (moves, by) => `GDP in volume there${by ? `, ${by},` : ''} would ${moves}`,
    stake: (who, share) => `${share} of the value added of ${who} would be at stake`,
    stakeMost: (who, share) => `Most is at stake in ${who}: ${share} of its value added.`,
    exports: (who, moves, by) => `Exports of ${who}${by ? `, ${by},` : ''} would ${moves}.`,
    ofThoseMeant: 'Of those meant',
    ofAll: 'Of all economies',
    exportsMost: (those, who, range, by) => `${those}, exports of ${who} would fall most${by ? `, ${by}` : ''}: by ${range}.`,
    exportsMostEach: (those, each) => `${those}, exports would fall most in ${list.format(each)}.`,
    exportsUnder: (who, model, range) => `${who} (${{ ge: 'general equilibrium' }[model] ?? T.models[model] ?? model}: ${range})`,
    first: (clause, parts, by) => `If ${clause}, ${by ? `then ${by} ` : ''}${list.format(parts)}.`,
    ranking: (measure, by, up, down) => {
      const parts = [up && `rise most in ${up}`, down && `fall most in ${down}`].filter(Boolean);
      return parts.length ? `${measure[0].toUpperCase()}${measure.slice(1)}${by ? `, ${by},` : ''} would ${list.format(parts)}.` : '';
    },
    named: (who, by) => `${who} (${by})`,
    both: (all) => list.format(all),
    inSetting: (setting, by) => `${T.models[setting].toLowerCase()}: ${by}`,
    twoWays: (who, income, volume) => `The models point in two directions for ${who}: real income ${income} in general equilibrium, GDP in volume ${volume} when only suppliers change. They measure different things: quote neither without the other.`,
    added: (who, moves, beside) => `value added in ${who} would ${moves}${beside.length ? ` (${beside.join('; ')})` : ''}`,
    world: (moves, by, beside) => `World value added${by ? `, ${by.replace(/,$/, '')},` : ''} would ${moves}${beside.length ? ` (${beside.join('; ')})` : ''}.`,
    afterMove: 'This is what the tariff would change then: what the move itself changes is not counted. Take the tariff out to see it.',
    over: (days) => `All changes are over ${days} days.`,
    byModel: (name, caveat) => `So says one model, ${name}: ${caveat}.`,
    ofSeveral: 'Of several who levy it, a range goes from the lowest of them to the highest, over all models.',
    byModels: 'A range is that of the models. It is no margin of error.',
    ofLine: (name, caveat) => `${name}: ${caveat}.`,
    byLines: (under) => `The first range is over models that answer different questions, and stocks of different days: the table below says what each line assumes. Who gains and who loses most is told ${under}: that range is of two settings, orders stay with their suppliers, or turn to whoever can deliver. Neither is a margin of error.`,
    bySettings: (hasTable) => `A range is of two settings of one model: orders stay with their suppliers, or turn to whoever can deliver. Other models and stocks may differ by more${hasTable ? ': see the table “One disruption in every model”' : ''}. It is no margin of error.`,
    nothing: 'Nothing of this scenario changes the table.',
  },
  caveats: {
    title: 'Not to be quoted without',
  },
  behind: (name, members) => `${name} is ${list.format(members)} in this table.`,
  findings: 'What to look at in this scenario',
  further: (count) => `What the parts below have to say (${count})`,
  sideways: 'This is wider than the page: it goes on to the right.',
  warnings: (count) => `What to keep in mind (${count})`,
  sectorOf: (economy, sector) => `${sector} of ${economy}`,
  /** What the program says of a place in the file, and of a line of a table, for those who see neither. */
  plainly: (text, cardAt = () => '') => text
    .replace(/^`scenario\.toml`(?: line (\d+))?(?:, character \d+)?: (?:`\[\[(\w+)\]\]`: )?/, (_all, line, kind) => {
      const card = (line && cardAt(Number(line))) || (kind ? T.form.legends[kind] ?? kind : '');
      return card && `${card}: `;
    })
    .replace(/the shares of (`\w+`) that (`\w+`) buys elsewhere add up to ([\d.]+), more than all of it$/, (_all, seller, buyer, sum) => `${(100 * sum).toLocaleString('en')} % of what ${buyer} buys of ${seller} would move, more than all of it`)
    .replace(/^only the weights have the exporters (.*?): lines for everybody apply to them$/, 'The schedule has no rates of its own for $1: its rates for everybody apply there.')
    .replace(/the rate \S+ is (\S+) per cent; `rate .*$/, 'a rate of $1 per cent is much: is it what you mean?')
    .replace(/-?\d+\.\d{4,}(?![\d.eE])/g, (number) => Number(number).toLocaleString('en', { maximumSignificantDigits: 4 }))
    .replace(/^held: /, 'Checked: ')
    .replace(/^((?:ario|pbl|mixed|rationing|extraction|inoperability|demand)\b[^:]*): /, (_all, line) => `${T.models[line] ?? T.lineOf(line)}: `),
  /** Names of columns as the words of the page. */
  inWords: (text) => text
    .replace(/\b((?:consumer_price|real_wage|exports|imports) of [^;]*?) falls (by [^;]*?) and rises by/g, '$1 fall $2 and rise by')
    .replace(/: give a pair, steady and available$/, ': look at both, orders that stay and orders that move')
    .replace(/`(\w+)`/g, (all, name) => T.columns[name] ?? all)
    .replace(/\b(?:consumer_price|real_wage|real_income|gdp_volume)\b/g, (name) => T.measures[name].said)
    .replace(/ in (ge|price|armington)\b/g, (_all, name) => ` in ${T.models[name]}`),
  columns: { real_income: 'real income', real_wage: 'the real wage', welfare_first_order: 'welfare to first order', before: '“before”', after: '“after”' },
  /** What the program says that the page says in its own words. */
  program: {
    noModel: 'no model reads all of this scenario',
    notOfModel: /^`model=\w+` does not know /,
    twice: /^`scenario\.toml` line (\d+), character \d+: the .*? on `?([^`]*?)`? is given twice, first on line (\d+)$/,
  },
  /** Two entries that cannot both be. */
  twice: (first, second, flow) => `${first} and ${second} are both about ${flow || 'the same'}, and they cannot be added up.`,
  twiceHint: 'Take one of them out, or let each mean other products or partners. Only tariffs “on top of what there is” add up, and an outage may begin when another is over.',
  oneSchedule: 'A scenario takes one schedule of tariffs: take the others out.',
  flowOf: (seller, buyer) => `sales of ${seller} to ${buyer}`,
  timedTogether: (kinds) => `No model takes ${list.format(kinds.map((kind) => T.form.addKinds[kind]))} together, where one of them is for some days or for a share. Take the days out (and let all of it stop), or try each by itself.`,
  noModel: (kinds) => (kinds.length > 1
    ? `No model takes ${list.format(kinds.map((kind) => T.form.addKinds[kind]))} together: try each by itself.`
    : 'No model takes all of this scenario: try its parts each by itself.'),
  notes: 'Notes of the program',

  actions: {
    label: 'Take it along',
    toml: 'Download scenario.toml',
    report: 'Download report',
    command: 'Copy the command',
    address: 'Copy the address',
    keep: 'Keep as A, to compare',
    making: 'Making the report …',
    reportOfYear: (days) => `This page counts ${days} days; the report counts the first 365.`,
  },

  measures: {
    real_income: { label: 'Real income', said: 'real income' },
    consumer_price: { label: 'Consumer prices', said: 'consumer prices' },
    real_wage: { label: 'Real wage', said: 'real wages' },
    gdp_volume: { label: 'GDP, volume', said: 'GDP in volume' },
    exports: { label: 'Exports, volume', said: 'exports' },
    imports: { label: 'Imports, volume', said: 'imports' },
    revenue: { label: 'Tariff revenue', said: 'tariff revenue' },
    value_added: { label: 'Value added', said: 'value added' },
    output: { label: 'Output', said: 'output' },
  },
  /** Measures of a model that only says what is at stake. */
  stakes: { gdp_volume: 'Value added at stake', exports: 'Exports at stake', imports: 'Imports at stake' },
  /** Measures of models whose exports are those of a table. */
  inMoney: { exports: 'Exports, money', imports: 'Imports, money' },
  /** A line of the table of every model: "ario 90/45 steady", "mixed x 90/365". */
  lineOf: (line) => {
    const part = / x (\S+)\/(\S+)$/.exec(line);
    const [name, numbers, ...rest] = (part ? line.slice(0, part.index) : line).split(' ');
    if (part) return `${{ mixed: 'Mixed', rationing: 'Rationing', best: 'Best allocation', extraction: 'Extraction', inoperability: 'Inoperability' }[name] ?? name}, ${part[1]} of ${part[2]} days`;
    if (name === 'direct') return 'The sectors hit alone';
    const stocks = /^(\S+)\/(\S+)$/.exec(name === 'pbl' ? rest[0] ?? '' : numbers ?? '');
    if (!stocks || !['ario', 'pbl'].includes(name)) return line;
    const orders = { steady: 'orders stay', available: 'orders move' }[rest[0]];
    const days = `stocks of ${stocks[1]} days, refilled in ${stocks[2]}`;
    return name === 'ario' ? `ARIO: ${days}, ${orders ?? rest.join(' ')}` : `Partially binding Leontief (${numbers}): ${days}`;
  },
  models: {
    price: 'Cost push', exposure: 'Exposure', armington: 'Armington', ge: 'General equilibrium', resourcing: 'Re-sourcing',
    extraction: 'Extraction', demand: 'Demand', mixed: 'Mixed', inoperability: 'Inoperability', rationing: 'Rationing',
    pbl: 'Partially binding Leontief', ario: 'ARIO, day by day', steady: 'Orders stay', available: 'Orders move',
  },
  status: { assumed: 'assumed', bound: 'a bound', undefined: 'has none' },
  families: {
    output: 'Output', trade: 'Trade', value_added_trade: 'Value added in trade', participation: 'Participation', position: 'Position',
    concentration: 'Concentration', shares: 'Local, regional, global', satellite: 'Accounts',
  },

  // Results
  ranking: {
    title: 'Who gains, who loses',
    stake: 'Whose value added is at stake',
    measure: 'Measure',
    order: (model) => `In the order of ${model}. A bar reaches as far as all models go, a thin line from the lowest to the highest of them.`,
    pair: (model) => `Under one model, ${model}, from orders that stay with their suppliers to orders that turn to whoever can deliver.`,
    one: (model) => `Under one model, ${model}.`,
    upperEnd: (model) => `Under one model, ${model}, which is an upper end of the loss.`,
    only: (model) => `Of these models only ${model} says this.`,
    picture: (measure) => `${measure} by economy, as bars; the table below has the numbers`,
    caption: (measure) => `${measure} by economy`,
    economy: 'Economy', code: 'Code', low: 'Lowest', high: 'Highest',
  },
  closer: {
    title: 'A closer look',
    economy: 'Economy',
    model: 'Where one model is shown',
    measureColumn: 'Measure',
    unitColumn: 'Unit',
  },
  sides: {
    title: (who) => `The models side by side: ${who}`,
    hint: 'What a model assumes or only bounds is in grey, and no part of the range.',
    leaves: 'What each says and leaves out',
    caption: (who) => `Measures under each model: ${who}`,
    all: 'All economies under each model',
    compare: (who) => `One disruption in every model: ${who}`,
    compareHint: 'Change of value added in per cent of that of all days. The models answer different questions: the table says what each assumes.',
    change: 'Change of value added',
    flag: 'Flag',
    says: 'What it assumes',
  },
  sectors: {
    title: (who) => `Sectors: ${who}`,
    armington: 'Value added when buyers change suppliers and wages stay.',
    ge: 'Work by sector in general equilibrium: value added, in money of the model, beside wages, which change for all sectors alike.',
    wages: (change) => `Wages here: ${change}. A sector whose value added changes by as much has as much work as before.`,
    work: 'Work',
    other: (model) => `Value added under ${model}.`,
    picture: (who) => `Change by sector in ${who}, as bars; the table below has the numbers`,
    sector: 'Sector', code: 'Code', before: 'Before', after: 'After', change: 'Change', percent: 'Change, %',
  },
  prices: {
    title: (who) => `What households pay: ${who}`,
    hint: 'Prices of what final users buy, by product, relative to wages there.',
    costPush: ' Cost push is an upper end: all costs are passed on.',
    picture: (who) => `Prices by product in ${who}, as bars; the table below has the numbers`,
    caption: (who) => `Prices of final users by product: ${who}`,
    product: 'Product', spending: 'Spending',
  },
  duties: {
    title: 'Whose value added is taxed',
    hint: 'Duties by where the value added in the taxed goods was made. Each border is counted, at the trade of the table. It says on whose work a duty is levied, not who bears it.',
    parts: { own_share: 'The importer’s own', partner_share: 'Of the partners meant', third_share: 'Of third economies', rest_share: 'Of no origin' },
    picture: 'Shares of duties by origin of the value added; the tables below have the numbers',
    origins: (who) => `Duties of ${who} by origin of the value added`,
    caption: 'Duties by whose value added they fall on',
    none: 'Nobody levies a duty here.',
    columns: {
      duty: 'Duty', own: 'On own value added', partner: 'On the partners’ value added', third: 'On third value added',
      unallocated: 'Of no origin', rate: 'Effective rate on value added', trade: 'Trade', mean: 'Effective rate', meanBefore: 'Effective rate before', imports: 'Imports, money', revenueBefore: 'Tariff revenue before',
    },
    revenueHint: 'Each line is against its own base: compare rates and revenue with those before in the same line, not imports between lines. Cost push, above, counts duties on prices that have risen.',
    revenue: (who) => `What the duties of ${who} bring in`,
    trade: { statutory: 'Nobody reacts', armington: 'Buyers change suppliers', ge: 'General equilibrium' },
  },
  shares: {
    title: 'Local, regional, global',
    hint: 'Whose value added is in what each pole buys or uses, before and after. Under a model “before” is its own base year, in which everything balances, not the table.',
    which: 'Value added in',
    kinds: { final_va: 'final products bought', inputs_va: 'inputs used' },
    parts: { local: 'Local: the own economy', regional: 'Regional: others of the pole', global: 'Global: everybody else' },
    short: ['local', 'regional', 'global'],
    most: (shown, all) => `The ${shown} that change most, of ${all}; the table has all of them.`,
    changes: 'What changes, in percentage points:',
    before: (who) => `${who}, before`,
    after: 'after',
    picture: 'Local, regional and global shares before and after; the table below has the numbers',
    caption: (kind) => `Shares in ${kind}, before and after`,
    pole: 'Pole', part: 'Part', change: 'Change',
  },
  everything_: {
    title: 'Every indicator before and after',
    hint: 'Trade in value added, participation, position, concentration. Under a model “before” is its own base year, in which everything balances, not the table.',
    moved: 'Here “before” is before suppliers moved, so that the move counts along with the tariff. The headline counts the tariff alone.',
    caption: (who) => `Indicators before and after: ${who}`,
    family: 'Family', indicator: 'Indicator', before: 'Before', after: 'After', change: 'Change', percent: 'Change, %',
  },
  /** Indicators of scenarios: what each is called, and what it is measured in. */
  indicators: {
    output: ['Output', 'money'], value_added: ['Value added', 'money'], exports: ['Exports', 'money'], imports: ['Imports', 'money'],
    dva: ['Domestic value added in exports', 'money'], dva_share: ['Domestic share of exports', 'share'], vax: ['Value added exported', 'money'],
    gvc_share: ['Participation in value chains', 'share'], gvc_backward_share: ['Participation, backward', 'share'],
    gvc_forward_share: ['Participation, forward', 'share'], upstreamness: ['Upstreamness, stages', 'number'], downstreamness: ['Downstreamness, stages', 'number'],
    hhi_partners: ['Concentration of partners (Herfindahl)', 'number'], hhi_final_demand: ['Concentration of what is bought (Herfindahl)', 'number'],
    hhi_inputs: ['Concentration of inputs (Herfindahl)', 'number'],
    final_va_local: ['Final products bought: local', 'share'], final_va_regional: ['Final products bought: regional', 'share'],
    final_va_global: ['Final products bought: global', 'share'], inputs_va_local: ['Inputs used: local', 'share'],
    inputs_va_regional: ['Inputs used: regional', 'share'], inputs_va_global: ['Inputs used: global', 'share'],
  },
  daily: {
    title: 'Day by day',
    picture: (who) => `Output day by day: ${who}`,
  },

  // Compare
  compare: {
    intro: 'B is the scenario that you edit. A is one that you kept.',
    none: 'No scenario is kept yet. Press “Keep as A”, then change the scenario: what you change is B.',
    keep: 'Keep this one as A',
    swap: 'Swap A and B',
    a: 'A', b: 'B',
    ranking: 'A and B by economy',
    picture: (measure) => `${measure} under A and B by economy; the table below has the numbers`,
    caption: (measure, model) => `${measure} under A and B (${model})`,
    difference: 'B less A',
    heading: (measure, model, unit) => `${measure}, B less A: ${unit} (${model})`,
    model: 'Model',
    apart: (a, b) => `A and B have no model in common, so that their numbers cannot be set side by side: A is of ${list.format(a)}, B of ${list.format(b)}.`,
  },

  // Explore
  explore: {
    label: 'What to look at',
    topic: 'Topic',
    topics: { poles: 'The state of the poles', economy: 'An economy' },
    economy: 'Economy',
    product: 'Product, for the smile curve',
    table: 'Table',
    beside: 'Beside it',
    nobody: 'No other year',
    pictures: {
      shares: ['Local, regional, global', 'Where the value added in the intermediate inputs that each pole uses was made: in the own economy, elsewhere in the pole, or outside.'],
      poles: ['Value added between poles', 'Whose value added is bought where, by pole.'],
      suppliers: ['Whom producers depend on', 'Buyers by the origin of the inputs that they use, the hidden part included.'],
      hubs: ['Who supplies whom most', 'The largest flows of value added between economies.'],
      upgrading: ['Knowledge-intensive sectors', 'Their share in each economy in two years.'],
      position: ['Position in value chains', 'Upstreamness is how many stages lie between output and final use, downstreamness how many lie behind.'],
      participation: ['Participation in value chains', 'Share of exports that crosses at least two borders: backward with foreign inputs, forward as input to others.'],
      smile: ['Smile curve', 'Who adds value to a final product, by the distance from its buyer.'],
      linkages: ['Key sectors', 'Sectors that pull others along when they grow, and that others rest on.'],
    },
    caption: (title) => `${title}: the numbers`,
    marked: (name) => `In bold or with a black edge: ${name}.`,
    ownAxes: 'Each picture has axes of its own: compare the numbers, not where points lie.',
    ownScale: 'Each picture has a scale of its own: compare the numbers, not sizes or colours.',
    members: 'Who belongs to which pole',
    noPole: 'Of no pole',
    note: (text) => text.replace(/^the bloc (.+?) includes (.+?), often counted elsewhere; .*$/, '$1 here includes $2, often counted elsewhere. On the command line, `--blocs FILE` draws other poles.'),
    numbers: 'The numbers',
    copy: 'Copy the command',
  },
};
