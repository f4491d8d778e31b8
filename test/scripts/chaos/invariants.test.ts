/** Shows for each invariant that it can fail: the evidence of a calm run is changed in one place, and the audit names it. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { BookedCall, Evidence } from '../../../scripts/chaos/evidence.ts';
import { audit, INVARIANTS, kindOf } from '../../../scripts/chaos/invariants.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-01-13T15:00:00Z');
const iso = (minute: number) => new Date(START_MS + minute * MINUTE_MS).toISOString();
const date = (minute: number) => new Date(iso(minute));
const LEAD = '+12125551000';
const BIDDER = '+14155550201';

type LedgerCall = Evidence['ledger']['calls'][number];

function ledgerCall(sid: string, to: string, minutes: readonly [number, number], changes: Partial<LedgerCall> = {}) {
  const call: Partial<LedgerCall> = {
    sid,
    to,
    direction: 'outbound-api',
    url: `https://calls.example.com/webhooks/twilio/answer?callId=${sid}`,
    acceptedAt: iso(minutes[0]),
    endedAt: iso(minutes[1]),
    requests: [{ at: iso(minutes[0]), url: 'https://calls.example.com/webhooks', status: 204, durationMs: 5 }],
    ...changes,
  };
  return call as LedgerCall;
}

const bookedCall = (uuid: string, toNumber: string, minutes: readonly [number, number]): BookedCall => ({
  uuid,
  callSid: `CA${uuid}`,
  tenantId: 1,
  campaignId: 'k1',
  direction: 'outbound',
  status: 'completed',
  live: false,
  toNumber,
  agentId: 1,
  startTime: date(minutes[0]),
  connectedAt: date(minutes[0]),
  endTime: date(minutes[1]),
  duration: 60,
  talkTime: 30,
});

/** The evidence of a run in which two leads were called, one after the other, by one agent. */
function calmRun(): Evidence {
  const ledger = {
    calls: [
      ledgerCall('CA1', LEAD, [0, 1]),
      ledgerCall('CA2', '+12125551001', [5, 6]),
      ledgerCall('CA3', BIDDER, [0, 2], { direction: 'outbound-dial', url: null }),
      ledgerCall('CA4', BIDDER, [3, 4], { direction: 'outbound-dial', url: null }),
    ],
    recordings: [{ sid: 'RE1', callSid: 'CA1', deleted: false }],
  };
  return {
    ledger: ledger as Evidence['ledger'],
    books: {
      calls: [bookedCall('1', LEAD, [0, 1]), bookedCall('2', '+12125551001', [5, 6])],
      legSids: [],
      recordingSids: ['RE1'],
      doNotCall: ['+12125551002'],
      imports: [{ fileName: 'leads.csv', status: 'completed', rows: 2 }],
      leads: [{ uuid: 'l1', firstName: 'Edited 1', attempts: 1, booked: 1 }],
    },
    acknowledged: [
      { kind: 'do-not-call', phone: '+12125551002', atMs: START_MS },
      { kind: 'upload', fileName: 'leads.csv', rows: 2, atMs: START_MS },
      { kind: 'edit', leadId: 'l1', firstName: 'Edited 1', atMs: START_MS },
      { kind: 'pause', campaignId: 'k1', atMs: START_MS + 2 * MINUTE_MS },
      { kind: 'start', campaignId: 'k1', atMs: START_MS + 4 * MINUTE_MS },
    ],
    delayedSpans: [],
    callsAtOnceMax: new Map([[BIDDER, 1]]),
    crashes: [],
    forged: false,
    atRest: {
      open: [],
      checks: [{ name: 'costs', figures: '$1 = $1', errorCount: 0 }],
      failedJobs: [],
    },
  };
}

test('a calm run violates nothing', () => {
  expect(audit(calmRun())).toEqual([]);
});

type Change = (evidence: Evidence) => void;

const CHANGES: Record<keyof typeof INVARIANTS, Change> = {
  'one call of the carrier per attempt': ({ ledger }) =>
    void ledger.calls.push(ledgerCall('CA5', LEAD, [2, 3], { url: ledger.calls[0]!.url })),
  'one live call per number': ({ ledger }) => void ledger.calls.push(ledgerCall('CA5', LEAD, [0.5, 3])),
  'one answered leg per agent': ({ ledger }) => {
    for (const leg of [1, 2]) {
      const url = `https://calls.example.com/webhooks/twilio/agent-answer?callId=1&legId=${leg}`;
      ledger.calls.push(ledgerCall(`CA1${leg}`, '+14155559001', [leg, 9], { url, answeredAt: iso(leg) }));
    }
  },
  'no call after do-not-call': ({ acknowledged }) =>
    void acknowledged.push({ kind: 'opt-out', phone: '+12125551001', atMs: START_MS + MINUTE_MS }),
  'no claim while paused': ({ books, ledger }) => {
    books.calls.push({ ...bookedCall('3', LEAD, [3, 4]), callSid: 'CA6', agentId: null });
    ledger.calls.push(ledgerCall('CA6', LEAD, [3.1, 4]));
  },
  'one conversation per agent': ({ books }) => void books.calls.push(bookedCall('3', '+12125551003', [5.2, 5.8])),
  'caps are kept': ({ ledger }) =>
    void ledger.calls.push(ledgerCall('CA5', BIDDER, [1, 2], { direction: 'outbound-dial', url: null })),
  'the carrier gets TwiML or a repeatable error': ({ ledger }) => void (ledger.calls[0]!.requests[0]!.status = 404),
  'talk time fits the duration': ({ books }) => void (books.calls[0]!.talkTime = 61),
  'no process ends by itself': (evidence) => void (evidence.crashes = ['api-1 ended by itself (exit code 1)']),
  'everything comes to rest': ({ atRest }) => void (atRest!.open = ['call 1 is ringing']),
  'acknowledged acts hold': ({ books }) => void (books.doNotCall = []),
  'attempts are counted': ({ books }) => void (books.leads[0]!.booked = 2),
  'every recording is on the books': ({ books }) => void (books.recordingSids = []),
  'no job fails for good': ({ atRest }) => void (atRest!.failedJobs = ['call.redirect: 503']),
  'books equal the ledger': ({ atRest }) =>
    void (atRest!.checks = [{ name: 'costs', figures: '$1 = $2', errorCount: 1_000_000 }]),
};

