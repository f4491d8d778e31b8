/** Chooses the phone number of a row: the first number in the phone columns that can be dialled. */
import { NOT_A_NUMBER } from '../values/phone.ts';
import { isRoundedNumber, parseWrittenNumber, phoneTexts } from '../values/phone-text.ts';

/** Parses a phone number. `defaultCountry` is the country that is assumed if the number has no country code. */
export type PhoneParser = (
  raw: string,
  defaultCountry?: string,
) =>
  | { e164: string; country?: string | undefined; problem?: undefined; doubt?: string | undefined }
  | { problem: string; message: string };

export type RowPhone =
  | {
      /** The number as written in the file. */
      text: string;
      e164: string;
      country: string | undefined;
      extension: string | undefined;
      /** The column of the number. */
      index: number;
      /** Why the number may not exist. */
      doubt: string | undefined;
      /** Whether the cell says more than the number. */
      hasMore: boolean;
      /** The other numbers of the row. Only filled if the rules ask for all numbers. */
      others: { text: string; e164: string; index: number }[];
    }
  | { field: string; value: string; error: string };

const ROUNDED =
  'A spreadsheet turned this phone number into scientific notation and dropped digits: ' +
  'format the column as text, enter the number again and export';

/** Finds the number of a row in the phone columns, in their order. A certain number stands before a doubtful one. */
export function readPhone(
  at: (index: number) => string,
  phoneColumns: readonly number[],
  country: string | undefined,
  { parsePhone, allPhones = false }: { parsePhone: PhoneParser; allPhones?: boolean | undefined },
): RowPhone {
  let found: Extract<RowPhone, { e164: string }> | undefined;
  let failure: Extract<RowPhone, { error: string }> | undefined;
  for (const index of phoneColumns) {
    const cell = at(index);
    if (cell === '') continue;
    const { numbers, hasMore } = phoneTexts(cell);
    if (numbers.length === 0) failure ??= { field: 'phone', value: cell, error: noNumber(cell, country, parsePhone) };
    for (const { text, extension } of numbers) {
      const phone = parseWrittenNumber(text, country, parsePhone);
      if (phone.problem !== undefined) {
        failure ??= { field: 'phone', value: cell, error: phone.message };
        continue;
      }
      if (allPhones && found) found.others.push({ text, e164: phone.e164, index });
      if (found && (!found.doubt || phone.doubt)) continue;
      const others = found?.others ?? [];
      found = { text, ...phone, country: phone.country, extension, index, doubt: phone.doubt, hasMore, others };
      if (!phone.doubt && !allPhones) return found;
    }
  }
  return found ?? failure ?? { field: 'phone', value: '', error: 'Phone number is missing' };
}

function noNumber(cell: string, country: string | undefined, parsePhone: PhoneParser): string {
  if (isRoundedNumber(cell)) return ROUNDED;
  const phone = parsePhone(cell, country);
  return phone.problem === undefined ? NOT_A_NUMBER : phone.message;
}
