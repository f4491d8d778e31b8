import { expect, test } from 'vitest';
import { mapColumns } from '../../../../shared/rules/leads/csv-columns.ts';
import { parseLeadRow } from '../../../../shared/rules/leads/lead-row.ts';
import type { PhoneParser } from '../../../../shared/rules/leads/row-phone.ts';
import { type ImportedLead } from '../../../../shared/rules/leads/lead.ts';
import { parsePhone } from '../../../helpers/fixtures/csv-files.ts';

function read(row: Record<string, string>, options: { defaultCountry?: string; parsePhone?: PhoneParser } = {}) {
  return parseLeadRow(7, Object.values(row), mapColumns(Object.keys(row)), { parsePhone, ...options });
}

const phone = '+14155552671';

test('a complete row becomes a lead', () => {
  const row = {
    phone: ' +1 (415) 555-2671 ',
    first_name: 'Sara',
    last_name: ' Ahmed\n Khan ',
    email: 'sara@example.com',
    country: 'United States',
    type: 'carrier',
    priority: 'HIGH',
    notes: 'VIP\ncustomer',
    company: 'ABC Corp',
    empty: ' ',
  };
  expect(read(row)).toEqual({
    lead: {
      phone: '+1 (415) 555-2671',
      phoneNormalized: phone,
      firstName: 'Sara',
      lastName: 'Ahmed Khan',
      email: 'sara@example.com',
      country: 'US',
      type: 'carrier',
      priority: 'high',
      notes: 'VIP\ncustomer',
      customFields: { company: 'ABC Corp' },
    },
  });
});

test('an empty field is null, the priority is normal, and the country is that of the number', () => {
  expect(read({ phone, email: 'N/A', first_name: '', priority: '' })).toEqual({
    lead: {
      phone,
      phoneNormalized: phone,
      firstName: null,
      lastName: null,
      email: null,
      country: 'US',
      type: null,
      priority: 'normal',
      notes: null,
      customFields: {},
    },
  });
});

test.each([
  ['Sara', 'Sara', null],
  ['Sara Ahmed', 'Sara', 'Ahmed'],
  ['Maria del Carmen Lopez', 'Maria', 'del Carmen Lopez'],
  ['Ahmed, Sara', 'Sara', 'Ahmed'],
])('the full name %j is split', (name, firstName, lastName) => {
  expect(read({ phone, name })).toMatchObject({ lead: { firstName, lastName } });
});

test('first and last name columns take precedence over the full name', () => {
  expect(read({ phone, name: 'A B', first_name: 'Sara' })).toMatchObject({
    lead: { firstName: 'Sara', lastName: 'B' },
  });
});

test.each([
  ["'+14155552671", '+14155552671'],
  ["'4155552671", '4155552671'],
  ['="+14155552671"', '+14155552671'],
  ['="4155552671"', '4155552671'],
  ['4155552671.0', '4155552671'],
])('the phone cell %j of a spreadsheet is read as %j', (cell, text) => {
  const lead = { phone: text, phoneNormalized: phone };
  expect(read({ phone: cell }, { defaultCountry: 'US' })).toMatchObject({ lead });
});

test('a national number is parsed with the country of its row, or else with the default country', () => {
  const parsedWith: (string | undefined)[] = [];
  const parsePhone: PhoneParser = (_, country) => {
    parsedWith.push(country);
    return { e164: phone, country: 'CA' };
  };
  const countries = ['UK', '+1', ''].map((country) => {
    const result = read({ phone: '1234567', country }, { parsePhone, defaultCountry: 'DE' });
    return 'lead' in result && result.lead.country;
  });
  expect(parsedWith).toEqual(['GB', 'US', 'DE']);
  expect(countries).toEqual(['GB', 'CA', 'CA']);
});

