/**
 * A strict parser for the part of XML that TwiML uses: elements, attributes, text, entities, comments, CDATA and the
 * XML declaration. The parser supports no document types and no namespaces. Like Twilio, the parser rejects XML that is
 * not well-formed.
 */
import { LIMITS } from '../limits.ts';

export type XmlElement = {
  name: string;
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
};

export class XmlError extends Error {
  override name = 'XmlError';
}

const NAME_PATTERN = /[A-Za-z_][\w.-]*/y;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

type Cursor = { text: string; at: number; elements: number };

/**
 * Parses XML.
 *
 * @throws XmlError with the line and the problem if the XML is invalid.
 */
export function parseXml(text: string): XmlElement {
  const cursor: Cursor = { text: text.replace(/^\uFEFF/, ''), at: 0, elements: 0 };
  if (cursor.text.startsWith('<?xml')) skipPast(cursor, '?>');
  skipMisc(cursor);
  if (!startsWith(cursor, '<')) fail(cursor, 'expected the root element');
  const root = parseElement(cursor, 1);
  skipMisc(cursor);
  if (cursor.at < cursor.text.length) fail(cursor, 'unexpected content after the root element');
  return root;
}

/** Returns all text inside an element, without white space at the start and the end. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('')
    .trim();
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

function parseElement(cursor: Cursor, depth: number): XmlElement {
  if (depth > LIMITS.elementDepthMax) fail(cursor, 'nested too deeply');
  if (++cursor.elements > LIMITS.elementsPerDocumentMax) fail(cursor, 'too many elements');
  expect(cursor, '<');
  const element: XmlElement = { name: parseName(cursor), attributes: parseAttributes(cursor), children: [] };
  if (startsWith(cursor, '/>')) {
    cursor.at += 2;
    return element;
  }
  expect(cursor, '>');
  while (!startsWith(cursor, '</')) {
    if (cursor.at >= cursor.text.length) fail(cursor, `<${element.name}> is not closed`);
    const child = parseChild(cursor, depth);
    if (child !== null) element.children.push(child);
  }
  expect(cursor, '</');
  const closingName = parseName(cursor);
  if (closingName !== element.name) fail(cursor, `</${closingName}> closes <${element.name}>`);
  skipSpace(cursor);
  expect(cursor, '>');
  return element;
}

function parseChild(cursor: Cursor, depth: number): XmlElement | string | null {
  if (startsWith(cursor, '<!--')) {
    skipPast(cursor, '-->');
    return null;
  }
  if (startsWith(cursor, '<![CDATA[')) {
    const start = cursor.at + '<![CDATA['.length;
    skipPast(cursor, ']]>');
    return cursor.text.slice(start, cursor.at - ']]>'.length);
  }
  if (startsWith(cursor, '<')) return parseElement(cursor, depth + 1);
  const end = cursor.text.indexOf('<', cursor.at);
  return decode(cursor, end === -1 ? cursor.text.length : end);
}

function parseAttributes(cursor: Cursor): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  while (true) {
    const hasSpace = skipSpace(cursor);
    if (startsWith(cursor, '>') || startsWith(cursor, '/>')) return attributes;
    if (!hasSpace) fail(cursor, 'expected white space before an attribute');
    const name = parseName(cursor);
    if (name in attributes) fail(cursor, `attribute ${name} is given twice`);
    skipSpace(cursor);
    expect(cursor, '=');
    skipSpace(cursor);
    const quote = cursor.text[cursor.at] ?? '';
    if (quote !== '"' && quote !== "'") fail(cursor, `the value of ${name} is not quoted`);
    cursor.at += 1;
    const end = cursor.text.indexOf(quote, cursor.at);
    if (end === -1) fail(cursor, `the value of ${name} does not end`);
    if (cursor.text.slice(cursor.at, end).includes('<')) fail(cursor, `the value of ${name} contains <`);
    attributes[name] = decode(cursor, end);
    cursor.at += 1;
  }
}

function parseName(cursor: Cursor): string {
  NAME_PATTERN.lastIndex = cursor.at;
  const name = NAME_PATTERN.exec(cursor.text)?.[0];
  if (name === undefined) return fail(cursor, 'expected a name');
  cursor.at += name.length;
  return name;
}

/** Returns the text from the cursor to `end`, with entities replaced. Moves the cursor to `end`. */
function decode(cursor: Cursor, end: number): string {
  const raw = cursor.text.slice(cursor.at, end);
  const decoded = raw.replaceAll(/&([^;&\s]{0,10})(;?)/g, (whole, name: string, semicolon: string) => {
    const character = semicolon ? (ENTITIES[name] ?? characterReference(name)) : undefined;
    return character ?? fail(cursor, `bad entity ${whole}`);
  });
  cursor.at = end;
  return decoded;
}

function characterReference(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (!digits) return undefined;
  const code = digits[1] ? Number.parseInt(digits[1], 16) : Number(digits[2]);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Moves the cursor past white space and comments. */
function skipMisc(cursor: Cursor): void {
  while (skipSpace(cursor) || startsWith(cursor, '<!--')) if (startsWith(cursor, '<!--')) skipPast(cursor, '-->');
}

function skipSpace(cursor: Cursor): boolean {
  const start = cursor.at;
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
  return cursor.at > start;
}

function skipPast(cursor: Cursor, end: string): void {
  const at = cursor.text.indexOf(end, cursor.at);
  if (at === -1) fail(cursor, `expected ${end}`);
  cursor.at = at + end.length;
}

function startsWith(cursor: Cursor, token: string): boolean {
  return cursor.text.startsWith(token, cursor.at);
}

function expect(cursor: Cursor, token: string): void {
  if (!startsWith(cursor, token)) fail(cursor, `expected ${token}`);
  cursor.at += token.length;
}

function fail(cursor: Cursor, problem: string): never {
  const line = cursor.text.slice(0, cursor.at).split('\n').length;
  throw new XmlError(`line ${line}: ${problem}`);
}
