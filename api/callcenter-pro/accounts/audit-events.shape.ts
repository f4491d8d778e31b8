/** How the CallCenter Pro API shows events of the audit log. */
import { z } from '@hono/zod-openapi';
import { AUDIT_ACTOR_KINDS, AUDIT_VERBS, type AuditEventRow } from '../../../sql/accounts/audit-events.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const Value = z.unknown().openapi({ description: 'Secrets and personal data of leads are shown as `[hidden]`' });

export const AuditEventResponse = z
  .object({
    id: integer,
    uuid,
    actor: z.object({ kind: z.enum(AUDIT_ACTOR_KINDS), id: integer.nullable(), name: z.string() }),
    verb: z.enum(AUDIT_VERBS),
    entity: z.string(),
    entityId: integer.nullable(),
    entityUuid: uuid.nullable(),
    changes: z.record(z.string(), z.object({ before: Value, after: Value })),
    requestId: z.string().nullable(),
    address: z.string().nullable().openapi({ description: 'The IP address of the client. null for the operator' }),
    createdAt: timestamp,
  })
  .openapi('AuditEventResponse');

export function presentAuditEvent(event: AuditEventRow): z.infer<typeof AuditEventResponse> {
  const { id, uuid, actorKind, actorId, actorName, verb, entity, entityId, entityUuid, changes, requestId } = event;
  return {
    id,
    uuid,
    actor: { kind: actorKind, id: actorId, name: actorName },
    verb,
    entity,
    entityId,
    entityUuid,
    changes,
    requestId,
    // Tenants need not know the network of the operator.
    address: actorKind === 'operator' ? null : event.address,
    createdAt: event.createdAt.toISOString(),
  };
}
