/** What a verb is given and gives back, and how verbs read their attributes. */
import type { Call } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import type { HttpMethod, StatusCallback } from '../webhooks/callback.ts';
import { TwimlError } from './document.ts';
import type { XmlElement } from './parse.ts';
import type { TwimlSource } from './source.ts';

export type Run = {
  carrier: Carrier;
  call: Call;
  /** Aborts when this document must stop. */
  signal: AbortSignal;
  /** A whisper plays to a called party before it is connected; <Dial> is not allowed in it. */
  context: 'call' | 'whisper';
  /** The document's own address; null for inline instructions. */
  url: string | null;
  /** The executor, handed down because <Dial> runs whispers on the legs it creates. */
  runInstructions: (carrier: Carrier, call: Call, first: TwimlSource, context: Run['context']) => Promise<void>;
};

/** Returns the next document, or null to go on with the next verb. */
export type Verb = (run: Run, element: XmlElement) => Promise<TwimlSource | null>;

/** @throws TwimlError for an address that is none. */
export function resolveUrl(run: Run, url: string): string {
  const resolved = URL.parse(url, run.url ?? undefined);
  if (!resolved || !/^https?:$/.test(resolved.protocol)) throw new TwimlError(11100, `Invalid URL "${url}"`, run.url);
  // An absolute address is signed as the product wrote it, not in URL's normal form.
  return /^https?:\/\//i.test(url) ? url : resolved.href;
}

/** The document that `action` names, or null without the attribute. */
export function actionSource(run: Run, element: XmlElement, params: Record<string, string>): TwimlSource | null {
  const { action } = element.attributes;
  if (action === undefined) return null;
  return { url: resolveUrl(run, action), method: methodOf(run, element, 'method'), event: 'action', params };
}

/** As {@link actionSource}, for verbs whose `action` defaults to the document they stand in. */
export function actionOrSelf(run: Run, element: XmlElement, params: Record<string, string>): TwimlSource | null {
  const { action = run.url ?? undefined } = element.attributes;
  return action === undefined
    ? null
    : actionSource(run, { ...element, attributes: { ...element.attributes, action } }, params);
}

/** The callback that `<prefix>`, `<prefix>Method` and `<prefix>Event` describe; null without an address. */
export function callbackOf(
  run: Run,
  element: XmlElement,
  prefix: 'statusCallback' | 'recordingStatusCallback',
  defaultEvents: readonly string[],
): StatusCallback | null {
  const url = element.attributes[prefix];
  if (!url) return null;
  const events = (element.attributes[`${prefix}Event`] ?? '').split(/\s+/).filter(Boolean);
  return {
    url: resolveUrl(run, url),
    method: methodOf(run, element, `${prefix}Method`),
    events: new Set(events.length > 0 ? events : defaultEvents),
  };
}

export function methodOf(run: Run, element: XmlElement, attribute: string): HttpMethod {
  const method = (element.attributes[attribute] ?? 'POST').toUpperCase();
  if (method !== 'GET' && method !== 'POST')
    throw new TwimlError(12200, `${attribute}="${method}" in <${element.name}>`, run.url);
  return method;
}

export function numberOf(run: Run, element: XmlElement, attribute: string, fallback: number): number {
  const text = element.attributes[attribute];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new TwimlError(12200, `${attribute}="${text}" in <${element.name}>`, run.url);
  return value;
}

export function booleanOf(run: Run, element: XmlElement, attribute: string, fallback: boolean): boolean {
  const text = element.attributes[attribute];
  if (text === undefined) return fallback;
  if (text !== 'true' && text !== 'false')
    throw new TwimlError(12200, `${attribute}="${text}" in <${element.name}>`, run.url);
  return text === 'true';
}

/** `loop="0"` repeats for ever, which here means a large bound. */
export function loopsOf(run: Run, element: XmlElement): number {
  return Math.min(numberOf(run, element, 'loop', 1) || LIMITS.loopsMax, LIMITS.loopsMax);
}
