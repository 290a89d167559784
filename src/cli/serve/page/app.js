// The page: which view is shown, and what all of them need to know.

import { builtIn, models, schedules, tables } from './api.js';
import { compareView } from './compare.js';
import { exploreView } from './explore.js';
import { namesOf } from './names.js';
import { h, refusal } from './parts.js';
import { address, change, listen, misreadOf, scenarioOf, settle, state, withScenario } from './state.js';
import { T } from './texts.js';
import { tryView } from './try.js';

const VIEWS = { try: tryView, compare: compareView, explore: exploreView };
const main = document.getElementById('main');
const nav = document.getElementById('views');

let world = null;
let shown = null;

const links = Object.entries(T.views).map(([name, text]) => {
  const at = () => address({ ...state(), view: name });
  const link = h('a', {
    href: at(),
    // What was changed since goes along.
    onpointerdown: () => { link.href = at(); },
    onfocus: () => { link.href = at(); },
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      change({ view: name });
    },
  }, text);
  return { name, link };
});

function mark(view) {
  for (const { name, link } of links) {
    if (name === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Makes the view of the address anew. */
function draw() {
  const lost = [];
  if (!Object.hasOwn(VIEWS, state().view)) {
    lost.push(T.lost.view(state().view));
    settle({ view: 'try' });
  }
  const { view, t, s, a } = state();
  const known = world.tables.find((it) => it.name === t);
  const table = known ?? world.tables[0];
  if (!known) {
    if (t !== '') lost.push(T.lost.table(t, table.name));
    settle({ t: table.name });
  }
  if ((s && !scenarioOf('s')) || (a && !scenarioOf('a'))) lost.push(T.lost.scenario);
  for (const key of ['s', 'a']) {
    const [scenario, wrong] = [scenarioOf(key), misreadOf(key)];
    if (!scenario || wrong.length === 0) continue;
    lost.push(...wrong.map(T.lost.part));
    settle(withScenario(key, scenario));
  }
  shown?.leave();
  shown = VIEWS[view]({ ...world, table, names: namesOf(table, world.schedules) });
  lost.push(...shown.lost ?? []);
  main.replaceChildren(lost.length > 0 ? h('p', { class: 'refusal', role: 'status' }, lost.join(' ')) : '', shown.element);
  document.title = `${T.views[view]} – ${T.title}`;
  mark(view);
}

async function start() {
  nav.append(...links.map(({ link }) => h('li', {}, link)));
  nav.parentElement.setAttribute('aria-label', T.viewsLabel);
  document.querySelector('.skip').textContent = T.skip;
  mark(state().view);
  const loading = h('p', { class: 'progress' }, T.loading);
  main.append(loading);
  try {
    const [known, scenarios, about, scheduled] = await Promise.all([tables(), builtIn(), models(), schedules()]);
    world = { tables: known, builtIns: scenarios, about, schedules: scheduled };
    document.getElementById('about').textContent = T.about;
    draw();
    listen((_now, how) => {
      const where = how.by === 'page' ? document.activeElement : null;
      const label = where?.id && document.querySelector(`label[for="${where.id}"]`)?.textContent;
      draw();
      // Whoever changed a field stays at it.
      const again = label && [...main.querySelectorAll('label')].find((it) => it.textContent === label);
      if (again) document.getElementById(again.htmlFor)?.focus();
    });
  } catch (reason) {
    loading.remove();
    main.append(refusal(reason));
  }
}

start();
