/** Whole files as people export them, read with the real phone numbers of their countries. */
import { expect, test } from 'vitest';
import { parseDialableNumber } from '../../../../shared/rules/values/phone.ts';
import { encode, readAllRows } from '../../../helpers/fixtures/csv-files.ts';

const FILES: [name: string, file: string | Buffer, country: string | undefined, phones: string[]][] = [
  [
    'lead ads in UTF-16',
    encode(
      'id\tcreated_time\tfull_name\tphone_number\temail\nl:1\t2026-11-29T10:11:12-05:00\tAnn Lee\tp:+14156660130\ta@b.com\n',
      'utf-16le with a mark',
    ),
    undefined,
    ['+14156660130'],
  ],
  [
    'old Google contacts',
    'Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Value\nAnn,Mobile,,+1 415-666-0140\nBob,Work,+1 415-666-0141 ::: +1 415-666-0142,\n',
    undefined,
    ['+14156660140', '+14156660141'],
  ],
  [
    'Outlook contacts',
    'First Name,Business Phone,Home Phone,Mobile Phone,Primary Phone\nAnn,(415) 666-0150,,(415) 666-0151,\nBob,(415) 666-0153,,,\n',
    'US',
    ['+14156660151', '+14156660153'],
  ],
  [
    'a dialer with the calling code in a column of its own',
    'lead_id\tphone_code\tphone_number\talt_phone\n1\t1\t4156660281\t4156660282\n2\t44\t2079460131\t\n',
    undefined,
    ['+14156660281', '+442079460131'],
  ],
  [
    'two columns of the same name',
    'phone,phone\n+14156660254,+14156660255\n,+14156660256\n',
    undefined,
    ['+14156660254', '+14156660256'],
  ],
  [
    'countries as free text',
    'phone,country\n+14156660268,N/A\n+14156660270,US/Canada\n+14156660272,U.S.A.\n+442079460130,England\n',
    undefined,
    ['+14156660268', '+14156660270', '+14156660272', '+442079460130'],
  ],
  [
    'a Russian list of Excel',
    Buffer.from(`phone,name\n+74951234567,\xc8\xe2\xe0\xed`, 'latin1'),
    undefined,
    ['+74951234567'],
  ],
  [
    'formulas',
    'phone\n"=""4156660277"""\n=+14156660278\n"=\'4156660279"\n',
    'US',
    ['+14156660277', '+14156660278', '+14156660279'],
  ],
  [
    'numbers without a plus',
    'phone\n14152000185\n447911123456\n00442079460125\n',
    undefined,
    ['+14152000185', '+447911123456', '+442079460125'],
  ],
];

test.each(FILES)('%s', async (_, file, defaultCountry, phones) => {
  const rows = await readAllRows(file, { parsePhone: parseDialableNumber, defaultCountry });
  expect(rows.map((row) => ('lead' in row ? row.lead.phoneNormalized : row.error))).toEqual(phones);
});
