/**
 * What must always hold, and what must hold when everything has come to rest. Each invariant is a pure function of the
 * evidence, so a test can show for each invariant that it can fail.
 */
import type { BookedCall, Evidence } from './evidence.ts';
import { SPEED } from './world.ts';

export type Violation = {
  invariant: string;
  /** Product time in Unix milliseconds; undefined if the violation has no moment. */
  atMs?: number;
  subject: string;
};
type Finding = Omit<Violation, 'invariant'>;
type LedgerCall = Evidence['ledger']['calls'][number];

/** A request to the carrier takes at most this time, repetitions included. Milliseconds of product time. */
const IN_FLIGHT_MS_MAX = 5_000 * SPEED;
/** Times of the ledger and of the books may differ by this. Milliseconds of product time. */
const CLOCKS_MS_MAX = 1_000 * SPEED;

const acceptedMs = (call: LedgerCall) => Date.parse(call.acceptedAt ?? '');
const endedMs = (call: LedgerCall) => (call.endedAt === null ? Infinity : Date.parse(call.endedAt));
const placed = ({ ledger }: Evidence) => ledger.calls.filter(({ direction }) => direction === 'outbound-api');

/** The id of our call or leg in the URL with which the carrier asks for TwiML. */
function attemptOf({ url }: LedgerCall): string | undefined {
  if (url === null) return undefined;
  const { searchParams } = new URL(url);
  return searchParams.get('legId') ?? searchParams.get('parkedLegId') ?? searchParams.get('callId') ?? undefined;
}

function oneCallPerAttempt(evidence: Evidence): Finding[] {
  return [...Map.groupBy(placed(evidence), attemptOf)].flatMap(([attempt, calls]) =>
    attempt === undefined
      ? []
      : calls.slice(1).map((call) => ({ atMs: acceptedMs(call), subject: `${call.to} for the attempt ${attempt}` })),
  );
}

/** Calls that begin before an earlier call of the group ends, with the spans that `spanOf` returns. */
function overlapping(calls: LedgerCall[], spanOf: (call: LedgerCall) => [fromMs: number, toMs: number]): Finding[] {
  return [...Map.groupBy(calls, ({ to }) => to)].flatMap(([number, group]) => {
    const inOrder = group.toSorted((a, b) => spanOf(a)[0] - spanOf(b)[0]);
    return inOrder
      .filter((call, index) => index > 0 && spanOf(call)[0] < spanOf(inOrder[index - 1]!)[1])
      .map((call) => ({ atMs: spanOf(call)[0], subject: `${number}, ${call.sid}` }));
  });
}

/** A leg of an agent, which is no call of a lead. */
const isAgentLeg = ({ url }: LedgerCall) => url !== null && /legId=/i.test(url);

function oneLiveCallPerNumber(evidence: Evidence): Finding[] {
  const calls = placed(evidence).filter((call) => !isAgentLeg(call));
  return overlapping(calls, (call) => [acceptedMs(call), endedMs(call)]);
}

/** A phone may ring for the next call while the end of the last one is on its way to the carrier. */
function oneAnsweredLegPerAgent(evidence: Evidence): Finding[] {
  const legs = placed(evidence).filter((call) => isAgentLeg(call) && call.answeredAt && call.endedAt);
  return overlapping(legs, (leg) => [Date.parse(leg.answeredAt!), endedMs(leg) - IN_FLIGHT_MS_MAX]);
}

/** A call that was claimed before the number was listed may still be in flight. */
function noCallAfterDoNotCall(evidence: Evidence): Finding[] {
  const { acknowledged, books, delayedSpans } = evidence;
  const listed = acknowledged.filter(
    (each) => (each.kind === 'do-not-call' || each.kind === 'opt-out') && 'phone' in each,
  ) as { phone: string; atMs: number }[];
  return listed.flatMap(({ phone, atMs }) => {
    const claimed = books.calls.filter(({ toNumber, startTime }) => toNumber === phone && startTime! > new Date(atMs));
    const created = placed(evidence).filter(
      (call) =>
        call.to === phone &&
        acceptedMs(call) > atMs + IN_FLIGHT_MS_MAX &&
        !delayedSpans.some(({ fromMs, toMs }) => fromMs < acceptedMs(call) && toMs > atMs),
    );
    return [
      ...claimed.map(({ startTime }) => ({ atMs: startTime!.getTime(), subject: `${phone} was claimed` })),
      ...created.map((call) => ({ atMs: acceptedMs(call), subject: `${phone} was called` })),
    ];
  });
}

