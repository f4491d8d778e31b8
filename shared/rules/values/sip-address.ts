/** SIP addresses, such as `sip:sales@pbx.example.com;transport=tls`. */

const USER = /[\w.!~*'()&=+$,;?/%-]{1,100}/.source;
const HOST = /[A-Za-z0-9](?:[A-Za-z0-9.-]{0,120}[A-Za-z0-9])?(?::\d{1,5})?/.source;
/** Parameters and headers of a SIP address, such as `;transport=tls` and `?x-key=1`. */
const PARAMETERS = /(?:;[\w.+%-]{1,40}(?:=[\w.+:%[\]-]{1,60})?){0,8}(?:\?[\w.+%=&-]{1,200})?/.source;
const SIP = new RegExp(`^sips?:${USER}@${HOST}${PARAMETERS}$`);
const BARE_SIP = new RegExp(`^[\\w.+%-]{1,100}@${HOST}${PARAMETERS}$`);

/** Whether the text begins like a SIP address, in upper or lower case. */
export const hasSipScheme = (text: string): boolean => /^sips?:/i.test(text);

/** Whether the text is a complete SIP address. */
export const isSipAddress = (text: string): boolean => SIP.test(text);

/** Returns a SIP address with its scheme in lower case, and with a scheme; undefined if the text is no SIP address. */
export function readSipAddress(text: string): string | undefined {
  const scheme = /^sips?:/i.exec(text)?.[0];
  if (scheme) return scheme.toLowerCase() + text.slice(scheme.length);
  return BARE_SIP.test(text) ? `sip:${text}` : undefined;
}
