// What views are made of: elements, bars, tables, places for answers.

import { number, shownAs } from './format.js';
import { T } from './texts.js';

/** An element with its attributes; `on…` are listeners, what is null or false is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((it) => it !== null && it !== undefined && it !== false));
  return element;
}

let count = 0;
/** A name that no other element has. */
export const newId = (word) => `${word}-${++count}`;

const WIDE = 24;
/** The text of a field, to be read in full where the field may cut it. */
export const whole = (field, text) => { field.title = text.length > WIDE ? text : ''; };

/** A choice from few, with its label. `options` are pairs of value and text. */
export function choice(label, options, value, onchange) {
  const id = newId('choice');
  const select = h('select', { id, onchange: () => { tell(); onchange(select.value); } });
  const tell = () => whole(select, select.selectedOptions[0]?.textContent ?? '');
  const element = h('div', { class: 'field' }, h('label', { for: id }, label), select);
  const offer = (pairs, chosen) => {
    select.replaceChildren(...pairs.map(([it, text]) => h('option', { value: it }, text)));
    select.value = chosen;
    tell();
  };
  offer(options, value);
  return { element, offer, select };
}

export const button = (text, onclick, attributes = {}) => h('button', { type: 'button', onclick, ...attributes }, text);

/** Opened ones stay open when what is in them is made anew. */
const opened = new Map();

/** `isLong`: printed only if it is open. */
export function disclosure(key, summary, content, { isLong = false, isOpen = false } = {}) {
  const element = h('details', { open: opened.get(key) ?? isOpen, class: isLong ? 'long' : null }, h('summary', {}, summary), content);
  // What is opened by itself is no choice.
  element.addEventListener('toggle', () => { if (opened.has(key) || element.open !== isOpen) opened.set(key, element.open); });
  return element;
}

/** A part of a page that waits for answers: what it had stays, dimmed, until the next one is there. */
export function slot(title, { id = newId('part'), hint = '', isQuiet = false } = {}) {
  const body = h('div', { class: 'body' });
  const progress = h('p', { class: 'progress', role: 'status' });
  const tools = h('div', { class: 'tools' });
  const says = h('p', { class: 'hint' }, hint);
  const head = title && h('h2', { id, class: isQuiet ? 'offstage' : null }, title);
  const element = h('section', { class: 'slot', 'aria-labelledby': title ? id : null }, head, hint ? says : null, tools, progress, body);
  let timer = 0;
  const rest = () => {
    clearTimeout(timer);
    progress.textContent = '';
    element.classList.remove('waiting');
    element.removeAttribute('aria-busy');
  };
  return {
    element,
    tools,
    wait() {
      clearTimeout(timer);
      element.classList.add('waiting');
      element.setAttribute('aria-busy', 'true');
      timer = setTimeout(() => { progress.textContent = T.working; }, 1000);
    },
    show(...content) {
      rest();
      element.hidden = false;
      body.replaceChildren(...content.flat(Infinity).filter(Boolean));
    },
    refuse(reason) {
      rest();
      element.hidden = false;
      body.replaceChildren(refusal(reason));
    },
    hide() {
      rest();
      element.hidden = true;
    },
  };
}

/** Says a text to those who listen to the page, once it has rested. */
export function announcer() {
  const element = h('p', { class: 'offstage', 'aria-live': 'polite' });
  let timer = 0;
  return {
    element,
    say(text) {
      clearTimeout(timer);
      // What was said before is no longer so.
      if (element.textContent !== text) element.textContent = '';
      timer = setTimeout(() => { if (element.textContent !== text) element.textContent = text; }, 700);
    },
  };
}

/** Why there is no answer, calmly. */
export function refusal(reason) {
  const message = reason.message === 'unreachable' ? T.unreachable : reason.message;
  return h('div', { class: 'refusal' }, h('p', {}, spoken(message)), reason.hint ? h('p', { class: 'hint' }, spoken(reason.hint)) : null);
}

/** Text with what stands in backticks as code. */
export function spoken(text) {
  return text.split('`').map((part, at) => (at % 2 ? h('code', {}, part) : part));
}

const MOST_BARS = 26;

/**
 * Bars from zero. A row has `label`, `code`, `low`, `high`, and `mark`, the value that it is ranked by. Where low and
 * high differ, the bar reaches as far as all models go, and a thin line spans them. `tone` says what more is: a gain, a burden, or
 * neither, which is plain.
 */