/**
 * A claim has the time at which its transaction began, and the transaction may have waited until the campaign was active
 * again. So a claim counts if the carrier had the call before that.
 */
function noClaimWhilePaused({ acknowledged, books, ledger }: Evidence): Finding[] {
  const accepted = new Map(ledger.calls.map((call) => [call.sid, acceptedMs(call)]));
  return acknowledged.flatMap((pause, index) => {
    if (pause.kind !== 'pause') return [];
    const { campaignId, atMs } = pause;
    const start = acknowledged.slice(index).find((each) => each.kind === 'start' && each.campaignId === campaignId);
    const untilMs = start?.atMs ?? Infinity;
    return books.calls
      .filter((call) => call.campaignId === campaignId && call.direction === 'outbound')
      .filter(({ startTime, callSid }) => (startTime?.getTime() ?? 0) > atMs && accepted.get(callSid ?? '')! < untilMs)
      .map(({ startTime, toNumber }) => ({ atMs: startTime!.getTime(), subject: `${toNumber} of ${campaignId}` }));
  });
}

const endOf = (call: BookedCall) => call.endTime?.getTime() ?? Infinity;

function oneConversationPerAgent({ books }: Evidence): Finding[] {
  const talks = books.calls.filter(({ agentId, connectedAt }) => agentId !== null && connectedAt !== null);
  return [...Map.groupBy(talks, ({ agentId }) => agentId).values()].flatMap((calls) => {
    const inOrder = calls.toSorted((a, b) => a.connectedAt!.getTime() - b.connectedAt!.getTime());
    return inOrder
      .filter((call, at) => at > 0 && call.connectedAt!.getTime() + CLOCKS_MS_MAX < endOf(inOrder[at - 1]!))
      .map((call) => ({ atMs: call.connectedAt!.getTime(), subject: `agent ${call.agentId}, call ${call.uuid}` }));
  });
}

function capsKept({ ledger, callsAtOnceMax }: Evidence): Finding[] {
  return [...callsAtOnceMax].flatMap(([number, most]) => {
    const calls = ledger.calls.filter(({ to, direction }) => to === number && direction === 'outbound-dial');
    return calls
      .filter((call) => {
        const atMs = acceptedMs(call);
        return calls.filter((other) => acceptedMs(other) <= atMs && endedMs(other) > atMs).length > most;
      })
      .map((call) => ({ atMs: acceptedMs(call), subject: `more than ${most} calls to ${number}` }));
  });
}

/** A reply of 4xx is final, so the carrier would not repeat the request. A forged webhook is refused. */
function carrierGetsAnswers({ ledger, forged }: Evidence): Finding[] {
  return ledger.calls.flatMap(({ sid, requests }) =>
    requests
      .filter(({ status }) => status !== null && status >= 300 && status < 500 && !(forged && status === 403))
      .map(({ at, url, status }) => ({ atMs: Date.parse(at ?? ''), subject: `${status} for ${sid}, ${url}` })),
  );
}

function booksArePossible({ books }: Evidence): Finding[] {
  return books.calls
    .filter(({ duration, talkTime }) => (talkTime ?? 0) > (duration ?? Infinity))
    .map(({ uuid, endTime }) => ({
      ...(endTime && { atMs: endTime.getTime() }),
      subject: `call ${uuid} talked longer than it lasted`,
    }));
}

function noProcessDies({ crashes }: Evidence): Finding[] {
  return crashes.map((subject) => ({ subject }));
}

