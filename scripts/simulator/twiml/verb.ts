/** The type of a verb, and readers for the attributes of verbs. */
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
  /** A whisper plays to a called party before the connection. <Dial> is not allowed in a whisper. */
  context: 'call' | 'whisper';
  /** The URL of the document; null for inline TwiML. */
  url: string | null;
  /** <Dial> runs whispers on the legs that it creates. The function is passed in to avoid an import cycle. */
  runInstructions: (carrier: Carrier, call: Call, first: TwimlSource, context: Run['context']) => Promise<void>;
};

/** Returns the source of the next document, or null to continue with the next verb. */
export type Verb = (run: Run, element: XmlElement) => Promise<TwimlSource | null>;

/** @throws TwimlError for an invalid URL. */
export function resolveUrl(run: Run, url: string): string {
  const resolved = URL.parse(url, run.url ?? undefined);
  if (!resolved || !/^https?:$/.test(resolved.protocol)) throw new TwimlError(11100, `Invalid URL "${url}"`, run.url);
  // The signature covers an absolute URL exactly as the product wrote it, not as URL normalizes it.
  return /^https?:\/\//i.test(url) ? url : resolved.href;
}

/** The document of the attribute `action`; null without the attribute. */
export function actionSource(run: Run, element: XmlElement, params: Record<string, string>): TwimlSource | null {
  const { action } = element.attributes;
  if (action === undefined) return null;
  return { url: resolveUrl(run, action), method: methodOf(run, element, 'method'), event: 'action', params };
}

/** Like {@link actionSource}, for verbs whose `action` defaults to the current document. */
export function actionOrSelf(run: Run, element: XmlElement, params: Record<string, string>): TwimlSource | null {
  const { action = run.url ?? undefined } = element.attributes;
  return action === undefined
    ? null
    : actionSource(run, { ...element, attributes: { ...element.attributes, action } }, params);
}

/** The callback from the attributes `<prefix>`, `<prefix>Method` and `<prefix>Event`; null without a URL. */
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

/** `loop="0"` means for ever; the simulator repeats `loopsMax` times. */
export function loopsOf(run: Run, element: XmlElement): number {
  return Math.min(numberOf(run, element, 'loop', 1) || LIMITS.loopsMax, LIMITS.loopsMax);
}