export function bars(rows, { show, label, most = MOST_BARS, tone = 'gain' }) {
  if (rows.length === 0) return h('p', { class: 'hint' }, T.nothingToShow);
  const low = Math.min(0, ...rows.map((row) => row.low));
  const high = Math.max(0, ...rows.map((row) => row.high));
  const span = high - low || 1;
  const at = (value) => ((value - low) / span) * 100;
  const shown = rows.length <= most ? rows : [...rows.slice(0, most / 2), null, ...rows.slice(-most / 2)];
  const kind = (value) => (tone === 'plain' ? 'plainly' : (value < 0) === (tone === 'burden') ? 'gain' : 'loss');
  const bar = (row) => {
    if (!row) return h('div', { class: 'between' }, T.between(rows.length - most));
    const agreed = row.low >= 0 ? row.low : Math.min(0, row.high);
    const [from, to] = [Math.min(0, agreed), Math.max(0, agreed)];
    const isRange = row.high - row.low > span * 3e-3;
    const track = h('div', { class: 'track' },
      h('span', { class: `bar ${kind(agreed)}`, style: `left:${at(from)}%;width:${((to - from) / span) * 100}%` }),
      isRange && h('span', { class: 'range', style: `left:${at(row.low)}%;width:${((row.high - row.low) / span) * 100}%` }));
    return h('div', { class: `row${row.isChosen ? ' chosen' : ''}` },
      h('span', { class: 'name', title: row.label }, row.label, row.code && row.code !== row.label ? h('small', {}, ` ${row.code}`) : null),
      track, h('span', { class: 'figure' }, show(row)));
  };
  return h('div', { class: 'bars', role: 'img', 'aria-label': label, style: `--zero:${at(0)}%` }, shown.map(bar));
}

/** Parts of wholes, in one bar each. `parts` are names of series with their texts, rows have `label` and `values`. */
export function stacks(rows, parts, { show, label }) {
  const bar = (row) => {
    const whole = parts.reduce((sum, [key]) => sum + Math.max(0, row.values[key] ?? 0), 0) || 1;
    const piece = ([key], at) => {
      const share = Math.max(0, row.values[key] ?? 0) / whole;
      return h('span', { class: `piece series${at}`, style: `width:${share * 100}%` }, share > 0.12 ? show(row.values[key]) : '');
    };
    return h('div', { class: `row${row.isSecond ? ' second' : ''}` },
      h('span', { class: 'name' }, row.label), h('div', { class: 'stack' }, parts.map(piece)), h('span', { class: 'figure' }, row.figure ?? ''));
  };
  const key = h('ul', { class: 'key', 'aria-hidden': 'true' }, parts.map(([, text], at) => h('li', {}, h('span', { class: `swatch series${at}` }), text)));
  return h('div', {}, key, h('div', { class: 'bars', role: 'img', 'aria-label': label }, rows.map(bar)));
}

/** Says that a part goes on to the right, as long as it does. */
function sideways(part) {
  const sign = h('p', { class: 'hint sideways', hidden: true }, T.sideways);
  new ResizeObserver(() => { sign.hidden = part.scrollWidth <= part.clientWidth + 1; }).observe(part);
  return sign;
}

const MOST_ROWS = 400;

/**
 * A table with its numbers in full behind every cell, to sort and to save. A column has `key`, `label`, and, for
 * numbers, `unit` as the program names it (`null` for text), or `show`; `isOfFile` and `isOfPage` say where alone it
 * stands.
 */
export function table({ caption, columns: every, rows, file }) {
  const columns = every.filter((column) => !column.isOfFile);
  const prepared = columns.map((column) => {
    const isNumber = column.unit !== null;
    const { factor, unit } = shownAs(column.unit ?? '');
    const label = unit ? `${column.label} (${unit})` : column.label;
    const show = column.show ?? ((value) => (typeof value === 'number' ? number(value * factor, { digits: 3 }) : value ?? ''));
    return { ...column, isNumber, label, show };
  });
  const body = h('tbody');
  let order = { key: null, down: false };
  const fill = () => {
    const sorted = order.key === null ? rows : [...rows].sort((a, b) => compare(a[order.key], b[order.key], order.down));
    body.replaceChildren(...sorted.slice(0, MOST_ROWS).map((row) => h('tr', {}, prepared.map((column, at) => {
      const value = row[column.key];
      if (at === 0) return h('th', { scope: 'row' }, column.show(value, row));
      if (!column.isNumber) return h('td', {}, column.show(value, row));
      return h('td', { class: 'n', 'data-value': value ?? '' }, column.show(value, row));
    }))));
  };
  const heads = prepared.map((column) => {
    const head = h('th', { scope: 'col', class: column.isNumber ? 'n' : null });
    head.append(button(column.label, () => {
      order = { key: column.key, down: order.key === column.key ? !order.down : column.isNumber };
      heads.forEach((it) => it.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', order.down ? 'descending' : 'ascending');
      fill();
    }, { title: column.title ?? null }));
    return head;
  });
  fill();
  const scroll = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': T.tableOf(caption) },
    h('table', {}, h('caption', {}, h('span', {}, caption)), h('thead', {}, h('tr', {}, heads)), body));
  return h('div', { class: 'tabled' },
    sideways(scroll),
    scroll,
    h('p', { class: 'tools' },
      rows.length > MOST_ROWS ? h('span', { class: 'hint' }, T.firstRows(MOST_ROWS, rows.length)) : null,
      button(T.saveCsv, () => save(`${file}.csv`, csv(every.filter((column) => !column.isOfPage), rows), 'text/csv'), { class: 'plain' })));
}

