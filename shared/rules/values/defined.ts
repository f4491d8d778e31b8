/**
 * Returns the object without its undefined fields, so that a field that was not sent does not overwrite a stored field.
 */
export function definedOnly<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Whether all fields of the object are undefined, so that the object changes nothing. */
export const isEmpty = (given: object): boolean => Object.values(given).every((value) => value === undefined);
