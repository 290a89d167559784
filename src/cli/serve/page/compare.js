// Compare two: A as it was kept, B as it is edited.

import { wasAborted } from './api.js';
import { outcome } from './answers.js';
import { number, percentRange, shownAs } from './format.js';
import { titleOf } from './names.js';
import { announcer, bars, button, choice, disclosure, h, slot, table as tabled } from './parts.js';
import { paced } from './pace.js';
import { finding, isReady, reworded, whatModelsSay } from './results.js';
import { finished } from './scenario.js';
import { labelOf, printed, toneOf, unitOf } from './sections.js';
import { change, scenarioOf, state } from './state.js';
import { T } from './texts.js';
import { editor, missingIn, scenarioOrUsual } from './try.js';

const W = T.compare;
const DIFFERENCES = { 'relative change': 'difference of relative changes', 'per cent': 'percentage points' };

export function compareView(world) {
  const { names } = world;
  const kept = scenarioOf('a');
  const heading = h('h1', {}, T.headings.compare);
  const one = slot(W.a);
  const other = slot(W.b);
  const rank = slot(W.ranking);
  const voice = announcer();
  const measure = choice(T.ranking.measure, [], '', (k) => { change({ k }, { quiet: true }); draw(); });
  const model = choice(W.model, [], '', (sm) => { change({ sm }, { quiet: true }); draw(); });
  rank.tools.append(measure.element, model.element);
  rank.hide();

  const tools = h('p', { class: 'tools' },
    button(W.keep, () => change({ a: state().s })),
    kept && button(W.swap, () => change({ a: state().s, s: state().a })));
  let asking = null;
  let found = [null, null];

  const pace = paced((scenario) => ask(scenario));
  const form = editor(world, {
    onchange: (next, moving = false) => pace.change(next, moving),
  });
  const element = h('div', { class: 'view trying' },
    h('div', { class: 'aside' }, heading, h('p', { class: 'hint' }, W.intro), tools, form.element),
    h('div', { class: 'main' }, voice.element,
      h('div', { class: 'two' }, one.element, other.element), rank.element));

  async function show(place, scenario, letter, signal) {
    const missing = missingIn(scenario, world);
    if (missing) {
      place.refuse({ message: missing });
      return null;
    }
    if (!isReady(scenario)) {
      place.show(h('p', { class: 'hint' }, T.unfinished));
      return null;
    }
    place.wait();
    try {
      const result = await outcome(whatModelsSay(scenario, world), signal);
      if (signal.aborted) return null;
      place.element.querySelector('h2').textContent = `${letter}: ${titleOf(scenario, names, world.builtIns)}`;
      place.show(finding(result, scenario, world));
      return result;
    } catch (reason) {
      if (!wasAborted(reason) && !signal.aborted) place.refuse(reworded(reason, scenario, world));
      return null;
    }
  }

  async function ask(edited) {
    const scenario = finished(edited);
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (!isReady(scenario)) {
      other.show(h('p', { class: 'hint' }, T.unfinished));
      rank.hide();
      return;
    }
    if (!kept) one.show(h('p', { class: 'hint' }, W.none));
    if (kept) rank.wait();
    const both = [kept ? show(one, finished(kept), W.a, signal) : null, show(other, scenario, W.b, signal)];
    found = await Promise.all(both);
    if (signal.aborted) return;
    if (found[1]) {
      form.offer(found[1]);
      voice.say(other.element.querySelector('.said').textContent);
    } else {
      voice.say(other.element.querySelector('.body').innerText);
    }
    if (found[0] && found[1]) draw();
    else rank.hide();
  }

  function draw() {
    const [a, b] = found;
    const has = (result, name, of) => result.of(name).some((it) => (it.counted ? it.counted.includes(of) : of in it.values));
    const inCommon = (name) => [...a.models, ...a.variants ?? []].filter((of) => has(a, name, of) && has(b, name, of));
    const measures = a.measures.filter((name) => b.measures.includes(name) && inCommon(name).length > 0);
    measure.element.hidden = measures.length === 0;
    if (measures.length === 0) {
      model.element.hidden = true;
      const named = (result) => result.models.map((name) => T.models[name] ?? name);
      rank.show(h('p', { class: 'hint' }, W.apart(named(a), named(b))));
      return;
    }
    const chosen = measures.includes(state().k) ? state().k : measures[0];
    measure.offer(measures.map((name) => [name, labelOf(a, name)]), chosen);
    const models = inCommon(chosen);
    const by = models.includes(state().sm) ? state().sm : models[0];
    model.element.hidden = models.length < 2;
    model.offer(models.map((name) => [name, T.models[name] ?? name]), by);
    const value = (result, region) => result.of(chosen).find((it) => it.region === region)?.values[by] ?? null;
    const isMoney = chosen === 'revenue';
    const rows = a.of(chosen).map(({ region }) => {
      const [left, right] = [value(a, region), value(b, region)].map((it) => it && printed(it));
      return { region, code: region, a: left, b: right, difference: left === null || right === null ? null : right - left };
    }).filter((row) => row.difference !== null).sort((x, y) => y.difference - x.difference);
    const label = labelOf(a, chosen);
    const unit = isMoney ? world.table.unit : unitOf(a);
    const ratio = isMoney ? 1 : shownAs(unit).factor / 100;
    const shown = rows.map((row) => ({ label: names.economy(row.region), code: row.region, low: ratio * row.difference, high: ratio * row.difference, mark: row.difference }));
    const show = (row) => number(isMoney ? row.low : row.low * 100, { signed: true });
    const both = rows.map((row) => [
      { label: names.economy(row.region), code: W.a, low: ratio * row.a, high: ratio * row.a },
      { label: '', code: W.b, low: ratio * row.b, high: ratio * row.b, isChosen: true },
    ]);
    const each = (row) => (isMoney ? number(row.low, { signed: true }) : percentRange(row.low, row.high, { signed: true }));
    rank.show(
      h('h3', {}, W.heading(label, T.models[by] ?? by, isMoney ? unit : T.inPoints)),
      bars(shown, { show, label: W.picture(label), tone: toneOf(chosen) }),
      disclosure('both', W.ranking, bars(both.flat(), { show: each, label: W.picture(label), most: 80, tone: toneOf(chosen) })),
      disclosure('compared', T.numbers(rows.length), tabled({
        caption: W.caption(label, T.models[by] ?? by), rows, file: `compared_${chosen}`,
        columns: [
          { key: 'region', label: T.ranking.economy, unit: null, show: names.economy },
          { key: 'code', label: T.ranking.code, unit: null, isOfPage: true },
          { key: 'a', label: W.a, unit },
          { key: 'b', label: W.b, unit },
          { key: 'difference', label: W.difference, unit: isMoney ? unit : DIFFERENCES[unit] },
        ],
      })));
  }

  ask(scenarioOrUsual(world));
  return { element, leave: () => { form.leave(); pace.leave(); asking?.abort(); } };
}
