// The results of one scenario: asked for when it changes, drawn as answers come.

import { Refused, command, messagesOf, picture, report, rowsOf, wasAborted } from './api.js';
import { aim, isDisruption, outcome } from './answers.js';
import { headline, namedIn } from './headline.js';
import { isAfterMove, titleOf } from './names.js';
import { announcer, button, choice, copier, disclosure, h, inline, refusal, save, slot, spoken } from './parts.js';
import { daysOf, entryAt, finished, forProgram, isBuiltIn, together, wrongDays } from './scenario.js';
import * as draw from './sections.js';
import { address, change, state } from './state.js';
import { T } from './texts.js';

const SECTORS_BY = ['ge', 'armington'];
/** As many economies are asked about, in every model beside the others. */
const MOST_COMPARED = 80;

/** What a request to the program is about. */
export function questionOf(scenario, world) {
  const named = titleOf(scenario, world.names, world.builtIns);
  return { table: world.table.name, scenario: forProgram(scenario, named, world.schedules) };
}

/** The question of what models say; for every model beside the others it needs to know of whom. */
export function whatModelsSay(scenario, world) {
  const { by, at } = namedIn(scenario, world.table);
  const regions = ['WLD', ...new Set([...by, ...(by.length && at.length > 1 ? [] : at)])].slice(0, MOST_COMPARED);
  return { ...questionOf(scenario, world), chosen: state().m, regions, days: daysOf(scenario) };
}

/** Whether a scenario says enough to be asked about. */
export const isReady = (scenario) => scenario.length > 0;

const hasWrongDay = (scenario) => !isBuiltIn(scenario) && scenario.some((entry) => entry.kind === 'schedule' && wrongDays(entry).length > 0);

/** Why there is no answer, in words of the page where it knows more than the program says. */
export function reworded(reason, scenario, world) {
  if (!Array.isArray(scenario)) return reason;
  const kinds = [...new Set(scenario.map(({ kind }) => kind))];
  if (reason.message === T.program.noModel) return new Refused(T.noModel(kinds), '');
  if (kinds.length > 1 && T.program.notOfModel.test(reason.message)) {
    return new Refused(scenario.some(({ timed }) => timed) ? T.timedTogether(kinds) : T.noModel(kinds), '');
  }
  const card = cardAt(scenario, world);
  const twice = T.program.twice.exec(reason.message);
  if (twice) {
    const [, line, flow, first] = twice;
    const both = [card(Number(first)), card(Number(line))];
    if (kinds.length === 1 && kinds[0] === 'schedule') return new Refused(T.oneSchedule, '');
    if (both.every(Boolean)) return new Refused(T.twice(...both, world.names.inFlow(flow)), T.twiceHint);
  }
  const message = world.names.inNote(T.plainly(reason.message, card));
  return message === reason.message ? reason : new Refused(message, reason.hint);
}

/** The name of the card whose entry stands at a line of the scenario's text. */
const cardAt = (scenario, { schedules }) => (line) => {
  const at = isBuiltIn(scenario) ? -1 : entryAt(line, scenario, schedules);
  if (at < 0) return '';
  return scenario.length > 1 ? T.form.card(scenario[at].kind, at) : T.form.legends[scenario[at].kind];
};

/** The sentences of a finding, and what it must not be quoted without. */
export function finding(found, scenario, world) {
  const focus = aim(found, namedIn(scenario, world.table, world.schedules));
  const { said, ranked, small } = headline(found, { ...world, scenario, focus });
  const sentences = said.length ? said : [T.headline.nothing];
  const known = new Map(world.about.map((model) => [model.name, model.caveat]));
  const others = [...found.notes].filter(([name, text]) => !known.has(name) && ![...known.values()].includes(text));
  const noted = new Set([...found.notes, ...known].flatMap(([name, text]) => [text, `${name}: ${text}`]));
  const remarks = found.remarks.filter((text) => !noted.has(text));
  const { findings } = found.described;
  const warnings = found.warnings.filter((text) => !findings.includes(text));
  const shown = [focus.by, focus.at, state().e].filter(Boolean);
  const isOfShown = warnings.some((text) => shown.some((code) => text.includes(`\`${code}\``) || text.includes(`\`${code}_`)));
  const inWords = (text) => spoken(world.names.inNote(T.plainly(text, cardAt(scenario, world))));
  return h('div', { class: 'finding' },
    h('p', { class: 'said' }, sentences.join(' ')),
    ranked && h('p', {}, ranked),
    together(scenario, world.table).map(({ name, members }) => h('p', { class: 'hint' }, T.behind(name, members.map(world.names.economy)))),
    small.map((text) => h('p', { class: 'hint' }, spoken(text))),
    findings.length > 0 && h('div', { class: 'hint' }, h('p', {}, `${T.findings}:`), h('ul', {}, findings.map((it) => h('li', {}, inWords(it))))),
    warnings.length > 0 && disclosure('warnings', T.warnings(warnings.length), h('ul', { class: 'hint' }, warnings.map((it) => h('li', {}, inWords(it)))), { isOpen: isOfShown }),
    disclosure('caveats', T.caveats.title, [
      draw.leaves(found.models, world.about),
      others.length + remarks.length > 0 && h('h3', {}, T.notes),
      others.length > 0 && h('dl', { class: 'leaves' }, others.map(([name, text]) => [h('dt', {}, name.replaceAll('_', ' ')), h('dd', {}, inWords(text))])),
      remarks.length > 0 && h('ul', { class: 'hint' }, remarks.map((text) => h('li', {}, inWords(text)))),
    ]));
}

