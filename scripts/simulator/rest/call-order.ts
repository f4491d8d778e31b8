/** Reads and checks the form of a create: what Twilio refuses is refused here with the same code. */
import type { Carrier } from '../carrier.ts';
import { queueIsFull } from '../dial-queue.ts';
import type { OutboundOrder } from '../outbound.ts';
import { type StatusCallback, statusCallback } from '../status-callback.ts';
import type { Source } from '../twiml/document.ts';
import type { Method } from '../webhook-transport.ts';
import { isE164 } from '../wire.ts';
import { RestError } from './envelope.ts';

/** The magic numbers of Twilio's test credentials. */
const refusedTo: Record<string, [code: number, message: string]> = {
  '+15005550001': [21217, 'Phone number does not appear to be valid'],
  '+15005550002': [21214, "'To' phone number cannot be reached"],
  '+15005550003': [21215, 'Account not authorized to call'],
  '+15005550004': [21216, 'Account not allowed to call'],
};

/** Among the magic numbers only one may call; every number outside their block may. */
function refusedFrom(from: string): [code: number, message: string] | undefined {
  if (!/^\+1500555\d{4}$/.test(from) || from === '+15005550006') return undefined;
  return from === '+15005550001' ? [21212, "Invalid 'From' Phone Number"] : [21210, "'From' phone number not verified"];
}

const timeoutSecondsDefault = 60;
const timeoutSecondsMax = 600;
const timeLimitSecondsDefault = 14_400;
const twimlCharsMax = 4_000;
const detectionSeconds = { min: 3, max: 59, default: 30 };

/** @throws RestError */
export function callOrder(carrier: Carrier, form: URLSearchParams): OutboundOrder {
  const { from, to } = parties(form);
  if (queueIsFull(carrier)) throw new RestError(400, 22005, 'Call queue is full');
  const fallbackUrl = urlOf(form, 'FallbackUrl', 21205);
  return {
    from,
    to,
    callback: callbackOf(form, 'StatusCallback', []),
    fallback: fallbackUrl ? { url: fallbackUrl, method: methodOf(form, 'FallbackMethod') } : null,
    timeoutSeconds: bounded(form, 'Timeout', 1, timeoutSecondsMax, timeoutSecondsDefault),
    timeLimitSeconds: bounded(form, 'TimeLimit', 1, 86_400, timeLimitSecondsDefault),
    record: recordOf(form),
    detection: detectionOf(form),
    onAnswer: instructions(form),
  };
}

/** @throws RestError for numbers that are missing or that Twilio would refuse to connect. */
export function parties(form: URLSearchParams): { from: string; to: string } {
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  if (to === '') throw new RestError(400, 21201, "No 'To' number is specified");
  if (from === '') throw new RestError(400, 21213, "No 'From' number is specified");
  if (!isAddress(to))
    throw new RestError(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  if (!isAddress(from)) throw new RestError(400, 21212, `The source phone number provided, ${from}, is not valid.`);
  const refusal = refusedTo[to] ?? refusedFrom(from);
  if (refusal) throw new RestError(400, ...refusal);
  return { from, to };
}

/** @throws RestError when neither Url nor Twiml is given, or neither can be used. */
export function instructions(form: URLSearchParams): Source {
  const url = urlOf(form, 'Url', 21205);
  if (url) return { url, method: methodOf(form, 'Method'), event: 'url' };
  const twiml = form.get('Twiml');
  if (twiml && twiml.length > twimlCharsMax) throw new RestError(400, 21626, `Twiml is longer than ${twimlCharsMax}`);
  if (twiml) return { twiml };
  if (form.get('ApplicationSid')) throw new RestError(400, 21218, 'Invalid ApplicationSid');
  throw new RestError(400, 21205, 'Url parameter is required.');
}

export function methodOf(form: URLSearchParams, name: string): Method {
  const method = (form.get(name) || 'POST').toUpperCase();
  if (method !== 'GET' && method !== 'POST') throw new RestError(400, 21403, `Invalid ${name}: ${method}`);
  return method;
}

/** The callback that `<prefix>`, `<prefix>Method` and `<prefix>Event` describe. */
export function callbackOf(
  form: URLSearchParams,
  prefix: string,
  defaultEvents: readonly string[],
): StatusCallback | null {
  const words = form.getAll(`${prefix}Event`).flatMap((value) => value.split(/[\s,]+/).filter(Boolean));
  const events = words.length > 0 ? words : defaultEvents;
  return statusCallback(urlOf(form, prefix, 21609), methodOf(form, `${prefix}Method`), events);
}

export function booleanOf(form: URLSearchParams, name: string): boolean | undefined {
  const value = form.get(name)?.toLowerCase();
  return value === undefined || value === '' ? undefined : value === 'true';
}

export function bounded(form: URLSearchParams, name: string, min: number, max: number, fallback: number): number {
  const text = form.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RestError(400, 20001, `Invalid parameter ${name}: ${text}`);
  return Math.min(Math.max(value, min), max);
}

function recordOf(form: URLSearchParams): OutboundOrder['record'] {
  if (!booleanOf(form, 'Record')) return null;
  const channels = form.get('RecordingChannels') === 'dual' ? 2 : 1;
  return { channels, callback: callbackOf(form, 'RecordingStatusCallback', ['completed']) };
}

export function detectionOf(form: URLSearchParams): OutboundOrder['detection'] {
  const asked = form.get('MachineDetection');
  // Twilio ignores detection when it is to send digits.
  if (!asked || asked === 'none' || form.get('SendDigits')) return null;
  const mode = asked === 'DetectMessageEnd' ? 'DetectMessageEnd' : 'Enable';
  const { min, max, default: usual } = detectionSeconds;
  const timeoutSeconds = bounded(form, 'MachineDetectionTimeout', min, max, usual);
  const isAsync = booleanOf(form, 'AsyncAmd') ?? false;
  return { mode, timeoutSeconds, isAsync, callback: callbackOf(form, 'AsyncAmdStatusCallback', []) };
}

function urlOf(form: URLSearchParams, name: string, code: number): string | null {
  const text = form.get(name);
  if (!text) return null;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname.includes('_'))
    throw new RestError(400, code, `${name} is not a valid URL: ${text}`);
  return text;
}

function isAddress(number: string): boolean {
  return isE164(number) || /^(?:sip|client):\S+$/.test(number);
}
