import { expect, test } from 'vitest';
import { mapColumns } from '../../../../shared/rules/leads/csv-columns.ts';
import { parseLeadRow, type PhoneParser } from '../../../../shared/rules/leads/lead-row.ts';
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
    const result = read({ phone: '123', country }, { parsePhone, defaultCountry: 'DE' });
    return 'lead' in result && result.lead.country;
  });
  expect(parsedWith).toEqual(['GB', 'US', 'DE']);
  expect(countries).toEqual(['GB', 'CA', 'CA']);
});

test.each<[string, Record<string, string>, string, RegExp]>([
  ['no phone number', { phone: ' ' }, 'phone', /missing/],
  ['a phone number the parser refuses', { phone: 'invalid' }, 'phone', /^Invalid phone number format$/],
  ['a phone number in scientific notation', { phone: '4.15556E+09' }, 'phone', /scientific notation/],
  ['the same with a decimal comma', { phone: '4,15556E+09' }, 'phone', /scientific notation/],
  ['an overlong phone number', { phone: '1'.repeat(51) }, 'phone', /Longer than 50 characters \(51\)/],
  ['a wrong e-mail address', { phone, email: 'sara@' }, 'email', /e-mail/],
  ['an unknown country', { phone, country: 'Atlantis' }, 'country', /Unknown country/],
  ['an unknown priority', { phone, priority: 'constructor' }, 'priority', /low, normal or high/],
  ['an overlong name', { phone, first_name: 'x'.repeat(201) }, 'first_name', /Longer than 200/],
  ['a name with a hidden character', { phone, first_name: 'Jane\u202e' }, 'first_name', /invisible character/],
  ['a full name with a hidden character', { phone, name: 'Jane\u200bSmith' }, 'name', /invisible character/],
  ['overlong notes', { phone, notes: 'x'.repeat(10_001) }, 'notes', /Longer than 10000/],
  ['a custom field of 1 MB', { phone, Company: 'x'.repeat(1_048_576) }, 'Company', /Longer than 10000/],
  ['a NUL in a mapped cell', { phone, first_name: 'Sa\0ra' }, 'first_name', /NUL/],
  ['a NUL in any other cell', { phone, Company: '\0' }, 'Company', /NUL/],
  ['invalid bytes', { phone, notes: 'Jos\uFFFD' }, 'notes', /CSV UTF-8/],
])('a row with %s is an error of its field', (_, row, field, error) => {
  const result = read({ phone: '', ...row });
  expect(result).toEqual({
    error: { row: 7, field, value: expect.any(String), error: expect.stringMatching(error) },
  });
});

test('an error names the lead field or the custom field, whatever the header of the column is', () => {
  expect(read({ phone, 'First Name': '\0' })).toMatchObject({ error: { field: 'first_name' } });
  expect(read({ phone, '': '\0' })).toMatchObject({ error: { field: 'Column 2' } });
});

test('the value in an error is short, ends with a whole character and has no NUL', () => {
  expect(read({ phone: `${'x'.repeat(98)}\0😀` })).toMatchObject({ error: { value: `${'x'.repeat(98)}␀` } });
});

test('missing cells at the end of a row are empty; cells beyond the header are an error unless they are empty', () => {
  const columns = mapColumns(['phone', 'name', 'notes']);
  const row = (...cells: string[]) => parseLeadRow(3, cells, columns, { parsePhone });
  expect(row(phone)).toMatchObject({ lead: { firstName: null } });
  expect(row(phone, 'a', 'b', '', ' ')).toMatchObject({ lead: { notes: 'b' } });
  expect(row(phone, 'a', 'b', '', 'c')).toMatchObject({
    error: { row: 3, field: 'row', error: expect.stringContaining('Expected 3 columns as in the header, found 5') },
  });
});

test('a column named like a property of all objects is only a custom field', () => {
  const headers = ['phone', '__proto__', 'constructor'];
  const result = parseLeadRow(2, [phone, 'x', 'y'], mapColumns(headers), { parsePhone }) as { lead: ImportedLead };
  expect(JSON.stringify(result.lead.customFields)).toBe('{"__proto__":"x","constructor":"y"}');
  expect(Object.getPrototypeOf(result.lead.customFields)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('x');
});
