/** Reads the consent of a row of a lead file. */
import { DateTime } from 'luxon';
import { type Consent, CONSENT_KINDS } from '../compliance/consent.ts';
import { looseKey } from '../values/loose-key.ts';

type ConsentField = 'consent_kind' | 'consent_at';
type ConsentText = 'consent_source' | 'consent_text' | 'consent_evidence_url';

/** The cells of the row that may say something about a consent. */
export type ConsentCells = {
  /** The text of a field; empty if the row says nothing. */
  first: (field: ConsentField) => string;
  /** Like `first`, cut to the limit of the field. The cell is not kept as a custom field. */
  take: (field: ConsentText) => string;
  columnOf: (field: ConsentField) => number | undefined;
  /** Columns that are not kept as custom fields. */
  taken: Set<number>;
  warn: (index: number, reason: string) => void;
};

const KIND_BY_KEY = new Map(CONSENT_KINDS.map((kind) => [looseKey(kind), kind]));

/** A date, or a date with a time. Without an offset, it is UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;

/**
 * Returns the consent of a row that says its kind and time. Any other row keeps what it says as custom fields, because the
 * kind or the time of a consent is never guessed.
 */
export function rowConsent({ first, take, columnOf, taken, warn }: ConsentCells): { consent?: Consent } {
  const [kindText, timeText] = [first('consent_kind'), first('consent_at')];
  if (kindText === '') return {};
  const [kindColumn, timeColumn] = [columnOf('consent_kind'), columnOf('consent_at')];
  const kind = KIND_BY_KEY.get(looseKey(kindText));
  const givenAt = TIME.test(timeText) ? DateTime.fromISO(timeText.replace(' ', 'T'), { zone: 'utc' }) : undefined;
  if (!kind || !givenAt?.isValid) {
    const problem = kind
      ? 'its time must be written like 2026-01-31T15:00:00Z'
      : `its kind must be ${CONSENT_KINDS.join(', ')}`;
    const column = kind ? (timeColumn ?? kindColumn) : kindColumn;
    if (column !== undefined) warn(column, `No consent was stored: ${problem}`);
    return {};
  }
  for (const column of [kindColumn, timeColumn]) if (column !== undefined) taken.add(column);
  return {
    consent: {
      kind,
      source: take('consent_source') || null,
      text: take('consent_text') || null,
      evidenceUrl: take('consent_evidence_url') || null,
      givenAt: givenAt.toJSDate(),
    },
  };
}