test.each<[string, Record<string, string>, string, RegExp]>([
  ['no phone number', { phone: ' ' }, 'phone', /missing/],
  ['a phone number the parser refuses', { phone: 'invalid' }, 'phone', /^Invalid phone number format$/],
  ['a phone number in rounded scientific notation', { phone: '4.15556E+09' }, 'phone', /scientific notation/],
  ['the same with a decimal comma', { phone: '4,15556E+09' }, 'phone', /scientific notation/],
  ['an overlong phone number', { phone: '1'.repeat(51) }, 'phone', /^Invalid phone number format$/],
])('a row with %s is an error of its field', (_, row, field, error) => {
  const result = read({ phone: '', ...row });
  expect(result).toEqual({
    error: { row: 7, field, value: expect.any(String), error: expect.stringMatching(error) },
  });
});

const long = 'x'.repeat(10_001);

test.each<[string, Record<string, string>, Partial<ImportedLead>, string, RegExp]>([
  ['a wrong e-mail address', { Email: 'sara@' }, { email: null, customFields: { Email: 'sara@' } }, 'Email', /e-mail/],
  [
    'an unknown country',
    { Country: 'California' },
    { country: 'US', customFields: { Country: 'California' } },
    'Country',
    /Unknown country/,
  ],
  [
    'an unknown priority',
    { priority: 'constructor' },
    { priority: 'normal', customFields: { priority: 'constructor' } },
    'priority',
    /low, normal or high/,
  ],
  [
    'an overlong name',
    { first_name: 'x'.repeat(201) },
    { firstName: 'x'.repeat(200), customFields: { first_name: 'x'.repeat(201) } },
    'first_name',
    /Longer than 200/,
  ],
  ['a name with a hidden character', { first_name: 'Jane\u202e' }, { firstName: 'Jane' }, 'first_name', /invisible/],
  ['a full name with hidden characters', { name: 'Ja\u200bne\u200d' }, { firstName: 'Jane' }, 'name', /invisible/],
  ['overlong notes', { notes: long }, { notes: long.slice(1) }, 'notes', /Longer than 10000/],
  [
    'an overlong custom field',
    { Company: long },
    { customFields: { Company: long.slice(1) } },
    'Company',
    /Longer than/,
  ],
  ['a NUL in a mapped cell', { 'First Name': 'Sa\0ra' }, { firstName: 'Sara' }, 'First Name', /NUL/],
  ['a NUL in a column without a header', { '': '\0x' }, { customFields: { 'Column 2': 'x' } }, 'Column 2', /NUL/],
  ['invalid bytes', { notes: 'Jos\uFFFD' }, { notes: 'Jos\uFFFD' }, 'notes', /CSV UTF-8/],
])('a row with a good number and %s is a lead with a warning', (_, row, lead, column, reason) => {
  const result = read({ phone, ...row }) as { warnings: unknown[] };
  expect(result).toMatchObject({ lead: { phoneNormalized: phone, ...lead } });
  expect(result.warnings).toContainEqual({
    row: 7,
    column,
    value: expect.any(String),
    reason: expect.stringMatching(reason),
  });
});

test('the value in an error or a warning is short and ends with a whole character', () => {
  expect(read({ phone: `${'x'.repeat(99)}😀` })).toMatchObject({ error: { value: 'x'.repeat(99) } });
  expect(read({ phone, email: `${'x'.repeat(99)}😀` })).toMatchObject({ warnings: [{ value: 'x'.repeat(99) }] });
});

test('the first number of the phone columns that can be dialled is the number, and the others are custom fields', () => {
  const row = { Phone: 'ask', 'Home Phone': '+14155550002', Mobile: '', 'Other phone': '+14155550003' };
  const custom = { Phone: 'ask', 'Other phone': '+14155550003' };
  expect(read(row)).toEqual({
    lead: expect.objectContaining({ phoneNormalized: '+14155550002', customFields: custom }),
  });
});

