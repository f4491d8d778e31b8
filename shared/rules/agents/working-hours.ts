export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Working hours by weekday, as `HH:MM` in the campaign's time zone; `end` is excluded. A weekday without an entry is a
 * day off.
 */
export type WorkingHours = { [day in Weekday]?: { start: string; end: string } | undefined };