function compare(a, b, down) {
  const empty = (it) => it === null || it === undefined || it === '';
  if (empty(a) || empty(b)) return empty(a) - empty(b);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return down ? -order : order;
}

/** The columns of a result of the program, with names for codes. */
export function columnsOf(result, names) {
  const isText = (name) => result.keys.includes(name) || result.rows.some((row) => typeof row[name] === 'string');
  const all = [...new Set([...result.keys, ...result.columns.map((column) => column.name)])];
  return all.map((name) => {
    const about = result.columns.find((column) => column.name === name) ?? { label: name };
    const label = about.label || name;
    if (isText(name)) return { key: name, label, unit: null, show: (value) => names(name, value) };
    return { key: name, label, unit: about.unit ?? '', title: about.definition };
  });
}

/**
 * The rows of a table as a file, with all digits, as the program has them. Where no column names the unit, the head of
 * each number does.
 */
function csv(columns, rows) {
  const hasUnits = columns.some(({ key }) => key === 'unit');
  const head = ({ key, unit }) => (unit && unit !== 'mixed' && !hasUnits ? `${key} [${unit}]` : key);
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map((column) => cell(head(column))), ...rows.map((row) => columns.map(({ key }) => cell(row[key])))];
  return `${lines.map((line) => line.join(',')).join('\n')}\n`;
}

/** Puts a file into the browser's downloads. */
export function save(name, text, kind) {
  const link = h('a', { href: URL.createObjectURL(new Blob([text], { type: kind })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A button that copies a text, and says so. */
export function copier(label, textOf) {
  const said = h('span', { class: 'said', role: 'status' });
  const copy = async () => {
    const text = await textOf();
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages that are not at home or by https may not write there.
      const field = h('textarea', { class: 'offstage' }, text);
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    said.textContent = T.copied;
    setTimeout(() => { said.textContent = ''; }, 2000);
  };
  return h('span', { class: 'copier' }, button(label, copy), said);
}

/** The name that stands out in a picture, of whatever year, is bold; the point that bears it has an edge. */
function emphasize(drawing, name) {
  const is = (text, of) => text === of || (text.endsWith('…') && of.startsWith(text.slice(0, -1)));
  for (const text of drawing.querySelectorAll('text')) if (is(text.textContent.replace(/, \d{4}$/, ''), name)) text.setAttribute('font-weight', 'bold');
  for (const title of drawing.querySelectorAll('g > title')) {
    // "Economy: sector" of a label is "economy, sector: numbers" of its point.
    if (!is(title.textContent.split(': ')[0], name.replace(': ', ', '))) continue;
    for (const shape of title.parentElement.querySelectorAll('circle, rect, path, polygon')) {
      shape.setAttribute('stroke', '#000');
      shape.setAttribute('stroke-width', '1.5');
    }
  }
}

/** A picture of the program, as part of the page, so that it scales with it. `marked` is the name that stands out in it. */
export function inline(svg, label, marked = '') {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const drawing = parsed.documentElement;
  if (drawing.nodeName !== 'svg') return h('p', { class: 'hint' }, T.nothingToShow);
  // Names inside are told apart from those of other pictures of the page.
  const own = newId('picture');
  for (const named of drawing.querySelectorAll('[id]')) named.id = `${own}-${named.id}`;
  for (const element of drawing.querySelectorAll('*')) {
    for (const attribute of [...element.attributes]) {
      if (/^on/i.test(attribute.name)) element.removeAttribute(attribute.name);
      else if (attribute.value.includes('url(#')) attribute.value = attribute.value.replaceAll('url(#', `url(#${own}-`);
      else if (/href$/.test(attribute.name) && attribute.value.startsWith('#')) attribute.value = `#${own}-${attribute.value.slice(1)}`;
    }
  }
  for (const script of drawing.querySelectorAll('script, foreignObject')) script.remove();
  if (marked) emphasize(drawing, marked);
  drawing.removeAttribute('width');
  drawing.removeAttribute('height');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  const place = h('div', { class: 'picture', tabindex: '0', role: 'region', 'aria-label': label }, document.importNode(drawing, true));
  return h('div', {}, sideways(place), place);
}
