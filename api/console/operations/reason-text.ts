import { t, word } from '../ui/texts.ts';

/**
 * Returns why a campaign does not dial, in words of the console. If the message of the API names the time at which dialing
 * goes on, the text names the time in the time zone of the user.
 */
export function reasonText({ code, message }: { code: string; message: string }): string {
  const text = word('reason', code, message);
  const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(message)?.[0];
  if (!time || text === message) return text;
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit' } as const;
  return `${text} ${t('floor.nextAt', { time: new Date(time).toLocaleString(undefined, options) })}`;
}
