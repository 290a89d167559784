// Explore: pictures of the tables as they are, with their numbers.

import { command, picture, wasAborted } from './api.js';
import { combobox } from './combo.js';
import { choice, columnsOf, copier, disclosure, h, inline, button, newId, refusal, save, slot, table as tabled } from './parts.js';
import { change, state } from './state.js';
import { T } from './texts.js';

const W = T.explore;

/** What is drawn for each topic, with the options of each picture; most are of one year, and are drawn twice for two. */
function pictures({ topic, economy, product, beside }) {
  const years = beside ? { beside } : {};
  if (topic === 'poles') {
    return [
      { kind: 'shares', options: years, isOfBoth: true },
      { kind: 'poles' },
      { kind: 'suppliers' },
      { kind: 'hubs' },
      ...(beside ? [{ kind: 'upgrading', options: { since: beside }, isOfBoth: true }] : []),
    ];
  }
  return [
    { kind: 'participation', options: years, isOfBoth: true },
    { kind: 'position' },
    { kind: 'smile', options: { chain: `${economy}:${product}` } },
    { kind: 'linkages', options: { region: economy } },
  ];
}

export function exploreView(world) {
  const { table, tables, names } = world;
  const codes = table.economies.map(({ code }) => code);
  const sectors = table.sectors.map(({ code }) => code);
  const word = table.products.find((it) => it.word === 'vehicles') ?? table.products.find((it) => it.word === 'manufactures');
  const topic = Object.hasOwn(W.topics, state().p) ? state().p : 'poles';
  const economy = codes.includes(state().x) ? state().x : codes[0];
  const product = sectors.includes(state().c) ? state().c : word?.sectors[0] ?? sectors[0];
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
  const shown = pictures({ topic, economy, product, beside }).map((it) => figures(it));
  const element = h('div', { class: 'view exploring' },
    h('h1', {}, topic === 'economy' ? names.economy(economy) : T.headings.explore),
    h('form', { class: 'form inline', 'aria-label': W.label, onsubmit: (event) => event.preventDefault() }, fields),
    shown);

  /** A picture, or one for each year, under its title. */
  function figures({ kind, options = {}, isOfBoth = false }) {
    const [title, says] = W.pictures[kind];
    const years = beside && !isOfBoth ? [tables.find((it) => it.name === beside), table] : [table];
    const id = newId('picture');
    return h('section', { 'aria-labelledby': id, class: 'pictured' },
      h('h2', { id }, title), h('p', { class: 'hint' }, says),
      h('div', { class: years.length > 1 ? 'two' : null }, years.map((of) => figure(kind, title, { table: of.name, ...options }, of))));
  }

  function figure(kind, title, asked, of) {
    const place = slot('');
    const named = `${title}, ${titled(of)}`;
    place.wait();
    picture(kind, asked, signal).then((svg) => {
      const numbers = h('div');
      let line = '';
      const load = async () => {
        if (line) return line;
        const answer = await command(`plot/${kind}`, { ...asked, format: 'json' }, signal);
        line = answer.command;
        numbers.replaceChildren(...answer.results.map((result) =>
          tabled({ caption: W.caption(named), columns: columnsOf(result, names.ofKey), rows: result.rows, file: `${kind}_${asked.table}` })));
        return line;
      };
      const details = disclosure(`explore-${kind}-${asked.table}`, W.numbers, numbers);
      const show = () => {
        if (details.open) load().catch((reason) => { if (!wasAborted(reason)) numbers.replaceChildren(refusal(reason)); });
      };
      details.addEventListener('toggle', show);
      place.show(inline(svg, named),
        h('p', { class: 'tools' },
          button(T.savePicture, () => save(`${kind}_${asked.table}.svg`, svg, 'image/svg+xml'), { class: 'plain' }),
          copier(W.copy, () => load().catch(() => ''))),
        details);
    }).catch((reason) => { if (!wasAborted(reason)) place.refuse(reason); });
    return place.element;
  }

  return { element, leave: () => asking.abort() };
}