/** The results of the scenario that is edited. `onchoices` is told which models there are. */
export function resultsView(world, { onchoices }) {
  const { table, names } = world;
  const first = slot(T.finding, { isQuiet: true });
  const voice = announcer();
  const actions = slot('');
  const rank = slot(T.ranking.title);
  const sides = slot(' ');
  const sectors = slot(' ');
  const prices = slot(' ');
  const duties = slot(T.duties.title);
  const shares = slot(T.shares.title, { hint: T.shares.hint });
  const daily = slot(T.daily.title);
  const all = slot(T.everything_.title, { hint: T.everything_.hint });
  const retitle = (it, text) => { it.element.querySelector('h2').textContent = text; };

  const measure = choice(T.ranking.measure, [], '', (k) => { change({ k }, { quiet: true }); drawRanking(); });
  rank.tools.append(measure.element);
  const economy = choice(T.closer.economy, table.economies.map(({ code, name }) => [code, name]), '', (e) => {
    change({ e }, { quiet: true });
    drawRanking();
    look();
  });
  const model = choice(T.closer.model, SECTORS_BY.map((name) => [name, T.models[name]]), 'ge', (sm) => {
    change({ sm }, { quiet: true });
    look();
  });
  const which = choice(T.shares.which, Object.entries(T.shares.kinds), 'final_va', (sk) => {
    change({ sk }, { quiet: true });
    drawShares();
  });
  shares.tools.append(which.element);
  const bar = h('div', { class: 'closer' }, economy.element, model.element);
  const parts = [rank, sides, daily, sectors, prices, duties, shares, all];
  const rest = h('div', { class: 'rest' }, rank.element, bar, parts.slice(1).map((it) => it.element));
  const further = h('div', { class: 'further' });
  const element = h('div', { class: 'results' }, voice.element, first.element, actions.element, further, rest);
  rest.hidden = true;

  let now = null;
  let shareRows = null;
  let asking = null;
  let looking = null;

  const context = () => ({ ...world, economy: economy.select.value });

  function drawRanking() {
    if (!now) return;
    const chosen = now.found.measures.includes(state().k) ? state().k : now.found.measures[0];
    measure.offer(now.found.measures.map((name) => [name, draw.labelOf(now.found, name)]), chosen);
    retitle(rank, now.found.isStake ? T.ranking.stake : T.ranking.title);
    rank.show(draw.ranking(now.found, chosen, context()));
  }

  /** Where suppliers move first, that the headline counts less than what is below. */
  const moved = () => (now && isAfterMove(now.scenario) ? h('p', { class: 'hint' }, T.everything_.moved) : '');

  function drawShares() {
    which.select.value = state().sk || 'final_va';
    if (shareRows) shares.show(moved(), draw.shares(shareRows, which.select.value));
  }

  function drawActions() {
    const { question, found } = now;
    const failed = h('span', { role: 'status' });
    const making = async (event) => {
      const pressed = event.currentTarget;
      pressed.disabled = true;
      failed.replaceChildren(T.actions.making);
      try {
        save('report.html', await report(question), 'text/html');
        failed.replaceChildren();
      } catch (reason) {
        failed.replaceChildren(refusal(reason));
      }
      pressed.disabled = false;
    };
    actions.show(h('div', { class: 'actions', role: 'group', 'aria-label': T.actions.label },
      button(T.actions.toml, () => save('scenario.toml', found.described.toml, 'application/toml')),
      button(T.actions.report, making),
      copier(T.actions.command, () => found.commands.join('\n')),
      copier(T.actions.address, () => new URL(address(), location.href).href),
      button(T.actions.keep, () => change({ a: state().s, view: 'compare' })),
      failed),
    daysOf(now.scenario) && h('p', { class: 'hint' }, T.actions.reportOfYear(daysOf(now.scenario))));
  }

  /** Asks for a part, and shows what comes. */
  async function fill(part, signal, asked) {
    part.wait();
    try {
      const content = await asked();
      if (!signal.aborted) content ? part.show(content) : part.hide();
    } catch (reason) {
      if (!wasAborted(reason) && !signal.aborted) part.refuse(reason);
    }
  }

  /** What is closer to one economy, and hangs on the model that is shown. */
  function look() {
    looking?.abort();
    if (!now) return;
    looking = new AbortController();
    const { signal } = looking;
    const { found, scenario } = now;
    const days = found.byDay ? daysOf(scenario) : null;
    const question = { ...now.question, ...(days ? { days } : {}) };
    const code = economy.select.value;
    const who = names.economy(code);
    further.replaceChildren();
    const said = new Set([...found.warnings, ...found.described.findings]);
    const own = [];
    const ask = async (name, options) => {
      const answer = await command(name, { ...question, ...options }, signal);
      const fresh = signal.aborted ? [] : messagesOf([answer], 'warning').filter((text) => !said.has(text));
      for (const text of fresh) {
        said.add(text);
        own.push(h('li', {}, spoken(names.inNote(T.plainly(text, cardAt(scenario, world))))));
      }
      if (fresh.length > 0) further.replaceChildren(disclosure('further', T.further(own.length), h('ul', { class: 'hint' }, own)));
      return answer;
    };
    retitle(sectors, T.sectors.title(who));
    retitle(prices, T.prices.title(who));
    if (found.kind === 'tariff') ofTariffs({ ask, signal, found, code, who });
    else ofOthers({ ask, signal, found, code, who, question });
  }

  function ofTariffs({ ask, signal, found, code, who }) {
    const solving = found.models.filter((name) => name !== 'exposure');
    const offered = SECTORS_BY.filter((name) => solving.includes(name));
    const shown = offered.includes(state().sm) ? state().sm : offered[0];
    model.element.hidden = offered.length < 2;
    if (shown) model.offer(offered.map((name) => [name, T.models[name]]), shown);
    retitle(sides, T.sides.title(who));
    sides.show(draw.sides(found, context()));
    daily.hide();
    if (shown) {
      fill(sectors, signal, async () => {
        const answer = await ask('tariff', { model: shown, by: 'region-sector', region: code });
        const rows = rowsOf(answer).map((row) => ({
          sector: row.sector, before: row.value_added_before, after: row.value_added_after, change: row.value_added_change, percent: row.value_added_change_percent,
        }));
        return draw.sectors(rows, { hint: T.sectors[shown], isOfWork: shown === 'ge' }, context());
      });
      fill(shares, signal, async () => {
        shareRows = null;
        shareRows = rowsOf(await ask('scenario', { model: shown, by: 'bloc', family: 'shares' }));
        which.select.value = state().sk || 'final_va';
        return [moved(), ...draw.shares(shareRows, which.select.value)];
      });
      everything(signal, ask, shown, code);
    } else {
      for (const it of [sectors, shares, all]) it.hide();
    }
    const priced = ['price', 'armington', 'ge'].filter((name) => solving.includes(name));
    if (priced.length) {
      const isMoved = found.described.changes.includes('relocate');
      fill(prices, signal, async () => {
        if (isMoved) return h('p', { class: 'hint' }, T.notMoved);
        const answers = await Promise.all(priced.map((name) => ask('households', { model: name, by: 'sector', importer: code })));
        return draw.prices(Object.fromEntries(priced.map((name, at) => [name, rowsOf(answers[at])])), context());
      });
      fill(duties, signal, async () => {
        if (isMoved) return h('p', { class: 'hint' }, T.notMoved);
        const importers = rowsOf(await ask('incidence', {})).filter((row) => row.duty > 0);
        const largest = [...importers].sort((a, b) => b.duty - a.duty)[0]?.importer;
        const payer = importers.some((row) => row.importer === code) ? code : largest;
        if (!payer) return draw.duties({ importers: [], origins: [], revenue: [] }, context());
        const [origins, revenue] = await Promise.all([ask('incidence', { by: 'origin', importer: payer }), ask('revenue', { importer: payer })]);
        return draw.duties({ importers, origins: rowsOf(origins), revenue: rowsOf(revenue), who: payer }, context());
      });
    } else {
      for (const it of [prices, duties]) it.hide();
    }
  }

  function ofOthers({ ask, signal, found, code, who, question }) {
    const [name] = found.models;
    model.element.hidden = true;
    prices.hide();
    duties.hide();
    if (isDisruption(found.described)) {
      retitle(sides, T.sides.compare(who));
      fill(sides, signal, async () => draw.disruption(rowsOf(await ask('scenario', { compare: true, region: `${code},WLD` })), context()));
    } else {
      sides.hide();
    }
    if (found.byDay) {
      fill(daily, signal, async () => {
        const svg = await picture('daily', { ...question, model: name, region: code }, signal);
        return [inline(svg, T.daily.picture(who)), button(T.savePicture, () => save('daily.svg', svg, 'image/svg+xml'), { class: 'plain' })];
      });
    } else {
      daily.hide();
    }
    fill(sectors, signal, async () => {
      const answer = await ask('scenario', { model: name, by: 'region-sector', region: code, family: 'output' });
      const rows = rowsOf(answer).filter((row) => row.indicator === 'value_added')
        .map((row) => ({ sector: row.sector, before: row.before, after: row.after, change: row.change, percent: row.change_percent }));
      return draw.sectors(rows, { hint: T.sectors.other(T.models[name] ?? name) }, context());
    });
    fill(shares, signal, async () => {
      shareRows = null;
      shareRows = rowsOf(await ask('scenario', { model: name, by: 'bloc', family: 'shares' }));
      which.select.value = state().sk || 'final_va';
      return draw.shares(shareRows, which.select.value);
    });
    everything(signal, ask, name, code);
  }

  /** Every indicator, once it is asked for. */
  function everything(signal, ask, name, code) {
    const place = h('div');
    const opened = disclosure('everything', T.everything_.caption(names.economy(code)), place, { isLong: true });
    const load = async () => {
      if (!opened.open || place.childElementCount > 0) return;
      place.append(h('p', { class: 'progress' }, T.working));
      try {
        const answer = await ask('scenario', { model: name, region: code });
        place.replaceChildren(draw.indicators(answer.results[0], context()));
      } catch (reason) {
        if (!wasAborted(reason)) place.replaceChildren(refusal(reason));
      }
    };
    opened.addEventListener('toggle', load);
    all.show(moved(), opened);
    load();
  }

  /** Asks about a scenario. What was shown stays, dimmed, until answers are there; what moves gets the finding alone. */
  async function ask(edited, moving = false) {
    const scenario = finished(edited);
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (!isReady(scenario)) {
      looking?.abort();
      first.show(h('p', { class: 'finding' }, hasWrongDay(edited) ? T.unfinishedDay : T.unfinished));
      actions.hide();
      clear();
      return;
    }
    for (const it of [first, ...parts]) it.wait();
    const question = questionOf(scenario, world);
    try {
      const show = (found, more) => {
        if (signal.aborted) return;
        now = { question, found, scenario };
        onchoices(found);
        const focus = aim(found, namedIn(scenario, table, world.schedules));
        const codes = table.economies.map(({ code }) => code);
        economy.select.value = codes.includes(state().e) ? state().e : (found.isStake && focus.isNamed && focus.at) || focus.by || codes[0];
        rest.hidden = false;
        first.show(finding(found, scenario, world), more, scenario.length < edited.length && h('p', { class: 'hint' }, hasWrongDay(edited) ? T.unfinishedDayEntry : T.unfinishedEntry));
        drawActions();
        drawRanking();
      };
      const found = await outcome(whatModelsSay(scenario, world), signal, (soon) => {
        show(soon, h('p', { class: 'hint' }, T.moreToCome));
        // It is not the last word.
        if (!signal.aborted) first.element.setAttribute('aria-busy', 'true');
      });
      if (signal.aborted) return;
      show(found);
      voice.say(first.element.querySelector('.said').textContent);
      if (!moving) look();
    } catch (reason) {
      if (wasAborted(reason) || signal.aborted) return;
      looking?.abort();
      first.refuse(reworded(reason, scenario, world));
      actions.hide();
      clear();
    }
  }

  /** Nothing of the answer before stays where there is none, for eyes or ears. */
  function clear() {
    now = null;
    further.replaceChildren();
    rest.hidden = true;
    for (const it of parts) it.hide();
    voice.say(first.element.querySelector('.body').innerText);
  }

  return { element, ask, leave: () => { asking?.abort(); looking?.abort(); } };
}

