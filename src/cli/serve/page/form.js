// The scenario, to be changed: a card for each entry.

import { combobox } from './combo.js';
import { button, choice, h, newId } from './parts.js';
import { LIMITS, dayBefore, fresh, isBuiltIn, isDay, isWhole, isWithin, kinds, scheduled, usual, wrongDays } from './scenario.js';
import { T } from './texts.js';

/** Economies, poles and groups to choose from. */
function economies(table, names, everybody) {
  const own = table.economies.map(({ code, name, words }) => ({ value: code, label: name, code, kind: T.form.economies, words: words.join(' ') }));
  const poles = names.blocs.filter((bloc) => !own.some(({ value }) => value === bloc))
    .map((bloc) => ({ value: bloc, label: bloc, kind: T.form.poles }));
  const taken = new Set([...own, ...poles].map(({ value }) => value));
  const groups = table.groups.filter(({ name }) => !taken.has(name))
    .map(({ name, title }) => ({ value: name, label: title || name, code: name, kind: T.form.groups }));
  const all = everybody ? [{ value: 'all', label: T.everybodyElseLabel }] : [];
  return [...all, ...own, ...poles, ...groups];
}

function products(table) {
  const words = table.products.map(({ word, sectors }) =>
    ({ value: word, label: T.words[word] ?? word, code: sectors.length === 1 ? sectors[0] : '', kind: T.form.wordsOfProducts, words: T.alsoCalled(word) }));
  const own = table.sectors.map(({ code, name }) => ({ value: code, label: name, code, kind: T.form.sectors, words: T.alsoCalled(name) }));
  return [{ value: 'all', label: T.allProducts, words: T.allWords }, ...words, ...own];
}

/** How long a number rests before it is settled on: keys move a slider step by step. */
const REST = 600;

/** Fields that hold no number yet: nothing is asked until they do. */
function checked(field, limits, invalid) {
  const id = newId('wrong');
  const message = h('p', { id, class: 'wrong', role: 'alert', hidden: true }, '');
  return {
    message,
    /** The number that is typed, or nothing. */
    read() {
      const given = Number(field.value);
      if (field.value !== '' && isWithin(given, limits)) {
        invalid.delete(field);
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
        message.hidden = true;
        message.textContent = '';
        return given;
      }
      invalid.add(field);
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', id);
      message.hidden = false;
      message.textContent = T.form.outside(limits);
      return null;
    },
  };
}

/** A slider with a field for the exact number, which may be beyond the slider. */
function amount(label, value, limits, invalid, onchange) {
  const id = newId('amount');
  const slider = h('input', { type: 'range', id, min: '0', max: '100', step: '1' });
  const exact = h('input', { type: 'number', min: '0', max: String(limits.most), step: 'any', 'aria-label': T.form.exact(label), value });
  slider.value = value;
  const check = checked(exact, limits, invalid);
  let timer = 0;
  const moved = (given) => {
    clearTimeout(timer);
    timer = setTimeout(() => onchange(given, false), REST);
    onchange(given, true);
  };
  slider.addEventListener('input', () => {
    exact.value = slider.value;
    check.read();
    moved(Number(slider.value));
  });
  exact.addEventListener('input', () => {
    const given = check.read();
    if (given === null) {
      clearTimeout(timer);
      return;
    }
    slider.value = given;
    moved(given);
  });
  exact.addEventListener('change', () => {
    clearTimeout(timer);
    const given = check.read();
    if (given !== null) onchange(given, false);
  });
  return h('div', { class: 'field amount' }, h('label', { for: id }, label), h('div', { class: 'both' }, slider, exact), check.message);
}

function whole(label, value, limits, invalid, onchange) {
  const id = newId('days');
  const field = h('input', { type: 'number', id, min: String(limits.least), max: String(limits.most), step: '1', value });
  const check = checked(field, limits, invalid);
  field.addEventListener('change', () => {
    const given = check.read();
    if (given !== null) onchange(given);
  });
  return h('div', { class: 'field short' }, h('label', { for: id }, label), field, check.message);
}

/** As many days of change are told, the latest. */
const MOST_DAYS = 8;

