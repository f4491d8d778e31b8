/** What a campaign's pacer keeps, as if it had dialled before. */
import { createPacer } from '../../shared/rules/pacing.ts';
import { restoredState } from '../../shared/rules/pacing/saved.ts';
import type { Json, Sql } from '../../sql/db.ts';

/** What a pacer keeps after a day with this share of answers. */
export function stateAfter(answerShare: number): Json {
  const pacer = createPacer({ targetAbandonRate: 0.03, hardAbandonRate: 0.03, graceSeconds: 2, ringSecondsMin: 15 });
  for (let n = 0; n < 200; n += 1) {
    const outcome = n % 10 < 10 * answerShare ? 'human' : 'no_answer';
    pacer.observe({ kind: 'resolved', atSeconds: n, outcome, ringSeconds: outcome === 'human' ? 8 : 26 });
    if (outcome === 'human') pacer.observe({ kind: 'served', atSeconds: n });
    if (outcome === 'human') pacer.observe({ kind: 'handled', atSeconds: n, talkSeconds: 90, wrapSeconds: 5 });
  }
  return pacer.save() as Json;
}

export async function keepState(sql: Sql, campaignId: number, state: Json): Promise<void> {
  await sql`update campaigns set pacer_state = ${sql.json(state)} where id = ${campaignId}`;
}

export async function keptState(sql: Sql, campaignId: number) {
  const [row] = await sql<[{ pacerState: unknown }]>`select pacer_state from campaigns where id = ${campaignId}`;
  return restoredState(row.pacerState);
}
