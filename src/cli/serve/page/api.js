// Questions to the program that serves this page.

const TOKEN = new URLSearchParams(location.search).get('token') ?? '';
const MOST_KEPT = 200;
const PATIENCE = 2000;

/** Answers of before, the latest last. */
const kept = new Map();

/** Why there is no answer, as the program says it. */
export class Refused extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint ?? '';
  }
}

export const wasAborted = (reason) => reason?.name === 'AbortError';

function keep(key, answer) {
  kept.delete(key);
  kept.set(key, answer);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return answer;
}

const later = (signal) => new Promise((done, failed) => {
  const timer = setTimeout(done, PATIENCE);
  signal?.addEventListener('abort', () => {
    clearTimeout(timer);
    failed(new DOMException('left', 'AbortError'));
  }, { once: true });
});

async function sent(path, question, signal) {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const request = { headers, signal, cache: 'no-store' };
  if (question) {
    request.method = 'POST';
    request.body = JSON.stringify(question);
    headers['Content-Type'] = 'application/json';
  }
  try {
    return await fetch(`/api/v1/${path}`, request);
  } catch (reason) {
    if (wasAborted(reason)) throw reason;
    throw new Refused('unreachable');
  }
}

/** Asks, again once if too many ask at a time. `form` is `json` or `text`. */
export async function ask(path, question, { signal, form = 'json' } = {}) {
  const key = `${path} ${JSON.stringify(question ?? null)}`;
  if (kept.has(key)) return keep(key, kept.get(key));
  let response = await sent(path, question, signal);
  if (response.status === 503) {
    await later(signal);
    response = await sent(path, question, signal);
  }
  if (response.ok) return keep(key, await response[form]());
  const said = await response.json().catch(() => ({}));
  throw new Refused(said.error?.message ?? `HTTP ${response.status}`, said.error?.hint);
}

/** A command of the program, with its options, on a table. */
export const command = (name, options, signal) => ask(name, options, { signal });

export const tables = async () => (await ask('tables')).tables;
export const models = async () => (await ask('models')).models;
export const schedules = async () => (await ask('schedules')).schedules;
export const builtIn = async () => (await ask('scenarios')).scenarios;
export const describe = (table, scenario, signal) => ask('describe', { table, scenario }, { signal });
export const picture = (kind, options, signal) => ask(`plot/${kind}`, options, { signal, form: 'text' });
export const report = (options, signal) => ask('report', options, { signal, form: 'text' });

/** The rows of an answer's result of this name, or of its first one. */
export const rowsOf = (answer, name) =>
  (name ? answer.results.find((result) => result.name === name) : answer.results[0])?.rows ?? [];

/** What was noted, each thing once, by its name. */
export function notesOf(...answers) {
  const notes = new Map();
  for (const { results } of answers) {
    for (const { name, text } of results.flatMap((result) => result.notes)) notes.set(name, text);
  }
  return notes;
}

/** What was said while answers were computed, of this kind (`warning` or `note`), each thing once. */
export function messagesOf(answers, kind) {
  const start = `${kind}: `;
  const said = answers.flatMap((answer) => answer.messages ?? []).filter((text) => text.startsWith(start));
  return [...new Set(said.map((text) => text.slice(start.length)))];
}
