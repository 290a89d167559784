// When to ask while something moves: soon, and not again before there is an answer.

import { encode } from './scenario.js';

const REST = 60;

/**
 * Asks about the latest scenario. `ask` gets it, and whether it still moves; it leaves the question of before, unless
 * that one is the same.
 */
export function paced(ask) {
  let timer = 0;
  let latest = null;
  let asked = '';

  async function go() {
    timer = 0;
    if (!latest) return;
    const { scenario, moving } = latest;
    latest = null;
    const mine = `${encode(scenario)} ${moving}`;
    asked = mine;
    await ask(scenario, moving);
    if (asked !== mine) return;
    asked = '';
    if (latest && !timer) timer = setTimeout(go, 0);
  }

  return {
    change(scenario, moving) {
      latest = { scenario, moving };
      // What moves waits for the answer that is on its way; what was settled on does not.
      if (moving && (asked || timer)) return;
      clearTimeout(timer);
      timer = setTimeout(go, REST);
    },
    leave() {
      clearTimeout(timer);
      latest = null;
      asked = '';
    },
  };
}