/** A day of the calendar, which may be left empty unless it is needed. */
function day(label, value, { isNeeded }, invalid, onchange) {
  const id = newId('day');
  const field = h('input', { type: 'date', id, min: '1900-01-01', max: '9999-12-31', value });
  const message = h('p', { id: newId('wrong'), class: 'wrong', role: 'alert', hidden: true }, T.form.noDay);
  if (value !== '' && !isDay(value)) {
    message.textContent = T.form.noSuchDay(value);
    message.hidden = false;
  }
  field.addEventListener('change', () => {
    const isGood = field.validity.valid && (field.value !== '' || !isNeeded);
    message.textContent = T.form.noDay;
    message.hidden = isGood;
    if (isGood) {
      invalid.delete(field);
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
      onchange(field.value);
    } else {
      invalid.add(field);
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', message.id);
    }
  });
  return h('div', { class: 'field' }, h('label', { for: id }, label), field, message);
}

function check(label, value, onchange) {
  const box = h('input', { type: 'checkbox', checked: value });
  box.addEventListener('change', () => onchange(box.checked));
  return h('label', { class: 'check' }, box, label);
}

/**
 * The form of a scenario. `onchange` gets the new one, and whether it is still moving; `remake` is called where other
 * fields are to be shown.
 */
export function scenarioForm({ table, names, builtIns, schedules, scenario, onchange, remake }) {
  const form = h('div', { class: 'entries' });
  const invalid = new Set();
  const settle = (next) => { onchange(next, false); remake(); };

  const pairs = [['', T.form.ownScenario], ...builtIns.map(({ id, name }) => [id, name])];
  const start = choice(T.form.start, pairs, isBuiltIn(scenario) ? scenario : '', (id) => settle(id || usual(table)));

  if (isBuiltIn(scenario)) {
    const known = builtIns.find(({ id }) => id === scenario);
    form.append(
      h('div', { class: 'card' },
        h('p', { class: 'description' }, known?.description ?? ''),
        h('details', {}, h('summary', {}, T.form.builtInText), h('pre', { tabindex: '0' }, known?.toml ?? '')),
        button(T.form.backToOwn, () => settle(usual(table)))),
      start.element);
    return form;
  }

  const regions = economies(table, names, true);
  const single = economies(table, names, false);
  const sectors = products(table);

  const card = (entry, at) => {
    // A day that is none is told at its field.
    const isTold = () => isWhole(entry) || (entry.kind === 'schedule' && wrongDays(entry).length > 0);
    const notYet = h('p', { class: 'wrong', hidden: isTold() }, T.unfinishedEntry);
    const put = (parts, moving = false) => {
      Object.assign(entry, parts);
      notYet.hidden = isTold();
      // What is typed elsewhere is no number yet: this waits for it.
      if (invalid.size === 0) onchange([...scenario], moving);
    };
    const more = (parts) => {
      Object.assign(entry, parts);
      settle([...scenario]);
    };
    const texts = T.form[entry.kind];
    const who = (key, options) => combobox({
      label: texts[key], options, value: entry[key], several: true, placeholder: T.form.choose, onchange: (value) => put({ [key]: value }),
    });
    const what = () => combobox({
      label: texts.sectors, options: sectors, value: entry.sectors, several: true, placeholder: T.form.allProductsHint,
      onchange: (value) => put({ sectors: value }),
    });
    const share = () => amount(texts.percent, entry.percent, entry.kind === 'tariff' ? LIMITS.rate : LIMITS.share, invalid, (percent, moving) => put({ percent }, moving));
    const timing = () => [
      check(T.form.timed, entry.timed, (timed) => more({ timed })),
      entry.timed && h('div', { class: 'pair' },
        whole(T.form.start_, entry.start, LIMITS.first, invalid, (first) => put({ start: first })),
        whole(T.form.days, entry.days, LIMITS.days, invalid, (days) => put({ days }))),
    ];
    const fields = {
      tariff: () => [
        who('importer', single), who('exporter', regions), what(), share(),
        choice(texts.how, Object.entries(T.form.how), entry.how, (how) => put({ how })).element,
        h('p', { class: 'hint' }, T.form.howHint),
      ],
      relocate: () => [
        who('buyer', single), who('from', regions), what(), share(),
        choice(texts.rule, Object.entries(T.form.rules), entry.rule, (rule) => more({ rule })).element,
        entry.rule === 'friends' && who('to', single),
        entry.rule === 'given' && weighted(entry, texts, { table, names, invalid, put, more }),
        check(texts.final, entry.final, (final) => put({ final })),
      ],
      embargo: () => [who('exporter', regions), who('importer', regions), what(), ...timing(), (entry.timed || entry.percent !== 100) && share()],
      supply: () => [who('region', single), what(), share(), ...timing()],
      schedule: () => ofSchedule(entry, texts, { schedules, names, invalid, put, more }),
    };
    const remove = scenario.length > 1 && button(T.form.removeEntry, () => settle(scenario.filter((it) => it !== entry)),
      { class: 'plain', 'aria-label': T.remove(T.form.card(entry.kind, at)) });
    return h('fieldset', { class: 'card' }, h('legend', {}, scenario.length > 1 ? T.form.card(entry.kind, at) : T.form.legends[entry.kind]), notYet, fields[entry.kind](), remove);
  };

  const offered = kinds.filter((kind) => kind !== 'schedule' || (schedules.length > 0 && !scenario.some((entry) => entry.kind === 'schedule')));
  const add = offered.map((kind) => button(T.form.addKinds[kind], () => settle([...scenario, added(kind, scenario, schedules)])));
  form.append(...scenario.map(card), h('p', { class: 'add' }, h('span', {}, T.form.add), add), start.element);
  return form;
}

