/**
 * What the product has acknowledged to the people who use it. An acknowledged act must hold, whatever fails later. Times
 * are product time (the product's clock), in Unix milliseconds.
 */
export type Acknowledged =
  | { kind: 'do-not-call' | 'opt-out'; phone: string; atMs: number }
  | { kind: 'pause'; campaignId: string; atMs: number }
  /** `atMs` is the time of the request, because calls may begin before its reply. */
  | { kind: 'start'; campaignId: string; atMs: number }
  | { kind: 'upload'; fileName: string; rows: number; atMs: number }
  | { kind: 'edit'; leadId: string; firstName: string; atMs: number };

export type Journal = { acknowledged: Acknowledged[]; callers: number };

export const createJournal = (): Journal => ({ acknowledged: [], callers: 0 });
