// Explore: pictures of the tables as they are, with their numbers.

import { command, picture, wasAborted } from './api.js';
import { combobox } from './combo.js';
import { choice, columnsOf, copier, disclosure, h, inline, button, refusal, save, slot, table as tabled } from './parts.js';
import { change, state } from './state.js';
import { T } from './texts.js';

const W = T.explore;

/** What is drawn for each topic, with the options of each picture. */
function pictures({ topic, economy, product, beside }) {
  const years = beside ? { beside } : {};
  if (topic === 'poles') {
    return [
      { kind: 'shares', options: years },
      { kind: 'poles' },
      { kind: 'suppliers' },
      { kind: 'hubs' },
      ...(beside ? [{ kind: 'upgrading', options: { since: beside } }] : []),
    ];
  }
  return [
    { kind: 'participation', options: years },
    { kind: 'position', options: years },
    { kind: 'smile', options: { chain: `${economy}:${product}` } },
    { kind: 'linkages', options: { region: economy } },
  ];
}

export function exploreView(world) {
  const { table, tables, names } = world;
  const codes = table.economies.map(({ code }) => code);
  const sectors = table.sectors.map(({ code }) => code);
  const word = table.products.find((it) => it.word === 'vehicles') ?? table.products.find((it) => it.word === 'manufactures');
  const topic = state().p in W.topics ? state().p : 'poles';
  const economy = codes.includes(state().x) ? state().x : codes[0];
  const product = sectors.includes(state().c) ? state().c : word?.sectors[0] ?? sectors[0];
  const others = tables.filter((it) => it.name !== table.name);
  const beside = others.some((it) => it.name === state().b) ? state().b : '';

  const titled = (it) => T.form.ofYear(it.title, it.year);
  const fields = [
    choice(W.topic, Object.entries(W.topics), topic, (p) => change({ p })).element,
    choice(W.table, tables.map((it) => [it.name, titled(it)]), table.name, (t) => change({ t })).element,
    others.length > 0 && choice(W.beside, [['', W.nobody], ...others.map((it) => [it.name, titled(it)])], beside, (b) => change({ b })).element,
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
  const shown = pictures({ topic, economy, product, beside }).map((it) => figure(it));
  const element = h('div', { class: 'view exploring' },
    h('h1', {}, topic === 'economy' ? names.economy(economy) : T.headings.explore),
    h('form', { class: 'form inline', 'aria-label': W.label, onsubmit: (event) => event.preventDefault() }, fields),
    shown);

  function figure({ kind, options = {} }) {
    const [title, says] = W.pictures[kind];
    const place = slot(title, { hint: says });
    const asked = { table: table.name, ...options };
    place.wait();
    picture(kind, asked, signal).then((svg) => {
      const numbers = h('div');
      let line = '';
      const load = async () => {
        if (line) return;
        const answer = await command(`plot/${kind}`, { ...asked, format: 'json' }, signal);
        line = answer.command;
        numbers.replaceChildren(...answer.results.map((result) =>
          tabled({ caption: W.caption(title), columns: columnsOf(result, names.ofKey), rows: result.rows, file: kind })));
      };
      const details = disclosure(`explore-${kind}`, W.caption(title), numbers);
      details.addEventListener('toggle', () => {
        if (details.open) load().catch((reason) => { if (!wasAborted(reason)) numbers.replaceChildren(refusal(reason)); });
      });
      const copy = copier(W.copy, () => line);
      load().catch(() => {});
      place.show(inline(svg, `${title}, ${titled(table)}`),
        h('p', { class: 'tools' }, button(T.savePicture, () => save(`${kind}.svg`, svg, 'image/svg+xml'), { class: 'plain' }), copy),
        details);
    }).catch((reason) => { if (!wasAborted(reason)) place.refuse(reason); });
    return place.element;
  }

  return { element, leave: () => asking.abort() };
}
