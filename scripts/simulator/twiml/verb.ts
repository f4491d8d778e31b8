/** The type of a TwiML verb, and functions that read the attributes of verbs. */
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
  /** Aborts when the document must stop. */
  signal: AbortSignal;
  /** `whisper` if the document plays to a called party before the connection. <Dial> is not allowed in a whisper. */
  context: 'call' | 'whisper';
  /** The URL of the document; null for inline TwiML. */
  url: string | null;
  /**
   * Runs the TwiML instructions of another leg: <Dial> runs whispers on the legs that it creates. The function is
   * passed in to avoid an import cycle.
   */
  runInstructions: (carrier: Carrier, call: Call, first: TwimlSource, context: Run['context']) => Promise<void>;
};

/**
 * Runs one element of the document. Returns the source of the next document, or null to continue with the next verb.
 */
export type Verb = (run: Run, element: XmlElement) => Promise<TwimlSource | null>;

/**
 * Returns the absolute form of a URL in a document.
 *
 * @throws TwimlError if the URL is invalid.
 */
export function resolveUrl(run: Run, url: string): string {
  const resolved = URL.parse(url, run.url ?? undefined);
  if (!resolved || !/^https?:$/.test(resolved.protocol)) throw new TwimlError(11100, `Invalid URL "${url}"`, run.url);
  // The signature covers an absolute URL exactly as the product wrote the URL, so the class URL must not normalize it.
  return /^https?:\/\//i.test(url) ? url : resolved.href;
}

/** Returns the source of the document that the attribute `action` names; null if the element has no `action`. */
export function actionSource(run: Run, element: XmlElement, params: Record<string, string>): TwimlSource | null {
  const { action } = element.attributes;
  if (action === undefined) return null;
  return { url: resolveUrl(run, action), method: methodOf(run, element, 'method'), event: 'action', params };
}

/** Returns the same as {@link actionSource}. If the element has no `action`, returns the current document. */
export function actionOrSelf(run: Run, element: XmlElement, params: Record<string, string>): TwimlSource | null {
  const { action = run.url ?? undefined } = element.attributes;
  return action === undefined
    ? null
    : actionSource(run, { ...element, attributes: { ...element.attributes, action } }, params);
}

/**
 * Returns the callback from the attributes `<prefix>`, `<prefix>Method` and `<prefix>Event`; null if there is no URL.
 */
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

/**
 * Returns the number of repetitions. `loop="0"` means for ever in TwiML, and the simulator then repeats `loopsMax`
 * times.
 */
export function loopsOf(run: Run, element: XmlElement): number {
  return Math.min(numberOf(run, element, 'loop', 1) || LIMITS.loopsMax, LIMITS.loopsMax);
}
