import type { Context } from './context.ts';

/**
 * What happens live, for the sockets of one tenant. Every event has one shape and one call site type, whichever process
 * it comes from; API processes subscribe to the channel of each tenant they serve.
 */
export type LiveEvent = { tenantId: number } & (
  | {
      event: 'incoming:call';
      agentId: number;
      data: {
        callId: string;
        leadId: string | null;
        first_name: string | null;
        last_name: string | null;
        phone: string;
        notes: string | null;
      };
    }
  | { event: 'call:ended'; agentId: number | null; data: { callId: string; disposition: string } }
  | { event: 'agent:status:updated'; agentId: number; data: { agentId: string; status: string } }
);

export function eventChannel(prefix: string, tenantId: number): string {
  return `${prefix}:events:${tenantId}`;
}

/** Publishes to every API process; a lost event is repaired by the client's next read, so failing is only logged. */
export async function emit(ctx: Pick<Context, 'redis' | 'keyPrefix' | 'log'>, event: LiveEvent): Promise<void> {
  try {
    await ctx.redis.publish(eventChannel(ctx.keyPrefix, event.tenantId), JSON.stringify(event));
  } catch (error) {
    ctx.log.warn({ err: error, event: event.event }, 'live event not sent');
  }
}
