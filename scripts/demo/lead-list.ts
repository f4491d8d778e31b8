/**
 * A lead list as untidy as the files that customers upload: a title above the header, semicolons, a byte order mark,
 * unusual headers, two phone columns, phone numbers written in many ways, mistakes.
 */
import { type CountryCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** North American area codes in all time zones, from Newfoundland to Hawaii. */
const AREA_CODES = ['212', '305', '312', '713', '303', '602', '206', '415', '808', '416', '604', '709'];

/**
 * Countries around the globe. At any hour the law allows calls to some of these countries and forbids calls to others.
 */
const COUNTRIES: CountryCode[] = ['GB', 'DE', 'IN', 'JP', 'AU', 'NZ', 'BR', 'ZA', 'SG', 'AE', 'FR', 'MX'];

/**
 * The hours that the demo's campaign states. The law of Japan and Singapore is not in the product's table, and in Germany
 * and France people must agree before a call. The leads in Mexico are not called, because the campaign states no hours.
 */
export const COUNTRY_HOURS = Object.fromEntries(
  ['JP', 'SG', 'DE', 'FR'].map((country) => [country, [{ start: '09:00', end: '20:00' }]]),
);

const FIRST_NAMES = ['Sara', 'Marcus', 'Léa', 'Jürgen', 'Aiko', 'Priya', 'Tom', 'Ana', 'Noah', 'Zoë'];
const LAST_NAMES = ['Ahmed', "O'Brien", 'Müller', 'Sato', 'García', 'Smith', 'Dubois', 'Patel', 'Nguyen', 'Silva'];

const ROWS = 300;

export type LeadList = {
  fileName: string;
  bytes: Uint8Array<ArrayBuffer>;
  rows: number;
  /** Phone numbers of the lead list that belong on the do-not-call list. */
  doNotCallNumbers: string[];
};

/** Creates the demo's lead list. The lead list is the same in every run and contains typical mistakes of real lists. */
export function createDemoLeads(): LeadList {
  const phones = Array.from({ length: ROWS }, (_, index) => phoneAt(index));
  const lines = phones.map((phone, index) => {
    const firstName = FIRST_NAMES[index % FIRST_NAMES.length]!;
    const lastName = LAST_NAMES[(index * 7) % LAST_NAMES.length]!;
    const note = index % 40 === 3 ? '"wants a call;\nbut ""after"" lunch"' : '';
    const priority = index % 10 === 0 ? 'high' : '';
    const email = index % 25 === 6 ? 'no@' : `lead${index}@example.com`;
    const cell = formatPhone(phone, index, phones);
    // Some people have no mobile phone.
    const numbers = index % 9 === 4 ? ['', cell] : [cell, ''];
    return [firstName, lastName, ...numbers, email, priority, note, `ACME ${index}`];
  });
  const header = 'First Name;LAST NAME;Mobile phone;Telefon privat;E-Mail;priority;Notes;Company';
  const text = `\uFEFF${['Autumn fair: all leads', '', header, ...lines.map((cells) => cells.join(';'))].join('\r\n')}\r\n`;
  return {
    fileName: 'demo-leads.csv',
    rows: ROWS,
    bytes: new TextEncoder().encode(text),
    doNotCallNumbers: phones.filter((_, index) => index % 60 === 11),
  };
}

/**
 * The phone number of one row of the lead list. Half of the rows are from North America. No two rows have the same
 * number.
 */
function phoneAt(index: number): string {
  if (index % 2 === 0) return `+1${AREA_CODES[(index / 2) % AREA_CODES.length]}555${1000 + index}`;
  const country = COUNTRIES[((index - 1) / 2) % COUNTRIES.length]!;
  const example = getExampleNumber(country, examples)!.number;
  // In every country, a mobile number stays valid if its last three digits change.
  return `${example.slice(0, -3)}${String(100 + ((index * 37) % 900))}`;
}

/** How some rows write their number, by the last digits of the position of the row. */
const writings: Record<number, (phone: string) => string> = {
  1: (phone) => `tel:${phone}`,
  5: (phone) => `="${phone}"`,
  7: (phone) => `'${phone}`,
  9: (phone) => `\u202A${phone}\u202C`,
  13: (phone) => `00${phone.slice(1)}`,
  15: (phone) => phone.replace('+', '++ '),
  19: (phone) => `Mobile: ${phone} (private)`,
  21: (phone) => `${phone} ext. 12`,
  23: (phone) => `${phone} / ${phone}`,
  25: (phone) => phone.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
};

/**
 * The phone cell of one row of the lead list. The number is written in many ways. Some cells contain no number, a number that is too short, the number of
 * another row, or a number in national format.
 */
function formatPhone(phone: string, index: number, phones: string[]): string {
  if (index % 50 === 17) return 'ask reception';
  if (index % 50 === 29) return '+1 415 555';
  if (index % 50 === 37) return phones[index - 2]!;
  const other = writings[index % 50];
  if (other) return other(phone);
  if (index % 8 === 4 && phone.startsWith('+1'))
    return `+1 (${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`;
  return phone;
}
