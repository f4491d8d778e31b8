/** How the console shows numbers, times and money. */

/** Formats seconds as `4:05` or `1:04:05`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** @param share 0 to 1 */
export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined || Number.isNaN(share) ? '–' : `${(100 * share).toFixed(digits)} %`;

export const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export const number = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toLocaleString();

export const money = (value: number | null | undefined, currency = 'USD'): string =>
  value === null || value === undefined ? '–' : value.toLocaleString(undefined, { style: 'currency', currency });

export const milliseconds = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`;

type Time = string | null | undefined;

export const timeOfDay = (time: Time): string =>
  time ? new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' }) : '–';

/** Formats a time as the time of day if it is less than a day away, and otherwise with the day. */
export function dateTime(time: Time): string {
  if (!time) return '–';
  const date = new Date(time);
  return date.toLocaleString(undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(Math.abs(Date.now() - date.getTime()) > 300 * 86_400_000 && { year: 'numeric' }),
  });
}

/** Formats a number of North America in groups, such as `+1 415 555 1234`. Other plans have groups of other lengths. */
export function phone(number: string | null | undefined): string {
  if (!number) return '–';
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return american ? `+1 ${american[1]} ${american[2]} ${american[3]}` : number;
}

/** The time zone of the browser. The days of all figures begin at its midnight. */
export const TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
