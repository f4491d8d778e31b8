import { expect, test } from 'vitest';
import { columnUses, mapColumns } from '../../../../shared/rules/leads/csv-columns.ts';

test.each([
  [
    'phone',
    'Phone',
    'PHONE NUMBER',
    'phone_number',
    'Mobile',
    'Cell Phone',
    'Telephone',
    'Tel.',
    'MSISDN',
    'número',
    'Phone #',
  ],
  ['first_name', 'First Name', 'FIRSTNAME', 'first-name', 'Given name', 'Vorname'],
  ['last_name', 'last name', 'Surname', 'Family Name', 'Apellidos'],
  ['name', 'Name', 'Full Name', 'Contact name'],
  ['email', 'E-mail', 'Email Address', 'MAIL'],
  ['country', 'Country', 'Country Code', 'País'],
  ['type', 'Type', 'lead_type'],
  ['priority', 'Priority'],
  ['notes', 'Notes', 'Comment'],
])('finds the column %s under its common names', (field, ...headers) => {
  for (const header of headers) {
    const row = field === 'phone' ? ['x', header] : ['phone', header];
    expect(mapColumns(row).fields).toHaveProperty(field, [1]);
  }
});

test('every column is a custom field for the values that no lead field takes', () => {
  expect(mapColumns([' phone ', 'Company ', '', 'constructor', '__proto__'])).toEqual({
    headers: ['phone', 'Company', 'Column 3', 'constructor', '__proto__'],
    fields: { phone: [0] },
    keys: ['phone', 'Company', 'Column 3', 'constructor', '__proto__'],
    constants: {},
  });
});

test('of several columns for one field the most common name is tried first', () => {
  const { fields, keys } = mapColumns(['Mobile', 'Phone', 'phone', 'Tag', 'Tag', 'Tag (2)']);
  expect(fields).toEqual({ phone: [1, 2, 0] });
  expect(keys).toEqual(['Mobile', 'Phone', 'phone', 'Tag', 'Tag (2)', 'Tag (2) (2)']);
});

test('long headers are cut to unique keys without splitting a character', () => {
  const header = `${'x'.repeat(99)}😀`;
  expect(mapColumns(['phone', header, header]).keys.slice(1)).toEqual(['x'.repeat(99), `${'x'.repeat(96)} (2)`]);
});

test('a field mapping takes precedence over known names, and matches exactly before it matches loosely', () => {
  const mapping = { 'First Name': 'first_name', 'Phone Number': 'phone' };
  expect(mapColumns(['first name', 'PHONE_NUMBER', 'Phone'], mapping).fields).toEqual({ first_name: [0], phone: [1] });
  expect(mapColumns(['A B', 'a-b', 'phone'], { 'a.b': 'type', 'A B': 'notes' }).fields).toEqual({
    notes: [0],
    type: [1],
    phone: [2],
  });
});

test('a field mapping names several columns for one field, ignores columns and sets values', () => {
  const mapping = { Home: 'phone', Cell: 'phone', SSN: null, country: { value: 'Germany' } };
  const columns = mapColumns(['Cell', 'SSN', 'Home', 'Phone', 'rejected_reason'], mapping);
  expect(columns).toMatchObject({
    fields: { phone: [2, 0] },
    keys: ['Cell', undefined, 'Home', 'Phone', undefined],
    constants: { country: 'Germany' },
  });
  expect(columnUses(columns)).toEqual([
    { column: 'Cell', field: 'phone' },
    { column: 'SSN', field: null },
    { column: 'Home', field: 'phone' },
    { column: 'Phone', field: 'custom_fields' },
    { column: 'rejected_reason', field: null },
  ]);
});

test.each([
  ['a target that is no lead field', { phone: 'status' }, 'Lead fields are: phone, first_name'],
  ['a target of the object prototype', { phone: '__proto__' }, 'Lead fields are: phone, first_name'],
  ['a column that the file lacks', { 'Frist Name': 'first_name' }, 'does not have: "Frist Name". The file has: "a"'],
  ['one phone number for all rows', { phone: { value: '+14155552671' } }, 'cannot set phone to "+14155552671"'],
  ['an unknown country for all rows', { country: { value: 'Atlantis' } }, 'cannot set country to "Atlantis"'],
])('a field mapping with %s is refused', (_, mapping, message) => {
  expect(() => mapColumns(['a', 'phone'], mapping as Record<string, string>)).toThrow(message);
});

test('prototype keys in a field mapping are ordinary headers', () => {
  const mapping = JSON.parse('{"__proto__": "phone", "constructor": "notes"}') as Record<string, string>;
  expect(mapColumns(['constructor', '__proto__'], mapping).fields).toEqual({ phone: [1], notes: [0] });
  expect(() => mapColumns(['phone'], mapping)).toThrow('does not have: "__proto__", "constructor"');
});

test('without a phone column the error lists the headers and says how to map one', () => {
  expect(() => mapColumns(['Ref', 'Wer'])).toThrow(
    /it has: "Ref", "Wer"\. .*field_mapping, for example \{"Ref":"phone"\}/,
  );
});

test('more than 200 columns are refused', () => {
  const headers = Array.from({ length: 200 }, (_, index) => `c${index}`);
  expect(mapColumns(['phone', ...headers.slice(1)]).keys).toHaveLength(200);
  expect(() => mapColumns(['phone', ...headers])).toThrow('201 columns');
});
