/**
 * The double-entry ledger of a tenant. The database refuses a transaction whose entries do not add up to 0 in each
 * currency, and derives the revenue and the payout of a call from the entries (migrations/0087_ledger.sql). What the
 * carrier charges is booked by the trigger `post_carrier_cost`, whenever the final cost of a call changes.
 */
import type { LedgerEntry, LedgerKind } from '../../shared/rules/calls/ledger.ts';
import type { Sql } from '../db.ts';

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
