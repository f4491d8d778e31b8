/**
 * The double-entry ledger of a tenant. The database refuses a transaction whose entries do not add up to 0 in each
 * currency, and derives the revenue and the payout of a call from the entries (migrations/0087_ledger.sql). What the
 * carrier charges is booked by the trigger `post_carrier_cost`, whenever the final cost of a call changes, and for parked
 * legs of agents by `post_parked_leg_cost`. A transaction of a parked leg has a leg instead of a call.
 */
import type { LedgerEntry, LedgerKind } from '../../shared/rules/calls/ledger.ts';
import type { Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

export type NewLedgerTransaction = {
  callId: number;
  kind: LedgerKind;
  reason?: string | null | undefined;
  /** Names the event that causes the transaction. A second transaction of the same event is not posted. */
  sourceKey?: string | null | undefined;
  createdBy?: number | null | undefined;
  entries: readonly LedgerEntry[];
};

/**
 * Posts a transaction to the ledger.
 *
 * @returns undefined if the event of the transaction was posted before
 */
export async function postTransaction(
  sql: Sql,
  tenantId: number,
  { callId, kind, reason = null, sourceKey = null, createdBy = null, entries }: NewLedgerTransaction,
): Promise<{ id: number; uuid: string } | undefined> {
  const [row] = await sql<{ id: number; uuid: string }[]>`
    with posted as (
      insert into ledger_transactions (tenant_id, call_id, kind, reason, source_key, created_by)
      values (${tenantId}, ${callId}, ${kind}, ${reason}, ${sourceKey}, ${createdBy})
      on conflict (tenant_id, source_key) do nothing
      returning id, uuid, tenant_id
    ), entered as (
      insert into ledger_entries (tenant_id, transaction_id, account, buyer_id, target_id, publisher_id, currency,
        amount_micros)
      select p.tenant_id, p.id, e.account, e."buyerId", e."targetId", e."publisherId", e.currency, e."amountMicros"
      from posted p cross join jsonb_to_recordset(${sql.json(entries.map((entry) => ({ ...entry })))}) as e (
        account text, "buyerId" bigint, "targetId" bigint, "publisherId" bigint, currency text, "amountMicros" bigint)
    )
    select id, uuid from posted`;
  return row;
}

export type LedgerEntryRow = {
  account: LedgerEntry['account'];
  buyerId: number | null;
  targetId: number | null;
  publisherId: number | null;
  currency: string;
  amountMicros: number;
};

export type LedgerTransactionRow = {
  id: number;
  uuid: string;
  kind: LedgerKind;
  reason: string | null;
  createdBy: number | null;
  createdAt: Date;
  entries: LedgerEntryRow[];
};

/** Lists the transactions of a call with their entries, oldest first. */
export async function listTransactionsOfCall(
  sql: Sql,
  tenantId: number,
  callId: number,
  limit: number,
): Promise<LedgerTransactionRow[]> {
  return await sql<LedgerTransactionRow[]>`
    select t.id, t.uuid, t.kind, t.reason, t.created_by, t.created_at, (
      select coalesce(jsonb_agg(jsonb_build_object('account', e.account, 'buyerId', e.buyer_id, 'targetId', e.target_id,
        'publisherId', e.publisher_id, 'currency', e.currency, 'amountMicros', e.amount_micros) order by e.id), '[]')
      from ledger_entries e where e.transaction_id = t.id) as entries
    from ledger_transactions t where t.call_id = ${callId} and t.tenant_id = ${tenantId}
    order by t.id limit ${limit}`;
}

/** A party that has an account in the ledger. */
export type Party = { kind: 'buyer' | 'target' | 'publisher'; id: number };

/** A period from `from` until just before `before`. A missing end means no limit. */
export type StatementPeriod = { from?: Date | undefined; before?: Date | undefined };

export type StatementSum = {
  currency: string;
  kind: LedgerKind;
  /** Whether the sum is on the account of disputed amounts. */
  isDisputed: boolean;
  beforeMicros: number;
  withinMicros: number;
  lines: number;
};

const ofParty = (sql: Sql, tenantId: number, { kind, id }: Party, { before }: StatementPeriod) => sql`
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
  where e.tenant_id = ${tenantId} and ${sql(`${kind}_id`)} = ${id}
    ${before === undefined ? sql`` : sql`and e.created_at < ${before}`}`;

const isWithin = (sql: Sql, { from }: StatementPeriod) =>
  from === undefined ? sql`true` : sql`e.created_at >= ${from}`;

/**
 * Sums the entries of a party by currency and kind, before and within a period. A positive amount is what a buyer or a
 * bidder owes, a negative amount what a publisher is owed.
 */
export async function sumStatement(
  sql: Sql,
  tenantId: number,
  party: Party,
  period: StatementPeriod,
): Promise<StatementSum[]> {
  return await sql<StatementSum[]>`
    select e.currency, t.kind, e.account = 'disputed' as is_disputed,
      coalesce(sum(e.amount_micros) filter (where not ${isWithin(sql, period)}), 0)::bigint as before_micros,
      coalesce(sum(e.amount_micros) filter (where ${isWithin(sql, period)}), 0)::bigint as within_micros,
      count(*) filter (where ${isWithin(sql, period)} and e.account <> 'disputed') as lines
    ${ofParty(sql, tenantId, party, period)} group by 1, 2, 3 order by 1, 2, 3`;
}

export type StatementLine = {
  id: number;
  createdAt: Date;
  kind: LedgerKind;
  reason: string | null;
  callId: number;
  currency: string;
  amountMicros: number;
};

/** Lists the entries of a party in a period, oldest first. */
export async function listStatementLines(
  sql: Sql,
  tenantId: number,
  party: Party,
  period: StatementPeriod,
  page: Page,
): Promise<StatementLine[]> {
  return await sql<StatementLine[]>`
    select e.id, e.created_at, t.kind, t.reason, t.call_id, e.currency, e.amount_micros
    ${ofParty(sql, tenantId, party, period)} and ${isWithin(sql, period)} and e.account <> 'disputed'
      and t.call_id is not null
    ${oldestFirst(sql, 'e', page)}`;
}
