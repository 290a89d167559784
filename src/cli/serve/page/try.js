// Try a tariff: the form beside its results.

import { combobox } from './combo.js';
import { scenarioForm } from './form.js';
import { button, choice, h, refusal } from './parts.js';
import { paced } from './pace.js';
import { resultsView } from './results.js';
import { absent, finished, strangers, usual } from './scenario.js';
import { change, scenarioOf, settle, state, withScenario } from './state.js';
import { titleOf } from './names.js';
import { T } from './texts.js';

/** The scenario of the address; where there is none, or one of another table, a usual one. */
export function scenarioOrUsual(world) {
  const scenario = scenarioOf('s');
  if (scenario && scenario.length > 0) return scenario;
  const own = usual(world.table);
  settle(withScenario('s', own));
  return own;
}

/** The form, which keeps the focus where it was when its fields change. */
export function editor(world, { onchange }) {
  const { table, names, builtIns, schedules, tables } = world;
  const place = h('div');
  const forTable = tables.length > 1
    ? combobox({
      label: T.form.table,
      options: tables.map((it) => ({ value: it.name, label: T.form.ofFile(it.title, it.year, it.name) })),
      value: table.name, onchange: (t) => change({ t }),
    })
    : h('p', { class: 'field' }, h('strong', {}, `${T.form.table}: `), T.form.ofYear(table.title, table.year));
  const model = choice(T.form.model, [['', T.form.allModels]], '', (m) => {
    change({ m }, { quiet: true });
    onchange(scenarioOf('s'));
  });
  const sentence = h('p', { class: 'sentence' });
  const onward = button(T.toResults, () => document.querySelector('.main')?.scrollIntoView(), { class: 'onward' });
  const element = h('form', { class: 'form', 'aria-label': T.form.label, onsubmit: (event) => event.preventDefault() },
    forTable, place, model.element, onward, sentence);

  const tell = (scenario) => {
    sentence.textContent = [T.form.ofYear(table.title, table.year), titleOf(finished(scenario), names, builtIns)].filter(Boolean).map((it) => `${it}.`).join(' ');
  };

  let isLeft = false;
  function make() {
    const scenario = scenarioOrUsual(world);
    const fields = () => [...place.querySelectorAll('input, select, button')];
    const cards = place.querySelectorAll('.card').length;
    const at = fields().indexOf(document.activeElement);
    const form = scenarioForm({
      table, names, builtIns, schedules, scenario,
      onchange: (next, moving) => {
        // A field that is taken away says that it has changed.
        if (isLeft) return;
        change(withScenario('s', next), { moving, quiet: true });
        tell(next);
        onchange(next, moving);
      },
      remake: make,
    });
    place.replaceChildren(form);
    tell(scenario);
    if (at < 0) return;
    const all = place.querySelectorAll('.card');
    const fresh = all.length > cards && cards > 0 ? all[all.length - 1].querySelector('input, button') : null;
    (fresh ?? fields()[Math.min(at, fields().length - 1)])?.focus();
  }
  make();

  return {
    element,
    leave: () => { isLeft = true; },
    /** Shows which models there are for the scenario. */
    offer(found) {
      const { isTariff, own, chosen, offered } = found.choice;
      const usualOne = isTariff ? T.form.allModels : T.form.ownModel(T.models[own] ?? own);
      model.offer([['', usualOne], ...offered.map((name) => [name, T.models[name] ?? name])], chosen);
    },
  };
}

export function tryView(world) {
  const scenario = scenarioOrUsual(world);
  const heading = h('h1', {}, T.headings.try);
  const missing = missingIn(scenario, world);
  let form = null;
  const strange = missing && unknown(missing, world);
  const results = resultsView(world, { onchoices: (found) => form.offer(found) });
  const pace = paced(results.ask);
  form = editor(world, {
    onchange(next, moving = false) {
      if (strange) strange.hidden = true;
      pace.change(next, moving);
    },
  });
  const element = h('div', { class: 'view trying' }, h('div', { class: 'aside' }, heading, form.element),
    h('div', { class: 'main' }, strange, results.element));
  // Who follows an address of another table chooses first.
  if (!missing) results.ask(scenario);
  return { element, leave: () => { form.leave(); pace.leave(); results.leave(); } };
}

/** What a scenario names and this session does not have, in words; nothing where it has all of it. */
export function missingIn(scenario, { table, schedules }) {
  const [lost, missing] = [strangers(scenario, table), absent(scenario, schedules)];
  return [lost.length > 0 && T.strangers(lost, table.title), missing.length > 0 && T.noSchedule(missing)].filter(Boolean).join(' ');
}

/** A scenario that came from another table names what this one does not have. */
function unknown(message, world) {
  const again = button(T.form.backToOwn, () => change(withScenario('s', usual(world.table))));
  return h('div', {}, refusal({ message }), h('p', { class: 'tools' }, again));
}
