/**
 * Reads the single values of a bidder's reply. Bidders write amounts, times and yes in many forms. A value that can be
 * read in only one way is accepted; every other value is refused, because each bid costs money.
 */
import { toMicros } from '../values/money.ts';

/**
 * The largest bid in units of the currency. A larger bid is a mistake, whatever the target's own maximum is. The limit
 * also keeps amounts in micros exact.
 */
const AMOUNT_MAX = 1_000_000;

/** The words with which bidders accept a call, unless the target names other words. Upper and lower case are equal. */
export const ACCEPTANCE_VALUES_DEFAULT: readonly string[] = [
  'true',
  '1',
  'yes',
  'y',
  'ok',
  'accept',
  'accepted',
  'approved',
  'success',
  'successful',
  'reserved',
  'match',
  'matched',
  'sold',
  'won',
];

/** Whether a value is one of the words with which the target accepts a call. A missing value accepts nothing. */
export function isAccepted(value: unknown, words: readonly string[]): boolean {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return false;
  const word = String(value).normalize('NFKC').trim().replace(/[.!]$/, '').toLowerCase();
  return words.some((each) => each.toLowerCase() === word);
}

const CURRENCY_OF_SYMBOL: Record<string, string> = {
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  US$: 'USD',
  CA$: 'CAD',
  C$: 'CAD',
  AU$: 'AUD',
  A$: 'AUD',
  NZ$: 'NZD',
  HK$: 'HKD',
  MX$: 'MXN',
};

/** The currencies whose symbol is `$`. */
const DOLLARS = new Set(['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN']);

/** Whether the text, such as `USD`, `usd` or `$`, names the currency. An empty text names every currency. */
export function namesCurrency(text: string, currency: string): boolean {
  const name = text.trim().toUpperCase();
  if (name === '' || name === currency) return true;
  return name === '$' ? DOLLARS.has(currency) : CURRENCY_OF_SYMBOL[name] === currency;
}

/** `currencyTexts` are the currencies that stand before and after the digits. */
export type Amount = { micros?: number; isZero: boolean; currencyTexts: string[] };

/** Matches `$8.75`, `US$ 8.75`, `USD $8.75` and `8.75 USD`. Digits may be grouped by spaces or apostrophes. */
const AMOUNT =
  /^([A-Z]{3})?\s?([A-Z]{0,2}\p{Sc})?\s?\+?(\d[\d.,]{0,40}|\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d{0,20})?|\.\d{1,40})\s?(\p{Sc}|[A-Z]{3})?$/iu;
const PLAIN_AMOUNT = /^(?:\d{1,7}\.?\d*|\.\d+)$/;
const GROUPED_AMOUNT = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const DECIMAL_COMMA = /^(?:\d{1,7}|\d{1,3}(?:\.\d{3})+),\d{1,2}$/;
/** Words that bidders write instead of an amount if they do not bid. */
const NO_AMOUNT = /^(?:|-+|n\/?a|none|null|nil|false|no[ _-]?bid)$/i;

/** Whether the value says that there is no amount: null, false, an empty text, or a word such as `N/A`. */
export const isNoAmount = (value: unknown): boolean =>
  value === null || value === false || (typeof value === 'string' && NO_AMOUNT.test(value.trim()));

/**
 * Reads the amount of a bid. Fractions smaller than a millionth of the currency are rounded, because shares of revenue
 * have endless fractions.
 *
 * @returns `micros` only for a positive amount; `isZero` if the bidder bids nothing
 */
export function readAmount(value: unknown): Amount {
  // Wide digits and fixed spaces are written as ASCII.
  const [, code = '', symbol = '', digits, after = ''] =
    typeof value === 'string' ? (AMOUNT.exec(value.normalize('NFKC').trim()) ?? []) : [];
  const amount = typeof value === 'number' ? value : parseDecimal(digits?.replaceAll(/[ '’]/g, '') ?? '');
  const isReadable = Number.isFinite(amount) && amount >= 0 && amount <= AMOUNT_MAX;
  const micros = isReadable ? toMicros(amount) : 0;
  return { ...(micros > 0 && { micros }), isZero: amount === 0, currencyTexts: [code, symbol, after] };
}

function parseDecimal(text: string): number {
  if (PLAIN_AMOUNT.test(text)) return Number(text);
  if (GROUPED_AMOUNT.test(text)) return Number(text.replaceAll(',', ''));
  if (DECIMAL_COMMA.test(text)) return Number(text.replaceAll('.', '').replace(',', '.'));
  return Number.NaN;
}

/** Reads a number of whole seconds. Returns undefined if the value is not a number of seconds. */
export function readSeconds(value: unknown, max: number): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(max, Math.floor(seconds));
}

/** A larger number is not a duration in seconds, but a time: seconds since 1970. */
const EPOCH_SECONDS_MIN = 1_000_000_000;
const EPOCH_MILLISECONDS_MIN = EPOCH_SECONDS_MIN * 1_000;
const ZONE = /(?:z|[+-]\d{2}:?\d{2})$/i;

/**
 * Reads after how many seconds a bid expires. The value is a number of seconds, or a time: ISO 8601, or seconds or
 * milliseconds since 1970. A time without a zone is UTC.
 *
 * @param nowMs the real time in Unix milliseconds, because a bidder knows no other time
 */
export function readExpiry(value: unknown, max: number, nowMs: number): number | undefined {
  const number = readSeconds(value, Infinity);
  if (number !== undefined && number < EPOCH_SECONDS_MIN) return Math.min(max, number);
  const atMs = number === undefined ? parseTime(value) : number < EPOCH_MILLISECONDS_MIN ? number * 1_000 : number;
  if (atMs === undefined) return undefined;
  return Math.min(max, Math.max(0, Math.floor((atMs - nowMs) / 1_000)));
}

function parseTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value.trim())) return undefined;
  const text = value.trim().replace(' ', 'T');
  const atMs = Date.parse(ZONE.test(text) ? text : `${text}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}