/** A further entry begins with those who are named already. */
function added(kind, scenario, schedules) {
  if (kind === 'schedule') return scheduled(schedules[0]);
  const tariff = scenario.find((entry) => entry.kind === 'tariff');
  if (!tariff) return fresh(kind);
  const { importer, exporter, sectors } = tariff;
  if (kind === 'tariff') return fresh(kind, { importer: exporter.includes('all') ? [] : [...exporter], exporter: [...importer], sectors: [...sectors], percent: tariff.percent });
  if (kind === 'relocate') return fresh(kind, { buyer: [...importer], from: exporter.includes('all') ? [] : [...exporter], sectors: [...sectors] });
  return fresh(kind);
}

/** Rates of a schedule on a day, beside those of another one. */
function ofSchedule(entry, texts, { schedules, names, invalid, put, more }) {
  const known = schedules.find(({ name }) => name === entry.schedule);
  const importers = (known?.importers ?? []).map((code) => ({ value: code, label: names.economy(code), code }));
  const days = known?.days ?? [];
  const shown = days.slice(-MOST_DAYS);
  const chosen = (it) => button(T.day(it), () => more({ date: it }), { class: 'plain' });
  const first = dayBefore(days);
  const why = h('span', { hidden: entry.base === '' || entry.base !== first }, first && ` ${texts.dayBefore(T.day(first))}`);
  return [
    schedules.length > 1 && choice(texts.schedule, schedules.map(({ name }) => [name, name]), entry.schedule, (name) =>
      more(scheduled(schedules.find((it) => it.name === name)))).element,
    h('div', { class: 'pair' },
      day(texts.date, entry.date, { isNeeded: true }, invalid, (date) => put({ date })),
      day(texts.base, entry.base, { isNeeded: false }, invalid, (base) => {
        why.hidden = base === '' || base !== first;
        put({ base });
      })),
    h('p', { class: 'hint' }, texts.baseHint, why),
    shown.length > 0 && h('p', { class: 'hint' }, texts.days(shown.length, days.length)),
    shown.length > 0 && h('p', { class: 'tools' }, shown.map(chosen)),
    importers.length > 1 && combobox({
      label: texts.importer, options: importers, value: entry.importer, several: true, placeholder: texts.everybody,
      onchange: (importer) => put({ importer }),
    }),
  ];
}

/** Suppliers, each with its weight. */
function weighted(entry, texts, { table, names, invalid, put, more }) {
  const options = table.economies.map(({ code, name }) => ({ value: code, label: name, code }));
  const weightOf = (region) => entry.weights.find((it) => it.region === region)?.weight ?? 1;
  const chosen = combobox({
    label: texts.weights, options, value: entry.weights.map(({ region }) => region), several: true, placeholder: T.form.choose,
    onchange: (regions) => more({ weights: regions.map((region) => ({ region, weight: weightOf(region) })) }),
  });
  const fields = entry.weights.map(({ region, weight }) => whole(texts.weight(names.economy(region)), weight, LIMITS.weight, invalid, (given) =>
    put({ weights: entry.weights.map((it) => (it.region === region ? { region, weight: given } : it)) })));
  return [chosen, fields.length > 0 && h('div', { class: 'pair' }, fields)];
}
