/** Reads the body of a bidder's reply: JSON, XML or a form. */
import { XMLParser } from 'fast-xml-parser';

/** Numbers stay texts, so that a phone number keeps its zeros and its plus sign. */
const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // `ns:bid` is `bid`: bidders choose the prefix.
  removeNSPrefix: true,
  // Numeric entities, such as the plus sign in `&#43;18332041000`.
  htmlEntities: true,
});

const HTML = /^<(?:!doctype\s+html|html|head|body)\b/i;
/** Matches `name=value` pairs, as a form sends them. Some bidders do not encode spaces. */
const FORM = /^[\w.[\]%-]{1,100}=[^&\r\n]*(?:&[\w.[\]%-]{1,100}=[^&\r\n]*)*$/;
/** Matches a plain text that says no, such as `no bid` or `Rejected: duplicate`. */
const REFUSAL =
  /^(?:no|none|null|false|reject(?:ed)?|declined?|refused?|not interested|unmatched|duplicate)(?![a-z])[^<>{}=]*$/i;

/** Whether the text is no document, but a few words that refuse the call. */
export const isRefusalText = (text: string): boolean => REFUSAL.test(text.replace(/^[\s"']+/, ''));

/** Whether the text is a page for people. Servers and proxies send such a page when a request fails. */
export const isHtml = (text: string): boolean => HTML.test(text.trimStart());

/**
 * Parses the body of a reply. The members of an XML document can be found with and without the name of the root
 * element: both `response.bid` and `bid`.
 *
 * @returns undefined if the text is not JSON, XML or a form
 */
export function parseReply(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed.startsWith('<')) return isHtml(trimmed) ? undefined : parseXml(trimmed);
  return parseJson(trimmed) ?? (FORM.test(trimmed) ? Object.fromEntries(new URLSearchParams(trimmed)) : undefined);
}

function parseJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    // Some bidders encode their JSON twice: the text is a JSON string that contains the object.
    return typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : value;
  } catch {
    return undefined;
  }
}

function parseXml(text: string): unknown {
  // A document type can declare entities that expand to huge texts.
  if (/<!doctype/i.test(text)) return undefined;
  try {
    const document = xml.parse(text, true) as Record<string, unknown>;
    const [root] = Object.values(document);
    return typeof root === 'object' && root !== null ? { ...root, ...document } : document;
  } catch {
    return undefined;
  }
}