test('each invariant has a change that violates it', () => {
  expect(Object.keys(CHANGES).toSorted()).toEqual(Object.keys(INVARIANTS).toSorted());
});

test.each(Object.entries(CHANGES))('%s', (invariant, change) => {
  const evidence = calmRun();
  change(evidence);
  expect(audit(evidence).map((violation) => violation.invariant)).toContain(invariant);
});

test('a phone that is rung twice for one attempt is named first, by the time of the second call', () => {
  const evidence = calmRun();
  const { calls } = evidence.ledger;
  calls.push(ledgerCall('CA5', LEAD, [0.5, 1], { url: calls[0]!.url }));
  evidence.atRest!.open = ['call 1 is ringing'];
  const [first, ...others] = audit(evidence);
  expect(first).toEqual({
    invariant: 'one call of the carrier per attempt',
    atMs: START_MS + 0.5 * MINUTE_MS,
    subject: `${LEAD} for the attempt CA1`,
  });
  expect(others.map(({ invariant }) => invariant)).toEqual(['one live call per number', 'everything comes to rest']);
});

test('a call that was in flight when its number was listed is no violation, and what is lost is', () => {
  const evidence = calmRun();
  const { startTime } = evidence.books.calls[1]!;
  evidence.acknowledged.push({ kind: 'opt-out', phone: '+12125551001', atMs: startTime!.getTime() + 1 });
  expect(audit(evidence).map(({ invariant }) => invariant)).toEqual(['acknowledged acts hold']);
});

test('a frozen process may place late what it has claimed before the number was listed', () => {
  const evidence = calmRun();
  const atMs = START_MS + MINUTE_MS;
  evidence.books.doNotCall.push('+12125551001');
  evidence.books.calls[1]!.startTime = date(0.5);
  evidence.acknowledged.push({ kind: 'do-not-call', phone: '+12125551001', atMs });
  expect(audit(evidence).map(({ invariant }) => invariant)).toEqual(['no call after do-not-call']);
  evidence.delayedSpans = [{ fromMs: atMs - 1, toMs: START_MS + 5 * MINUTE_MS }];
  expect(audit(evidence)).toEqual([]);
});

test('a claim whose transaction waited until the campaign was active again is no violation', () => {
  const evidence = calmRun();
  evidence.books.calls.push({ ...bookedCall('3', LEAD, [3.9, 4.5]), callSid: 'CA6', agentId: null });
  evidence.ledger.calls.push(ledgerCall('CA6', LEAD, [4.1, 4.5]));
  expect(audit(evidence)).toEqual([]);
});

test.each([
  [
    'the same call in another run',
    `call ${randomUUID()} is ringing since 1`,
    `call ${randomUUID()} is busy since 2`,
    true,
  ],
  ['a call and an award', `call ${randomUUID()} is ringing since 1`, 'award 3 is claimed since 1', false],
  ['two numbers', '+12125551001 was called', '+12125551002 was called', true],
  ['two processes', 'api-1: api-1 ended by itself', 'api-2: api-2 ended by itself', true],
  ['an API and a worker', 'api-1: api-1 ended by itself', 'workers-1: workers-1 ended by itself', false],
  ['two kinds of jobs', 'call.redirect: 503', 'recording.reconcile: 503', false],
  ['one check with other figures', 'every call has a cost: 7 of 9, 2', 'every call has a cost: 8 of 9, 1', true],
  ['two checks', 'every call has a cost: 7 of 9, 2', 'every call has the final status: 7 of 9, 2', false],
  ['two acts', 'opt-out of +12125551001', 'upload upload-17.csv', false],
  ['two replies', `404 for CA${'a'.repeat(32)}, http://a`, `403 for CA${'b'.repeat(32)}, http://a`, false],
])('a part of the faults that brings %s is a smaller case or not', (_, one, other, isSame) => {
  const kinds = [one, other].map((subject) => kindOf({ invariant: 'everything comes to rest', subject }));
  expect(kinds[0] === kinds[1]).toBe(isSame);
  expect(kindOf({ invariant: 'acknowledged acts hold', subject: one })).not.toBe(kinds[0]);
});
