/** The audit log. Triggers of the audited tables write the events (`sql/migrations/0039_audit.sql`). */
import type { Json, Key, Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export const AUDIT_ACTOR_KINDS = ['user', 'api_key', 'operator', 'anonymous'] as const;
export const AUDIT_VERBS = ['created', 'updated', 'deleted'] as const;

export type AuditVerb = (typeof AUDIT_VERBS)[number];

/** The person who makes a change. `anonymous` is a person who registers without a login. */
export type AuditActor = { kind: (typeof AUDIT_ACTOR_KINDS)[number]; id: number | null; name: string };

/** The values of the changed fields. Secrets and personal data of leads are shown as `[hidden]`. */
export type AuditChanges = Record<string, { before: Json; after: Json }>;

export type AuditEventRow = {
  id: number;
  uuid: string;
  /** Null for an event about an invitation. */
  tenantId: number | null;
  actorKind: AuditActor['kind'];
  actorId: number | null;
  actorName: string;
  verb: AuditVerb;
  entity: string;
  entityId: number | null;
  entityUuid: string | null;
  changes: AuditChanges;
  requestId: string | null;
  address: string | null;
  createdAt: Date;
};

/** Names the person of the transaction. Until the end of the transaction, the writes to audited tables are events. */
export async function setAuditActor(
  sql: Sql,
  actor: AuditActor & { requestId: string | undefined; address: string | undefined },
): Promise<void> {
  await sql`select set_config('callcenter.audit', ${JSON.stringify(actor)}, true)`;
}

/** Writes an event about a change outside our database, for the person of the transaction. */
export async function insertAuditEvent(
  sql: Sql,
  tenantId: number,
  event: { verb: AuditVerb; entity: string; id: number; uuid: string; changes: AuditChanges },
): Promise<void> {
  const { verb, entity, id, uuid, changes } = event;
  await sql`select add_audit_event(${tenantId}, ${verb}, ${entity}, ${id}, ${uuid}, ${sql.json(changes)})`;
}

/**
 * Writes an event for each new lead of a campaign, for the person of the transaction. The trigger of `leads` writes no
 * event about a new lead, because the event of an import stands for all its leads.
 */
export async function insertCreatedLeads(
  sql: Sql,
  { tenantId, campaignId }: { tenantId: number; campaignId: number },
  leadIds: number[],
): Promise<void> {
  await sql`
    select add_audit_event(l.tenant_id, 'created', 'lead', l.id, l.uuid,
      jsonb_build_object('campaign_id', jsonb_build_object('before', null, 'after', l.campaign_id)))
    from leads l
    where l.id = any(${leadIds}) and l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId} order by l.id`;
}

export type AuditFilter = {
  entity?: string | undefined;
  entityKey?: Key | undefined;
  actorId?: number | undefined;
  verb?: AuditVerb | undefined;
  from?: Date | undefined;
  before?: Date | undefined;
};

const filtered = (sql: Sql, tenantId: number, { entity, entityKey, actorId, verb, from, before }: AuditFilter) => sql`
  e.tenant_id = ${tenantId}
  ${entity === undefined ? sql`` : sql`and e.entity = ${entity}`}
  ${entityKey === undefined ? sql`` : 'id' in entityKey ? sql`and e.entity_id = ${entityKey.id}` : sql`and e.entity_uuid = ${entityKey.uuid}`}
  ${actorId === undefined ? sql`` : sql`and e.actor_id = ${actorId}`}
  ${verb === undefined ? sql`` : sql`and e.verb = ${verb}`}
  ${from === undefined ? sql`` : sql`and e.created_at >= ${from}`}
  ${before === undefined ? sql`` : sql`and e.created_at < ${before}`}`;

/** Returns events of the tenant, newest first. */
export async function listAuditEvents(
  sql: Sql,
  tenantId: number,
  filter: AuditFilter & Page,
): Promise<AuditEventRow[]> {
  return await sql<AuditEventRow[]>`
    select * from audit_events e where ${filtered(sql, tenantId, filter)} ${newestFirst(sql, 'e', filter)}`;
}

export async function countAuditEvents(sql: Sql, tenantId: number, filter: AuditFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from audit_events e where ${filtered(sql, tenantId, filter)}`;
  return row.count;
}
