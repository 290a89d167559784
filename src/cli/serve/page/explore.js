// Explore: pictures of the tables as they are, with their numbers.

import { command, messagesOf, notesOf, picture, wasAborted } from './api.js';
import { combobox } from './combo.js';
import { namedIn } from './headline.js';
import { choice, columnsOf, copier, disclosure, h, inline, button, newId, refusal, save, slot, spoken, table as tabled } from './parts.js';
import { isBuiltIn, usual } from './scenario.js';
import { change, scenarioOf, settle, state } from './state.js';
import { T } from './texts.js';

const W = T.explore;

/**
 * What is drawn for each topic, with the options of each picture; most are of one year, and are drawn twice for two, which `apart`
 * warns not to compare by eye. `marked` is who stands out.
 */
function pictures({ topic, economy, product, beside, names }) {
  const years = beside ? { beside } : {};
  if (topic === 'poles') {
    return [
      { kind: 'shares', options: years, isOfBoth: true },
      { kind: 'poles', apart: W.ownScale },
      { kind: 'suppliers', apart: W.ownScale },
      { kind: 'hubs', apart: W.ownScale },
      ...(beside ? [{ kind: 'upgrading', options: { since: beside }, isOfBoth: true }] : []),
    ];
  }
  return [
    { kind: 'participation', options: years, isOfBoth: true, marked: names.economy(economy) },
    { kind: 'position', apart: W.ownAxes, marked: names.economy(economy) },
    { kind: 'smile', options: { chain: `${economy}:${product}` }, apart: W.ownAxes, marked: `${names.economy(economy)}: ${names.sector(product)}` },
    { kind: 'linkages', options: { region: economy }, apart: W.ownAxes, marked: names.sector(product) },
  ];
}

/** Whom the scenario of the address is about, as far as the table has them. */
function about(world) {
  const scenario = scenarioOf('s') ?? usual(world.table);
  if (!isBuiltIn(scenario)) return namedIn(scenario, world.table).by[0];
  // The program reads these files: the page looks only for the first who acts in one.
  const toml = world.builtIns.find(({ id }) => id === scenario)?.toml ?? '';
  const actor = /^(?:importer|buyer|region)\s*=\s*\[?\s*"([^"]+)"/m.exec(toml)?.[1];
  return actor && namedIn([{ kind: 'supply', region: [actor] }], world.table).by[0];
}

/** Text that stands for what the address asks for and is not there; the address forgets it. */
function lostIn({ table, tables }) {
  const { p, x, c, b } = state();
  const isTable = tables.some((it) => it.name === b);
  const has = (all, code) => code === '' || all.some((it) => it.code === code);
  const all = [
    [Object.hasOwn(W.topics, p), { p: 'poles' }, T.lost.topic(p)],
    [has(table.economies, x), { x: '' }, T.lost.economy(x)],
    [has(table.sectors, c), { c: '' }, T.lost.product(c)],
    [b === '' || isTable, { b: '' }, T.lost.beside(b)],
  ].filter(([isThere]) => !isThere);
  for (const [, without] of all) settle(without);
  return all.map(([, , text]) => text);
}

/** Each pole with its members, and what the program has to say of them. */
function poles({ table, names }, signal) {
  const listed = [...names.blocs, ''].map((bloc) => [bloc, table.economies.filter((it) => (it.bloc ?? '') === bloc)]).filter(([, all]) => all.length > 0);
  const notes = h('div', { class: 'hint' });
  command('plot/shares', { table: table.name, format: 'json' }, signal)
    .then((answer) => notes.replaceChildren(...messagesOf([answer], 'note').map((text) => h('p', {}, spoken(names.inNote(W.note(text)))))))
    // What cannot be computed says so where its picture is.
    .catch(() => {});
  const id = newId('poles');
  return h('section', { 'aria-labelledby': id, class: 'pictured' }, h('h2', { id }, W.members),
    h('ul', { class: 'plainlist' }, listed.map(([bloc, all]) => h('li', {}, h('strong', {}, `${bloc || W.noPole}: `), T.list(all.map(({ name }) => name))))),
    notes);
}

