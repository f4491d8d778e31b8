/** Reads the values of a form, and shows the fields of an object. */
import { Field } from './form.tsx';

type Values = Record<string, string>;
type FieldProps = Parameters<typeof Field>[0];

/** Returns functions that read values of a form as the API takes them. */
export function readerOf(values: Values) {
  const text = (name: string) => values[name]?.trim() ?? '';
  return {
    text,
    textOrNull: (name: string) => text(name) || null,
    number: (name: string) => Number(text(name)),
    numberOrNull: (name: string) => (text(name) === '' ? null : Number(text(name))),
    isOn: (name: string) => values[name] !== undefined,
    /** A phone number in any writing, or an address such as sip:name@example.com. */
    phone: (name: string) => phoneOf(text(name)),
    phoneOrNull: (name: string) => phoneOf(text(name)) || null,
    /** The value of a choice, as one of the options. */
    choice: <T extends string>(name: string, options: readonly [T, ...T[]]): T =>
      options.find((option) => option === text(name)) ?? options[0],
    lines: (name: string) =>
      text(name)
        .split(/[\s,]+/)
        .filter(Boolean),
  };
}

const phoneOf = (text: string): string => (/^[+\d\s().-]*$/.test(text) ? text.replaceAll(/[^\d+]/g, '') : text);

/** Returns a function that shows a field of an object with its value, and with what the API says about it. */
export function fieldsOf(row: object | undefined, problems: Values) {
  return (name: string, label: string, more: Partial<FieldProps> = {}) => {
    const value = (row as Record<string, FieldProps['value'] | null> | undefined)?.[name];
    return <Field key={name} label={label} name={name} value={value ?? undefined} problem={problems[name]} {...more} />;
  };
}

/** Options of a choice from rows with a name. */
export const optionsOf = (
  rows: readonly { id: number; name: string }[],
  none?: string,
): readonly (readonly [string, string])[] => [
  ...(none === undefined ? [] : [['', none] as const]),
  ...rows.map(({ id, name }) => [String(id), name] as const),
];

export const NUMBER = { type: 'number', min: 0, step: 1 } as const;
export const AMOUNT = { type: 'number', min: 0, step: 'any', inputMode: 'decimal' } as const;
export const PHONE = { inputMode: 'tel', placeholder: '+14155551234' } as const;
