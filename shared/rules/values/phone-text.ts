/**
 * Finds the phone numbers in a text that a person or a program wrote: in a cell of a lead file, or in a request. The
 * text may contain labels, links, extensions, several numbers, or marks that spreadsheets add.
 */

/** One phone number of a text, as written. */
export type PhoneText = {
  text: string;
  /** The digits that are dialled after the call is answered. */
  extension?: string | undefined;
};

/** What a text says about phone numbers. */
export type PhoneTexts = {
  numbers: PhoneText[];
  /** Whether the text says more than one plain phone number. */
  hasMore: boolean;
};

/** Texts longer than this are not searched, because the search takes time. It is enough for ten phone numbers. */
const TEXT_LENGTH_MAX = 500;
const DIGITS_MIN = 7;
const SHORT_DIGITS_MIN = 4;
/** E.164 allows 15 digits. A written number may have up to 3 more: an international prefix, or `(0)`. */
const DIGITS_MAX = 18;

/** Matches a cell that is one phone number and nothing else, as nearly all cells are. */
const PLAIN = /^(?!\d+\.0+$)\+?[\d(][\d ().-]{5,19}$/;
const SCIENTIFIC = /^\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i;
const EXTENSION = /(?:\b(?:ext(?:ension|n)?|extensi[oó]n|xt?|durchwahl|dw|poste|ramal|anexo|interno?|доб)\b|x(?=\d)|#)/;
const EXTENSION_AT_END = new RegExp(`^(.*\\d.*?)[\\s,;(]*${EXTENSION.source}[\\s.:=#]*(\\d{1,7})\\)?\\s*$`, 'iu');
const TOLL_FREE_VANITY = /^(?:\+?1[\s.-]*)?\(?8(?:00|22|33|44|55|66|77|88)\)?[\s.-]*[A-Z\d][A-Z\d\s.-]*$/i;
const LOCAL_VANITY = /^(?:\+?1[\s.-]*)?(?:\(\d{3}\)\s*|\d{3}[.-]+)(?=[\d.-]*[A-Z])[A-Z\d][A-Z\d.-]*$/;
const KEYPAD = ['', '', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];

/** Finds the phone numbers in a text, in their order. */
export function phoneTexts(cell: string): PhoneTexts {
  const trimmed = cell.trim();
  if (PLAIN.test(trimmed)) return { numbers: [{ text: trimmed }], hasMore: false };
  const text = cleanText(trimmed);
  const whole = wholeNumber(text);
  if (whole !== undefined) return { numbers: [{ text: whole }], hasMore: /\p{L}{2}/u.test(text) };
  if (SCIENTIFIC.test(text)) return { numbers: [], hasMore: true };
  const numbers = joinExtensions(text)
    .split(/[,;|\n\r\t"]|:::|\\n|\s(?:or|and|und|oder|ou|et|y|o|e|&)\s/iu)
    .flatMap(numbersOfPart);
  const others = numbers.length > 1 || numbers.some(({ extension }) => extension !== undefined);
  if (numbers.length > 0) return { numbers, hasMore: others || /\p{L}{2}/u.test(text) };
  const digits = text.replaceAll(/[^\d+]/g, '');
  // In small countries, national numbers have fewer digits. Such a number has no other text beside it.
  const digitsMin = /^[\d ()./-]+$/.test(text) ? SHORT_DIGITS_MIN : DIGITS_MIN;
  const isNumber = countDigits(digits) >= digitsMin && countDigits(digits) <= DIGITS_MAX;
  return { numbers: isNumber ? [{ text: digits }] : [], hasMore: isNumber && /\p{L}{2}/u.test(text) };
}

/** Whether a spreadsheet has dropped digits of the number and has written it in scientific notation. */
export function isRoundedNumber(cell: string): boolean {
  const match = SCIENTIFIC.exec(cleanText(cell.trim()));
  return match !== null && (match[2] ?? '').length < Number(match[3]);
}

/**
 * Returns the text without everything that is never part of a number: invisible characters, marks of spreadsheets, the
 * scheme of a link, HTML. Digits and punctuation of all scripts become ASCII.
 */
function cleanText(text: string): string {
  return text
    .slice(0, TEXT_LENGTH_MAX)
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/[^\S\n\r\t]|\ufffd/gu, ' ')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replace(/^=\s*(?:[A-Z]+\()?/i, '')
    .replaceAll(/['’‘`´"“”]/g, '')
    .replaceAll(/(?:https?:\/\/)?(?:wa\.me\/|api\.whatsapp\.com\/send\/?\?phone=)(?:%2b|\+)?/gi, '+')
    .replaceAll('%2B', '+')
    .replaceAll(/\b(?:tel|callto|sms|sip|phone|whatsapp|ph?)\s*:(?:\/\/)?\s*/gi, '')
    .replaceAll(/\(\s*\+\s*(\d+)\s*\)/g, '+$1 ')
    .replaceAll(/\+[\s+]*\(?\s*|\(\s*\+[\s+]*/g, '+')
    .trim();
}

/** Returns the digit 0 to 9 of a decimal digit of any script. In Unicode each script has ten digits in a row. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 0x80) return digit;
  let zero = code;
  while (zero > code - 9 && isDigit(zero - 1)) zero -= 1;
  return String(code - zero);
}

function isDigit(codePoint: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));
}

/** Returns the number if the whole text is one number that a program has written as an amount. */
function wholeNumber(text: string): string | undefined {
  const compact = text.replaceAll(' ', '');
  const scientific = SCIENTIFIC.exec(compact);
  if (scientific) {
    const [, first = '', decimals = '', exponent] = scientific;
    return decimals.length === Number(exponent) ? first + decimals : undefined;
  }
  if (/^\+?\d{7,15}[.,]0+$/.test(compact)) return compact.replace(/[.,]0+$/, '');
  if (/^\+?\d{1,3}(?:,\d{3}){2,}(?:\.0+)?$/.test(compact)) return compact.replace(/\.0+$/, '').replaceAll(',', '');
  return vanityNumber(text);
}

/** Replaces the letters of a vanity number (1-800-FLOWERS) by the digits of a keypad. */
function vanityNumber(text: string): string | undefined {
  if (!/[A-Z]/i.test(text) || EXTENSION_AT_END.test(text)) return undefined;
  if (!TOLL_FREE_VANITY.test(text) && !LOCAL_VANITY.test(text)) return undefined;
  const characters = text.toUpperCase().replaceAll(/[^A-Z\d]/g, '');
  if (!/^1?\d{3}[A-Z\d]{7}$/.test(characters) || !/[A-Z]{3}/.test(characters)) return undefined;
  return characters.replaceAll(/[A-Z]/g, (letter) => String(KEYPAD.findIndex((key) => key.includes(letter))));
}

/** Joins an extension to its number, if a character that otherwise separates numbers stands in between. */
function joinExtensions(text: string): string {
  return text
    .replaceAll(/(\d)\s*[,;]\s*(?=(?:ext|x|#)[\s.:=#]*\d)/gi, '$1 ')
    .replaceAll(/(\d)\s*[,;]{2,}\s*(?=\d{1,7}(?!\d))/g, '$1 ext ');
}

function numbersOfPart(part: string): PhoneText[] {
  const match = EXTENSION_AT_END.exec(part);
  const isNumber = match !== null && countDigits(match[1]!) >= DIGITS_MIN;
  const numbers = [...(isNumber ? match[1]! : part).matchAll(/\+?\(?\d[\d\s()./-]*/g)]
    .flatMap(([run]) => splitRun(run.replace(/(?<![\s(./-])[\s(./-]+$/, '')))
    .filter((text) => countDigits(text) >= DIGITS_MIN && countDigits(text) <= DIGITS_MAX)
    .map((text): PhoneText => ({ text }));
  if (isNumber && numbers.length > 0) numbers.at(-1)!.extension = match[2];
  return numbers;
}

/** A slash with its blanks. The search begins only before the first blank, so that many blanks are not searched again. */
const SLASH = /(?<!\s)\s*\/\s*/;

/** Splits digits that are several numbers: parts that are separated by `/` or blanks and could each be a number. */
function splitRun(run: string): string[] {
  // "415-666-0240/41" is a number and another one with other last digits. "0228/123456" is one number.
  const slash = /\/\s*\d{1,2}$/.exec(run);
  const first = run.slice(0, slash?.index).trimEnd();
  if (slash && countDigits(first) >= DIGITS_MIN) return [first];
  const separators = countDigits(run) > DIGITS_MAX ? [SLASH, /(?<!\s)\s+-\s+/, /\s(?=\()/, /\s+/] : [SLASH];
  for (const separator of separators) {
    const parts = run.split(separator);
    if (parts.length > 1 && parts.every((part) => countDigits(part) >= DIGITS_MIN)) return parts;
  }
  return [run];
}

function countDigits(text: string): number {
  return text.replaceAll(/\D/g, '').length;
}

type Read = { problem?: undefined; e164: string; doubt?: string | undefined };
type Refused = { problem: string; message: string };
/** Parses one written number, such as `parseDialableNumber`. */
type ParseNumber<R extends Read> = (raw: string, defaultCountry?: string) => R | Refused;

/**
 * Parses a phone number as `parse` does, and also numbers that lost their plus: numbers with an
 * international prefix (`00`, `011`), and numbers that begin with their calling code.
 */
export function parseWrittenNumber<R extends Read>(
  text: string,
  defaultCountry: string | undefined,
  parse: ParseNumber<R>,
): R | Refused {
  const phone = parse(text, defaultCountry);
  if ((phone.problem === undefined && phone.doubt === undefined) || phone.problem === 'charged') return phone;
  for (const [other, country] of otherReadings(text, defaultCountry)) {
    const read = parse(other, country);
    if (read.problem === undefined && read.doubt === undefined) return read;
  }
  return phone;
}

function otherReadings(text: string, defaultCountry?: string): [text: string, country?: string][] {
  const digits = text.replaceAll(/\D/g, '');
  // National numbers begin with a zero, and international numbers never do.
  if (text.startsWith('+')) return digits.startsWith('0') ? otherReadings(digits, defaultCountry) : [];
  const international = /^(?:00|011)([1-9]\d{6,14})$/.exec(digits)?.[1];
  if (international) return [[`+${international}`]];
  const national: [string, string?][] = digits.startsWith('0') && defaultCountry ? [[digits, defaultCountry]] : [];
  // The shortest calling code and the shortest numbers of large countries give 11 digits.
  return digits.length >= 11 ? [...national, [`+${digits}`]] : national;
}
