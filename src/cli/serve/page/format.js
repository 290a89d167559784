// Numbers as people read them. The full value always goes along beside, in `data-value`.

import { T } from './texts.js';

const LANGUAGE = document.documentElement.lang || 'en';
const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(LANGUAGE, options));
  return formats.get(key);
}

/** Below this a number, in per cent or in money, is what computing leaves over. */
const NOTHING = 1e-7;

export const isNothing = (ratio) => Math.abs(ratio * 100) < NOTHING;

/** Percentage points below this are what computing leaves over. */
const LEAST_POINTS = 5e-5;

export const settled = (points) => (Math.abs(points) < LEAST_POINTS ? 0 : points);

/** Digits enough to tell numbers apart, and no more: two below ten, one after the point below a hundred. */
export function number(value, { signed = false, digits = 2 } = {}) {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  const size = Math.abs(value);
  const signDisplay = signed ? 'exceptZero' : 'negative';
  let options = { minimumSignificantDigits: digits, maximumSignificantDigits: digits };
  if (size < NOTHING) options = { maximumFractionDigits: 0 };
  else if (size >= 100) options = { maximumFractionDigits: 0 };
  else if (size >= 10) options = { minimumFractionDigits: digits - 1, maximumFractionDigits: digits - 1 };
  return format({ ...options, signDisplay }).format(size < NOTHING ? 0 : value).replace('-', '−');
}

/** A plain number that a person typed, such as a rate. */
export const typed = (value) => format({ maximumFractionDigits: 6 }).format(value);

/** Per cent of a ratio. */
export const percent = (ratio, options) => T.percent(number(ratio * 100, options));
export const signedPercent = (ratio) => percent(ratio, { signed: true });

/** From one ratio to another, in per cent; one of them where they read alike. */
export function percentRange(low, high, options) {
  return T.percent(T.to(number(low * 100, options), number(high * 100, options)));
}

/** Of so many per cent, as typed. */
export const typedPercent = (value) => T.percent(typed(value));

/** Money, in billions where there are thousands of millions. */
export function money(value, unit, options) {
  if (value === null || value === undefined) return '';
  const large = unit.startsWith('million ') && Math.abs(value) >= 1000;
  return large
    ? T.amount(number(value / 1000, options), unit.replace('million', T.billion))
    : T.amount(number(value, options), unit);
}

/** From one amount to another, in one unit. */
export function moneyRange(low, high, unit) {
  const large = unit.startsWith('million ') && Math.max(Math.abs(low), Math.abs(high)) >= 1000;
  const figure = (value) => number(large ? value / 1000 : value);
  return T.amount(T.to(figure(low), figure(high)), large ? unit.replace('million', T.billion) : unit);
}

const HUNDREDFOLD = {
  share: '%', 'relative change': '%', rate: '%', 'difference of shares': 'percentage points', 'difference of relative changes': 'percentage points',
};

/** How a column of this unit is shown: what it is multiplied by, and the unit then. */
export function shownAs(unit) {
  if (HUNDREDFOLD[unit]) return { factor: 100, unit: HUNDREDFOLD[unit] };
  if (unit === 'per cent') return { factor: 1, unit: '%' };
  if (unit === 'percentage points') return { factor: 1, unit: 'percentage points' };
  if (['ratio', 'count', 'index', 'number', 'mixed', 'residual'].includes(unit)) return { factor: 1, unit: '' };
  return { factor: 1, unit: unit ?? '' };
}
