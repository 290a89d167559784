// What is shown, as the address says it. Back and forward go through what was settled on; a slider that moves only
// rewrites the last one.

import { decode, encode, misread } from './scenario.js';

/** Short names of the address, with what they stand for when they are absent. */
const KEYS = {
  view: 'try', t: '', s: '', m: '', k: 'real_income', e: '', sm: '', sk: '', a: '', d: '', p: 'poles', x: '', c: '', b: '',
};

const listeners = new Set();
let now = read();

function read() {
  const query = new URLSearchParams(location.search);
  const state = { token: query.get('token') ?? '' };
  for (const [key, usual] of Object.entries(KEYS)) state[key] = query.get(key) ?? usual;
  return state;
}

/** `~`, `!`, `,` and `*` stay as they are, so that an address can be read. */
const quoted = (text) => encodeURIComponent(text).replace(/%2C/gi, ',').replace(/%3A/gi, ':');

/** The address of a state. */
export function address(state = now) {
  const pairs = Object.entries(KEYS).filter(([key, usual]) => state[key] !== usual);
  const all = [['token', state.token], ...pairs.map(([key]) => [key, state[key]])];
  return `/?${all.map(([key, value]) => `${key}=${quoted(value)}`).join('&')}`;
}

export const state = () => now;

/** Changes what is shown. `moving`: on the way, so that no step back leads here. `quiet`: who asked shows it already. */
export function change(parts, { moving = false, quiet = false } = {}) {
  const next = { ...now, ...parts };
  const at = address(next);
  const wasMoving = history.state?.moving === true;
  if (at === address()) {
    if (wasMoving && !moving) history.replaceState({}, '', at);
    return;
  }
  now = next;
  if (moving && !wasMoving) history.pushState({ moving: true }, '', at);
  else if (moving || wasMoving) history.replaceState({ moving }, '', at);
  else history.pushState({}, '', at);
  if (!quiet) tell({ by: 'page', moving });
}

/** Writes what is shown into the address without a step of its own. */
export function settle(parts) {
  now = { ...now, ...parts };
  history.replaceState({}, '', address());
}

export const listen = (listener) => listeners.add(listener);

function tell(how) {
  for (const listener of listeners) listener(now, how);
}

addEventListener('popstate', () => {
  const before = address();
  now = read();
  // A jump within the page is none.
  if (address() === before) return;
  tell({ by: 'history', moving: false });
});

/** The scenario of a key, or nothing. */
export function scenarioOf(key, from = now) {
  const scenario = from[key] ? decode(from[key]) : '';
  return scenario.length > 0 ? scenario : null;
}
/** What of the scenario of a key was not read as it stands in the address. */
export const misreadOf = (key, from = now) => (from[key] ? misread(from[key]) : []);
export const withScenario = (key, scenario) => ({ [key]: encode(scenario) });
