export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `HH:MM` in the campaign's time zone; `end` is excluded. An absent weekday is a day off. */
export type WorkingHours = { [day in Weekday]?: { start: string; end: string } | undefined };
