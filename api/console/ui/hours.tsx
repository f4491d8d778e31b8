/** The hours of operation of a buyer or a target. */
import { Field } from './form.tsx';
import { t } from './texts.ts';

export type Hours = { days: number[]; start: string; end: string };

/** Sunday is 0, as in the API. A Sunday of any year names the days in the language of the browser. */
const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;
const nameOf = (day: number) => new Date(2024, 0, 7 + day).toLocaleDateString(undefined, { weekday: 'short' });

/** Without a chosen day, the hours are those of the whole week. */
export const HoursFields = ({ hours, problem }: { hours: Hours | null | undefined; problem: string | undefined }) => (
  <fieldset>
    <legend>{t('hours.title')}</legend>
    <div class="days">
      {DAYS.map((day) => (
        <label key={day} class="check">
          <input type="checkbox" name={`day${day}`} defaultChecked={hours?.days.includes(day)} />
          <span>{nameOf(day)}</span>
        </label>
      ))}
    </div>
    <div class="row">
      <Field label={t('newCampaign.start')} name="hoursStart" type="time" value={hours?.start ?? ''} />
      <Field label={t('newCampaign.end')} name="hoursEnd" type="time" value={hours?.end ?? ''} problem={problem} />
    </div>
    <p class="hint">{t('hours.hint')}</p>
  </fieldset>
);

/** Returns the hours in the form; null without times, which means every time. */
export function readHours(values: Record<string, string>): Hours | null {
  const { hoursStart: start, hoursEnd: end } = values;
  if (!start || !end) return null;
  const days = DAYS.filter((day) => values[`day${day}`] !== undefined);
  return { days: (days.length > 0 ? days : [...DAYS]).toSorted((a, b) => a - b), start, end };
}
