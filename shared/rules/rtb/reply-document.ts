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
});

const HTML = /^<(?:!doctype\s+html|html|head|body)\b/i;
/** Matches `name=value` pairs, as a form sends them. */
const FORM = /^[\w.[\]%-]{1,100}=[^&\s]*(?:&[\w.[\]%-]{1,100}=[^&\s]*)*$/;

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
    return JSON.parse(text) as unknown;
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