function acknowledgedActsHold({ acknowledged, books }: Evidence): Finding[] {
  const imports = new Map(books.imports.map((each) => [each.fileName, each]));
  const edits = new Map(books.leads.map((lead) => [lead.uuid, lead.firstName]));
  const edited = new Set<string>();
  return acknowledged.toReversed().flatMap((each): Finding[] => {
    const { kind, atMs } = each;
    if (kind === 'do-not-call' || kind === 'opt-out')
      return books.doNotCall.includes(each.phone) ? [] : [{ atMs, subject: `${kind} of ${each.phone}` }];
    if (kind === 'upload') {
      const { status, rows } = imports.get(each.fileName) ?? {};
      return status === 'completed' && rows === each.rows ? [] : [{ atMs, subject: `upload ${each.fileName}` }];
    }
    if (kind !== 'edit' || edited.has(each.leadId)) return [];
    edited.add(each.leadId);
    // Two edits of one lead may be answered in another order than they were made.
    const all = acknowledged.flatMap((other) =>
      other.kind === 'edit' && other.leadId === each.leadId ? other.firstName : [],
    );
    return all.includes(edits.get(each.leadId) ?? '') ? [] : [{ atMs, subject: `edit of the lead ${each.leadId}` }];
  });
}

function attemptsAreCounted({ books }: Evidence): Finding[] {
  return books.leads
    .filter(({ attempts, booked }) => attempts !== booked)
    .map(({ uuid, attempts, booked }) => ({ subject: `lead ${uuid}: ${attempts} counted, ${booked} on the books` }));
}

function everyRecordingIsKnown({ ledger, books }: Evidence): Finding[] {
  const known = new Set(books.recordingSids);
  return ledger.recordings
    .filter(({ sid, deleted }) => !deleted && !known.has(sid))
    .map(({ sid, callSid }) => ({ subject: `recording ${sid} of ${callSid}` }));
}

/** Invariants by name. `atRest` invariants are checked when all faults are over and everything has come to rest. */
export const INVARIANTS: Record<string, { atRest?: true; find: (evidence: Evidence) => Finding[] }> = {
  'one call of the carrier per attempt': { find: oneCallPerAttempt },
  'one live call per number': { find: oneLiveCallPerNumber },
  'one answered leg per agent': { find: oneAnsweredLegPerAgent },
  'no call after do-not-call': { find: noCallAfterDoNotCall },
  'no claim while paused': { find: noClaimWhilePaused },
  'one conversation per agent': { find: oneConversationPerAgent },
  'caps are kept': { find: capsKept },
  'the carrier gets TwiML or a repeatable error': { find: carrierGetsAnswers },
  'talk time fits the duration': { find: booksArePossible },
  'no process ends by itself': { find: noProcessDies },
  'everything comes to rest': { atRest: true, find: ({ atRest }) => atRest!.open.map((subject) => ({ subject })) },
  'acknowledged acts hold': { atRest: true, find: acknowledgedActsHold },
  'attempts are counted': { atRest: true, find: attemptsAreCounted },
  'every recording is on the books': { atRest: true, find: everyRecordingIsKnown },
  'no job fails for good': {
    atRest: true,
    find: ({ atRest }) => atRest!.failedJobs.map((subject) => ({ subject })),
  },
  'books equal the ledger': {
    atRest: true,
    find: ({ atRest }) =>
      atRest!.checks
        .filter(({ errorCount }) => errorCount > 0)
        .map(({ name, figures, errorCount }) => ({ subject: `${name}: ${figures}, ${errorCount} do not agree` })),
  },
};

/** Returns the violations, the first in time first. Violations without a moment come last. */
export function audit(evidence: Evidence): Violation[] {
  return Object.entries(INVARIANTS)
    .filter(([, { atRest }]) => !atRest || evidence.atRest !== undefined)
    .flatMap(([invariant, { find }]) => find(evidence).map((finding) => ({ invariant, ...finding })))
    .toSorted((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity) || 0);
}

/** Ids and numbers that differ between two runs: phone numbers, ids of the carrier, uuids, and numbers of processes. */
const ID = /\+\d+|\b[A-Z]{2}[\da-f]{32}\b|\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|(?<=\w-)\d+\b/g;

/**
 * Returns the kind of a violation: its invariant, and what it is about without ids. That is the text of the subject before
 * a colon (a check, a job, a process), or otherwise its first word. So two runs with the same defect give the same kind.
 */
export function kindOf({ invariant, subject }: Violation): string {
  const masked = subject.replaceAll(ID, '#');
  const [about = '', ...others] = masked.split(': ');
  return `${invariant}: ${others.length > 0 ? about : about.split(/[\s,]/)[0]}`;
}
