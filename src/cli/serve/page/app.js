// The page: which view is shown, and what all of them need to know.

import { builtIn, models, tables } from './api.js';
import { compareView } from './compare.js';
import { exploreView } from './explore.js';
import { namesOf } from './names.js';
import { h, refusal } from './parts.js';
import { address, change, listen, settle, state } from './state.js';
import { T } from './texts.js';
import { tryView } from './try.js';

const VIEWS = { try: tryView, compare: compareView, explore: exploreView };
const main = document.getElementById('main');
const nav = document.getElementById('views');

let world = null;
let shown = null;

function drawNav(view) {
  nav.replaceChildren(...Object.entries(T.views).map(([name, text]) => h('li', {}, h('a', {
    href: address({ ...state(), view: name }),
    // What was changed since goes along.
    onpointerdown: (event) => { event.currentTarget.href = address({ ...state(), view: name }); },
    'aria-current': name === view ? 'page' : null,
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      change({ view: name });
    },
  }, text))));
}

/** Makes the view of the address anew. */
function draw({ focus = true } = {}) {
  const view = state().view in VIEWS ? state().view : 'try';
  const table = world.tables.find((it) => it.name === state().t) ?? world.tables[0];
  shown?.leave();
  shown = VIEWS[view]({ ...world, table, names: namesOf(table) });
  main.replaceChildren(shown.element);
  document.title = `${T.views[view]} – ${T.title}`;
  drawNav(view);
  if (focus) main.querySelector('h1')?.focus();
}

async function start() {
  drawNav(state().view);
  const loading = h('p', { class: 'progress' }, T.loading);
  main.append(loading);
  try {
    const [known, scenarios, about] = await Promise.all([tables(), builtIn(), models()]);
    world = { tables: known, builtIns: scenarios, about };
    document.getElementById('about').textContent = T.about('');
    if (!known.some((it) => it.name === state().t)) settle({ t: known[0].name });
    draw({ focus: false });
    listen((_, how) => {
      const where = how.by === 'page' ? document.activeElement : null;
      const label = where?.id && document.querySelector(`label[for="${where.id}"]`)?.textContent;
      draw({ focus: false });
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