export function exploreView(world) {
  const { table, tables, names } = world;
  const word = table.products.find((it) => it.word === 'vehicles') ?? table.products.find((it) => it.word === 'manufactures');
  const lost = lostIn(world);
  const topic = state().p;
  const economy = state().x || about(world) || table.economies[0].code;
  const product = state().c || word?.sectors[0] || table.sectors[0].code;
  const others = tables.filter((it) => it.name !== table.name);
  const beside = others.some((it) => it.name === state().b) ? state().b : '';

  const titled = (it) => T.form.ofYear(it.title, it.year);
  const chosenBy = (it) => [it.name, T.form.ofFile(it.title, it.year, it.name)];
  const fields = [
    choice(W.topic, Object.entries(W.topics), topic, (p) => change({ p })).element,
    choice(W.table, tables.map(chosenBy), table.name, (t) => change({ t })).element,
    others.length > 0 && choice(W.beside, [['', W.nobody], ...others.map(chosenBy)], beside, (b) => change({ b })).element,
    topic === 'economy' && combobox({
      label: W.economy, options: table.economies.map(({ code, name }) => ({ value: code, label: name, code })), value: economy,
      onchange: (x) => change({ x }),
    }),
    topic === 'economy' && combobox({
      label: W.product, options: table.sectors.map(({ code, name }) => ({ value: code, label: name, code })), value: product,
      onchange: (c) => change({ c }),
    }),
  ];
  const asking = new AbortController();
  const { signal } = asking;
  const shown = pictures({ topic, economy, product, beside, names }).map((it) => figures(it));
  const element = h('div', { class: 'view exploring' },
    h('h1', {}, topic === 'economy' ? names.economy(economy) : T.headings.explore),
    h('form', { class: 'form inline', 'aria-label': W.label, onsubmit: (event) => event.preventDefault() }, fields),
    topic === 'poles' && poles(world, signal),
    shown);

  /** A picture, or one for each year, under its title. */
  function figures({ kind, options = {}, isOfBoth = false, apart = '', marked = '' }) {
    const [title, says] = W.pictures[kind];
    const both = beside ? [tables.find((it) => it.name === beside), table] : [table];
    const years = isOfBoth ? [table] : both;
    const saysYears = (of) => (isOfBoth && beside ? T.list(both.map((it) => String(it.year || it.title))) : titled(of));
    const id = newId('picture');
    return h('section', { 'aria-labelledby': id, class: 'pictured' },
      h('h2', { id }, title), h('p', { class: 'hint' }, says, marked && ` ${W.marked(marked)}`),
      h('div', { class: years.length > 1 ? 'two' : null }, years.map((of) => figure({ kind, marked, named: `${title}, ${saysYears(of)}` }, { table: of.name, ...options }))),
      years.length > 1 && apart && h('p', { class: 'hint' }, apart));
  }

  function figure({ kind, marked, named }, asked) {
    const place = slot('');
    place.wait();
    picture(kind, asked, signal).then((svg) => {
      const numbers = h('div');
      let line = '';
      const load = async () => {
        if (line) return line;
        const answer = await command(`plot/${kind}`, { ...asked, format: 'json' }, signal);
        line = answer.command;
        details.querySelector('summary').textContent = T.numbers(...answer.results.map(({ rows }) => rows.length));
        const said = [...notesOf(answer).values(), ...messagesOf([answer], 'warning'), ...messagesOf([answer], 'note')];
        numbers.replaceChildren(...answer.results.map((result) =>
          tabled({ caption: W.caption(named), columns: columnsOf(result, names.ofKey), rows: result.rows, file: `${kind}_${asked.table}` })),
        said.length > 0 ? h('ul', { class: 'hint' }, said.map((text) => h('li', {}, spoken(names.inNote(W.note(T.plainly(text))))))) : '');
        return line;
      };
      const details = disclosure(`explore-${kind}-${asked.table}`, W.numbers, numbers);
      const show = () => {
        if (details.open) load().catch((reason) => { if (!wasAborted(reason)) numbers.replaceChildren(refusal(reason)); });
      };
      details.addEventListener('toggle', show);
      place.show(inline(svg, named, marked),
        h('p', { class: 'tools' },
          button(T.savePicture, () => save(`${kind}_${asked.table}.svg`, svg, 'image/svg+xml'), { class: 'plain' }),
          copier(W.copy, () => load().catch(() => ''))),
        details);
    }).catch((reason) => { if (!wasAborted(reason)) place.refuse(reason); });
    return place.element;
  }

  return { element, lost, leave: () => asking.abort() };
}
