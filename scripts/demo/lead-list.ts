/** A lead list like those that customers upload: semicolons, a byte order mark, unusual headers, national numbers, mistakes. */
import { type CountryCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** North American area codes in all time zones, from Newfoundland to Hawaii. */
const AREA_CODES = ['212', '305', '312', '713', '303', '602', '206', '415', '808', '416', '604', '709'];

/** Countries around the globe: at any hour some of them may be called by law, and others may not. */
const COUNTRIES: CountryCode[] = ['GB', 'DE', 'IN', 'JP', 'AU', 'NZ', 'BR', 'ZA', 'SG', 'AE', 'FR', 'MX'];

const FIRST_NAMES = ['Sara', 'Marcus', 'Léa', 'Jürgen', 'Aiko', 'Priya', 'Tom', 'Ana', 'Noah', 'Zoë'];
const LAST_NAMES = ['Ahmed', "O'Brien", 'Müller', 'Sato', 'García', 'Smith', 'Dubois', 'Patel', 'Nguyen', 'Silva'];

const ROWS = 300;

export type LeadList = {
  fileName: string;
  bytes: Uint8Array<ArrayBuffer>;
  rows: number;
  /** Phone numbers of the list that belong on the do-not-call list. */
  doNotCallNumbers: string[];
};

/** The demo's lead list. It is the same at every run and contains the mistakes that real lists contain. */
export function createDemoLeads(): LeadList {
  const phones = Array.from({ length: ROWS }, (_, index) => phoneAt(index));
  const lines = phones.map((phone, index) => {
    const firstName = FIRST_NAMES[index % FIRST_NAMES.length]!;
    const lastName = LAST_NAMES[(index * 7) % LAST_NAMES.length]!;
    const note = index % 40 === 3 ? '"wants a call;\nbut ""after"" lunch"' : '';
    const priority = index % 10 === 0 ? 'high' : '';
    return [firstName, lastName, formatPhone(phone, index, phones), priority, note, `ACME ${index}`];
  });
  const header = 'First Name;LAST NAME;Mobile phone;priority;Notes;Company';
  const text = `\uFEFF${[header, ...lines.map((cells) => cells.join(';'))].join('\r\n')}\r\n`;
  return {
    fileName: 'demo-leads.csv',
    rows: ROWS,
    bytes: new TextEncoder().encode(text),
    doNotCallNumbers: phones.filter((_, index) => index % 60 === 11),
  };
}

/** The phone number of one row. Half of the rows are from North America; no two rows have the same number. */
function phoneAt(index: number): string {
  if (index % 2 === 0) return `+1${AREA_CODES[(index / 2) % AREA_CODES.length]}555${1000 + index}`;
  const country = COUNTRIES[((index - 1) / 2) % COUNTRIES.length]!;
  const example = getExampleNumber(country, examples)!.number;
  // In every country the last digits of a mobile number may have any value.
  return `${example.slice(0, -3)}${String(100 + ((index * 37) % 900))}`;
}

/** The phone cell of one row: sometimes not a number, too short, a duplicate of another row, or in national format. */
function formatPhone(phone: string, index: number, phones: string[]): string {
  if (index % 50 === 17) return 'ask reception';
  if (index % 50 === 29) return '+1 415 555';
  if (index % 50 === 37) return phones[index - 2]!;
  if (index % 8 === 4 && phone.startsWith('+1'))
    return `+1 (${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`;
  return phone;
}
