// A field to type in and choose from a list, one or several (the pattern "combobox" of WAI-ARIA).

import { h, newId, whole } from './parts.js';
import { T } from './texts.js';

const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

/**
 * `options` have `value`, `label`, and maybe `code`, `kind` (a heading above), `words` (found by, too). `several`: any
 * number may be chosen, and `onchange` gets all of them; else it gets the one.
 */
export function combobox({ label, options, value, several = false, onchange, placeholder = '' }) {
  const id = newId('combo');
  let chosen = several ? [...value] : value;
  let offered = [];
  let active = -1;
  const of = (it) => options.find((option) => option.value === it) ?? { value: it, label: it };
  const text = (it) => (it === '' ? '' : of(it).label);

  const list = h('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': label, hidden: true, 'aria-multiselectable': several ? 'true' : null });
  const chips = h('span', { class: 'chips' });
  const input = h('input', {
    id, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-autocomplete': 'list',
    'aria-expanded': 'false', 'aria-controls': list.id, placeholder: several && value.length ? '' : placeholder,
  });
  const box = h('div', { class: 'combo' }, chips, input);
  const element = h('div', { class: 'field combofield' }, h('label', { for: id }, label), box, list);

  const isChosen = (it) => (several ? chosen.includes(it) : chosen === it);

  function draw() {
    if (!several) {
      input.value = text(chosen);
      whole(input, input.value);
      return;
    }
    chips.replaceChildren(...chosen.map((it) => h('button', {
      type: 'button', class: 'chip', 'aria-label': T.remove(text(it)), onclick: () => { drop(it); input.focus(); },
    }, text(it), h('span', { 'aria-hidden': 'true' }, ' ×'))));
    input.value = '';
    input.placeholder = chosen.length ? '' : placeholder;
  }

  function settle(next) {
    chosen = next;
    draw();
    onchange(several ? [...chosen] : chosen);
  }
  const drop = (it) => settle(chosen.filter((other) => other !== it));

  function open(typed = '') {
    const sought = plain(typed.trim());
    const fits = options.filter((option) =>
      !sought || plain(`${option.label} ${option.code ?? ''} ${option.words ?? ''}`).includes(sought));
    const rank = (option) => {
      if (!sought) return 0;
      if (plain(option.code ?? '') === sought) return 0;
      return plain(option.label).startsWith(sought) ? 1 : 2;
    };
    offered = sought ? fits.map((it, at) => [rank(it), at, it]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((it) => it[2]) : fits;
    let kind = '';
    const items = offered.flatMap((option, at) => {
      const item = h('li', {
        role: 'option', id: `${id}-${at}`, 'aria-selected': String(isChosen(option.value)),
        onpointerdown: (event) => { event.preventDefault(); choose(at); },
      }, h('span', {}, option.label), option.code && option.code !== option.label ? h('small', {}, ` ${option.code}`) : null);
      const isNew = !sought && option.kind && option.kind !== kind;
      kind = option.kind ?? kind;
      return isNew ? [h('li', { role: 'presentation', class: 'heading' }, option.kind), item] : [item];
    });
    if (items.length === 0) items.push(h('li', { role: 'presentation', class: 'heading' }, T.noMatch));
    list.replaceChildren(...items);
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    point(sought ? 0 : offered.findIndex((it) => isChosen(it.value)));
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    active = -1;
  }

  function point(at) {
    list.querySelector('.active')?.classList.remove('active');
    active = at >= 0 && at < offered.length ? at : -1;
    const item = active >= 0 && list.querySelector(`#${id}-${active}`);
    if (!item) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    item.classList.add('active');
    input.setAttribute('aria-activedescendant', item.id);
    // The list scrolls, not the page.
    if (item.offsetTop < list.scrollTop) list.scrollTop = item.offsetTop;
    const below = item.offsetTop + item.offsetHeight - list.clientHeight;
    if (below > list.scrollTop) list.scrollTop = below;
  }

  function choose(at) {
    const { value: it } = offered[at];
    if (!several) settle(it);
    else if (isChosen(it)) drop(it);
    // Everybody, or some.
    else settle(it === 'all' ? ['all'] : [...chosen.filter((other) => other !== 'all'), it]);
    close();
  }

  input.addEventListener('input', () => open(input.value));
  input.addEventListener('focus', () => { if (!several) input.select(); });
  input.addEventListener('click', () => { if (list.hidden) open(); });
  input.addEventListener('blur', () => { close(); draw(); });
  input.addEventListener('keydown', (event) => {
    const isOpen = !list.hidden;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) {
      event.preventDefault();
      if (!isOpen) open();
      else point(Math.max(0, Math.min(offered.length - 1, active + steps[event.key])));
    } else if (event.key === 'Enter' && isOpen && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      close();
      draw();
    } else if (event.key === 'Backspace' && several && input.value === '' && chosen.length) {
      drop(chosen[chosen.length - 1]);
    }
  });
  box.addEventListener('pointerdown', (event) => {
    if (event.target === box || event.target === chips) {
      event.preventDefault();
      input.focus();
    }
  });
  draw();
  return element;
}
