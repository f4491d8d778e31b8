/** A lead list as customers really send them: semicolons, a byte order mark, odd headers, national numbers, mistakes. */
import { type CountryCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** North American area codes across the zones, from Newfoundland to Hawaii. */
const areaCodes = ['212', '305', '312', '713', '303', '602', '206', '415', '808', '416', '604', '709'];

/** Countries around the clock: whatever the hour, some may lawfully be called now and others may not. */
const countries: CountryCode[] = ['GB', 'DE', 'IN', 'JP', 'AU', 'NZ', 'BR', 'ZA', 'SG', 'AE', 'FR', 'MX'];

const firstNames = ['Sara', 'Marcus', 'Léa', 'Jürgen', 'Aiko', 'Priya', 'Tom', 'Ana', 'Noah', 'Zoë'];
const lastNames = ['Ahmed', "O'Brien", 'Müller', 'Sato', 'García', 'Smith', 'Dubois', 'Patel', 'Nguyen', 'Silva'];

const ROWS = 300;

export type DemoFile = { name: string; bytes: Uint8Array<ArrayBuffer>; records: number; doNotCall: string[] };

/** Always the same list: {@link ROWS} records with a few of everything that goes wrong in practice. */
export function demoLeads(): DemoFile {
  const phones = Array.from({ length: ROWS }, (_, index) => phoneOf(index));
  const lines = phones.map((phone, index) => {
    const first = firstNames[index % firstNames.length]!;
    const last = lastNames[(index * 7) % lastNames.length]!;
    const note = index % 40 === 3 ? '"wants a call;\nbut ""after"" lunch"' : '';
    return [first, last, mangled(phone, index, phones), index % 10 === 0 ? 'high' : '', note, `ACME ${index}`];
  });
  const header = 'First Name;LAST NAME;Mobile phone;priority;Notes;Company';
  const text = `\uFEFF${[header, ...lines.map((cells) => cells.join(';'))].join('\r\n')}\r\n`;
  return {
    name: 'demo-leads.csv',
    records: ROWS,
    bytes: new TextEncoder().encode(text),
    doNotCall: phones.filter((_, index) => index % 60 === 11),
  };
}

/** Half from North America, half from the rest of the world; no two alike. */
function phoneOf(index: number): string {
  if (index % 2 === 0) return `+1${areaCodes[(index / 2) % areaCodes.length]}555${1000 + index}`;
  const country = countries[((index - 1) / 2) % countries.length]!;
  const example = getExampleNumber(country, examples)!.number;
  // The last digits of a mobile number are free in every plan.
  return `${example.slice(0, -3)}${String(100 + ((index * 37) % 900))}`;
}

function mangled(phone: string, index: number, phones: string[]): string {
  if (index % 50 === 17) return 'ask reception';
  if (index % 50 === 29) return '+1 415 555';
  if (index % 50 === 37) return phones[index - 2]!;
  if (index % 8 === 4 && phone.startsWith('+1'))
    return `+1 (${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}`;
  return phone;
}