test('a cell with several numbers or an extension is kept completely', () => {
  expect(read({ Phone: '+14155550001 / +14155550002' })).toMatchObject({
    lead: {
      phone: '+14155550001',
      phoneNormalized: '+14155550001',
      customFields: { Phone: '+14155550001 / +14155550002' },
    },
  });
  expect(read({ Phone: '+14155550001 ext. 12' })).toMatchObject({
    lead: {
      phoneNormalized: '+14155550001',
      customFields: { Phone: '+14155550001 ext. 12', phone_extension: '12' },
    },
  });
});

const doubtOne: PhoneParser = (raw) => ({
  e164: raw,
  country: 'US',
  doubt: raw.endsWith('1') ? 'It may be new.' : undefined,
});

test('a certain number stands before a doubtful number, and a doubtful number has a warning', () => {
  const row = { phone: '+14155550001', mobile: '+14155550002' };
  expect(read(row, { parsePhone: doubtOne })).toMatchObject({ lead: { phoneNormalized: '+14155550002' } });
  expect(read({ phone: '+14155550001' }, { parsePhone: doubtOne })).toMatchObject({
    lead: { phoneNormalized: '+14155550001' },
    warnings: [{ row: 7, column: 'phone', value: '+14155550001', reason: 'It may be new.' }],
  });
});

test.each(['NULL', 'null', 'N/A', '#N/A', '\\N', '-', 'None', '(null)', '#VALUE!'])(
  '%s means an empty cell',
  (word) => {
    expect(read({ phone, first_name: word, email: word, country: word, notes: word, Company: word })).toEqual({
      lead: expect.objectContaining({ firstName: null, email: null, country: 'US', notes: null, customFields: {} }),
    });
  },
);

test('an e-mail address is found between names and other addresses, and the cell is kept', () => {
  for (const email of ['Eve Lee <eve@example.com>', 'eve@example.com; eve2@example.com', 'mailto:eve@example.com'])
    expect(read({ phone, email })).toEqual({
      lead: expect.objectContaining({ email: 'eve@example.com', customFields: { email } }),
    });
});

test.each([
  [{ Vorname: 'Jürgen', Name: 'Müller' }, 'Jürgen', 'Müller'],
  [{ Prénom: 'Léa', Nom: 'Dubois' }, 'Léa', 'Dubois'],
  [{ Nome: 'Ana Maria', Sobrenome: 'Silva' }, 'Ana Maria', 'Silva'],
])('the names of %j are read', (row, firstName, lastName) => {
  expect(read({ phone, ...row })).toMatchObject({ lead: { firstName, lastName } });
});

test('missing cells at the end of a row are empty; cells beyond the header are custom fields', () => {
  const columns = mapColumns(['phone', 'name', 'notes']);
  const row = (...cells: string[]) => parseLeadRow(3, cells, columns, { parsePhone });
  expect(row(phone)).toMatchObject({ lead: { firstName: null } });
  expect(row(phone, 'a', 'b', '', ' ')).toMatchObject({ lead: { notes: 'b' } });
  expect(row(phone, 'a', 'b', '', 'c')).toMatchObject({
    lead: { notes: 'b', customFields: { 'Column 5': 'c' } },
    warnings: [
      { row: 3, column: 'Column 5', value: 'c', reason: expect.stringContaining('more cells than the header') },
    ],
  });
  expect(row('Ahmed', phone, 'b', 'c')).toMatchObject({
    error: { row: 3, field: 'row', error: expect.stringContaining('Expected 3 columns as in the header, found 4') },
  });
});

test('a column named like a property of all objects is only a custom field', () => {
  const headers = ['phone', '__proto__', 'constructor'];
  const result = parseLeadRow(2, [phone, 'x', 'y'], mapColumns(headers), { parsePhone }) as { lead: ImportedLead };
  expect(JSON.stringify(result.lead.customFields)).toBe('{"__proto__":"x","constructor":"y"}');
  expect(Object.getPrototypeOf(result.lead.customFields)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('x');
});
