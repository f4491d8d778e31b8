/** Reads the form parameters of REST requests. */
import { createStatusCallback, type HttpMethod, type StatusCallback } from '../webhooks/callback.ts';
import { RestError } from './errors.ts';

/**
 * Returns the HTTP method in the parameter `name`.
 *
 * @throws RestError if the method is neither GET nor POST.
 */
export function methodOf(form: URLSearchParams, name: string): HttpMethod {
  const method = (form.get(name) || 'POST').toUpperCase();
  if (method !== 'GET' && method !== 'POST') throw new RestError(400, 21403, `Invalid ${name}: ${method}`);
  return method;
}

const RECORDING_EVENTS = ['in-progress', 'completed', 'absent'];

/** The events of each callback. */
const EVENTS: Record<string, readonly string[]> = {
  StatusCallback: ['initiated', 'ringing', 'answered', 'completed'],
  RecordingStatusCallback: RECORDING_EVENTS,
  ConferenceRecordingStatusCallback: RECORDING_EVENTS,
  ConferenceStatusCallback: ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement'],
};

/**
 * Returns the callback from the parameters `<prefix>`, `<prefix>Method` and `<prefix>Event`; null if there is no URL.
 */
export function callbackOf(
  form: URLSearchParams,
  prefix: string,
  defaultEvents: readonly string[],
): StatusCallback | null {
  const given = form.getAll(`${prefix}Event`).filter(Boolean);
  const known = EVENTS[prefix] ?? [];
  // Twilio wants one parameter for each event. Several events in one parameter are one unknown event.
  const unknown = given.find((event) => !known.includes(event));
  if (unknown !== undefined) throw new RestError(400, 21626, `Invalid ${prefix}Event: ${unknown}`);
  const events = given.length > 0 ? given : defaultEvents;
  return createStatusCallback(urlOf(form, prefix, 21609), methodOf(form, `${prefix}Method`), events);
}

export function booleanOf(form: URLSearchParams, name: string): boolean | undefined {
  const value = form.get(name)?.toLowerCase();
  return value === undefined || value === '' ? undefined : value === 'true';
}

/**
 * Returns the number in the parameter `name`, limited to the range from `min` to `max`.
 *
 * @throws RestError if the text is not a number.
 */
export function clampedNumberOf(
  form: URLSearchParams,
  name: string,
  min: number,
  max: number,
  fallback: number,
): number {
  const text = form.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RestError(400, 20001, `Invalid parameter ${name}: ${text}`);
  return Math.min(Math.max(value, min), max);
}

/**
 * Returns the URL in the parameter `name`.
 *
 * @param code Twilio's error code for an invalid URL in the parameter.
 * @throws RestError if the URL is invalid.
 */
export function urlOf(form: URLSearchParams, name: string, code: number): string | null {
  const text = form.get(name);
  if (!text) return null;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname.includes('_'))
    throw new RestError(400, code, `${name} is not a valid URL: ${text}`);
  return text;
}
