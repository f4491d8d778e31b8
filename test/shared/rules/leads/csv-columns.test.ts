import { expect, test } from 'vitest';
import { mapColumns } from '../../../../shared/rules/leads/csv-columns.ts';

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
    expect(mapColumns(row).fields).toHaveProperty(field, 1);
  }
});

test('all other columns are custom fields under their header', () => {
  expect(mapColumns([' phone ', 'Company ', '', 'constructor', '__proto__'])).toEqual({
    names: ['phone', 'Company', 'Column 3', 'constructor', '__proto__'],
    fields: { phone: 0 },
    custom: [
      { index: 1, key: 'Company' },
      { index: 2, key: 'Column 3' },
      { index: 3, key: 'constructor' },
      { index: 4, key: '__proto__' },
    ],
  });
});

test('of several columns for one field the most common name wins, and the others become custom fields', () => {
  const { fields, custom } = mapColumns(['Mobile', 'Phone', 'phone', 'Tag', 'Tag', 'Tag (2)']);
  expect(fields).toEqual({ phone: 1 });
  expect(custom.map(({ key }) => key)).toEqual(['Mobile', 'phone', 'Tag', 'Tag (2)', 'Tag (2) (2)']);
});

test('long headers are cut to unique keys without splitting a character', () => {
  const header = `${'x'.repeat(99)}😀`;
  expect(mapColumns(['phone', header, header]).custom).toEqual([
    { index: 1, key: 'x'.repeat(99) },
    { index: 2, key: `${'x'.repeat(96)} (2)` },
  ]);
});

test('a field mapping takes precedence over known names, and matches exactly before it matches loosely', () => {
  const mapping = { 'First Name': 'first_name', 'Phone Number': 'phone', 'Country Code': 'country' };
  expect(mapColumns(['first name', 'PHONE_NUMBER', 'Phone'], mapping).fields).toEqual({ first_name: 0, phone: 1 });
  expect(mapColumns(['A B', 'a-b', 'phone'], { 'a.b': 'type', 'A B': 'notes' }).fields).toEqual({
    notes: 0,
    type: 1,
    phone: 2,
  });
});

test.each([
  ['a target that is no lead field', { phone: 'status' }, 'Lead fields are: phone, first_name'],
  ['a target of the object prototype', { phone: '__proto__' }, 'Lead fields are: phone, first_name'],
  ['two columns for one field', { a: 'phone', phone: 'phone' }, 'both "a" and "phone" to phone'],
])('a field mapping with %s is refused', (_, mapping, message) => {
  expect(() => mapColumns(['a', 'phone'], mapping as Record<string, string>)).toThrow(message);
});

test('prototype keys in a field mapping are ordinary headers', () => {
  const mapping = JSON.parse('{"__proto__": "phone", "constructor": "notes"}') as Record<string, string>;
  expect(mapColumns(['constructor', '__proto__'], mapping).fields).toEqual({ phone: 1, notes: 0 });
  expect(mapColumns(['phone'], mapping).fields).toEqual({ phone: 0 });
});

test('without a phone column the error lists the headers and says how to map one', () => {
  expect(() => mapColumns(['Ref', 'Wer'])).toThrow(
    /it has: "Ref", "Wer"\. .*field_mapping, for example \{"Ref":"phone"\}/,
  );
});

test('more than 200 columns are refused', () => {
  const headers = Array.from({ length: 200 }, (_, index) => `c${index}`);
  expect(mapColumns(['phone', ...headers.slice(1)]).custom).toHaveLength(199);
  expect(() => mapColumns(['phone', ...headers])).toThrow('201 columns');
});
