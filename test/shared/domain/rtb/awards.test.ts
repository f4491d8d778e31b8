import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { claimNextAward, completeAward } from '../../../../shared/domain/rtb/awards.ts';
import { transaction } from '../../../../shared/transaction.ts';
import { claimAward } from '../../../../sql/rtb/awards.ts';
import {
  AUCTION_ENV,
  createAuctionMarket,
  dialAward,
  insertCall,
  runAuctionJob,
} from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

const terms = {
  bidMicros: 9_000_000,
  currency: 'USD',
  comparedCurrency: 'USD',
  exchangeRate: 1,
  rateDay: null,
  destination: '+14155550100',
  conversionSeconds: null,
};

test('two hundred calls at once never exceed a cap, and all claims are released or completed at the end', async () => {
  // On a slow machine, two hundred calls at once exceed the normal timeouts. With long timeouts, only the caps limit
  // the awards.
  const patient = { timeoutMs: 10_000, connectionTimeout: 10_000 };
  const market = await createAuctionMarket(
    system,
    [
      { kind: 'fast', query: { amount: 9 }, target: { maxConcurrentCalls: 7, ...patient } },
      { kind: 'fast', query: { amount: 8 }, target: { hourlyCap: 5, dailyCap: 9, ...patient } },
    ],
    { biddingTimeoutMs: 10_000 },
  );
  const calls = await Promise.all(Array.from({ length: 200 }, () => insertCall(system, market)));
  const awards = await Promise.all(
    calls.map(async (call) => ({ call, ...(await runAuctionJob(system, market, call.id, { deadlineMs: 10_000 })) })),
  );
  const won = (index: number) => awards.filter(({ award }) => award?.targetId === market.targetIds[index]);
  expect([won(0).length, won(1).length]).toEqual([7, 5]);
  for (const { call } of won(0))
    await completeAward(ctx, await dialAward(system, call), { connected: true, talkSeconds: 400 });
  for (const { call } of won(1))
    await completeAward(ctx, await dialAward(system, call), { connected: false, talkSeconds: 0 });
  const [claimed] = await ctx.sql`select count(*) from rtb_awards where status = 'claimed'
    and tenant_id = ${market.tenantId}`;
  expect(claimed!['count']).toBe(0);
  const used = await ctx.sql`select distinct target_id, used from rtb_cap_buckets
    where tenant_id = ${market.tenantId} order by target_id`;
  expect(used.map((row) => row['used'])).toEqual([7, 0]);
});

test('claims and releases of one target never deadlock', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 9 } }]);
  const { tenantId, routerId, targetIds } = market;
  const lane = async () => {
    for (let round = 0; round < 20; round += 1) {
      const call = { ...(await insertCall(system, market)), tenantId };
      const award = { callId: call.id, targetId: targetIds[0]!, routerId, requestId: randomUUID(), ...terms };
      await claimAward(ctx.sql, tenantId, award);
      const dialled = await dialAward(system, call);
      await transaction(ctx, (tx) => completeAward(tx, dialled, { connected: false, talkSeconds: 0 }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const used = await ctx.sql`select distinct used from rtb_cap_buckets where tenant_id = ${tenantId}`;
  expect(used).toEqual([{ used: 0 }]);
});

test('a claim on a locked target counts as capped after a short wait', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 9 } }]);
  const { tenantId, routerId, targetIds } = market;
  const call = await insertCall(system, market);
  const award = { callId: call.id, targetId: targetIds[0]!, routerId, requestId: randomUUID(), ...terms };
  await ctx.sql.begin(async (holder) => {
    await holder`select from rtb_targets where id = ${targetIds[0]!} for update`;
    expect(await claimAward(ctx.sql, tenantId, award)).toBe('capped');
  });
  expect(await claimAward(ctx.sql, tenantId, award)).toBe('claimed');
});

const CONNECTED = { attempt: 1, event: { event: 'auction_won', message: 'Won', metadata: {} } };

test('a claim writes the call before it locks the target, and a target that does not take the call undoes it', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', target: { maxConcurrentCalls: 1 } }]);
  const { tenantId, routerId, targetIds } = market;
  const claimFor = async ({ id: callId }: { id: number }) => {
    const award = { callId, targetId: targetIds[0]!, routerId, requestId: randomUUID(), ...terms };
    return claimAward(ctx.sql, tenantId, award, CONNECTED);
  };
  const [winner, loser] = [await insertCall(system, market), await insertCall(system, market)];
  const isTargetFree = async () => {
    const rows = await ctx.sql`select from rtb_targets where id = ${targetIds[0]!} for no key update skip locked`;
    return rows.length === 1;
  };
  const { claim } = await ctx.sql.begin(async (holder) => {
    // The event of the call waits for the row of its tenant.
    await holder`select from tenants where id = ${tenantId} for update`;
    const waiting = claimFor(winner);
    await expect.poll(countWaiting, { interval: 2 }).toBe(1);
    expect(await isTargetFree()).toBe(true);
    return { claim: waiting };
  });
  expect(await claim).toBe('claimed');
  expect(await claimFor(loser)).toBe('capped');
  const rows = await ctx.sql`
    select route_attempt, forwarded_to, (select count(*) from call_events e where e.call_id = c.id) as events
    from calls c where id = any(${[winner.id, loser.id]}) order by id`;
  expect(rows).toEqual([
    { routeAttempt: 1, forwardedTo: '+14155550100', events: 1 },
    { routeAttempt: 0, forwardedTo: null, events: 0 },
  ]);
});

async function countWaiting(): Promise<number> {
  const [row] = await ctx.sql<[{ count: number }]>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row.count;
}

test('the sweeper releases the award of an ended call that has no value yet', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', target: { maxConcurrentCalls: 1 } }]);
  const lost = await insertCall(system, market);
  expect((await runAuctionJob(system, market, lost.id)).award).not.toBeNull();
  expect((await runAuctionJob(system, market, (await insertCall(system, market)).id)).award).toBeNull();
  await ctx.sql`update calls set status = 'no-answer', disposition = 'no_answer', end_time = clock_now() - interval '5 minutes'
    where id = ${lost.id}`;
  await system.runJob('system.sweep', {});
  await system.runJob('call.value', { callId: lost.id });
  expect((await runAuctionJob(system, market, (await insertCall(system, market)).id)).award).not.toBeNull();
});

test('when the winner does not answer, the next best bid is claimed until no bid is left', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 5, destination: '+14155550101' } },
    { kind: 'fast', query: { amount: 6, destination: '+14155550102' } },
  ]);
  const call = await insertCall(system, market);
  expect((await runAuctionJob(system, market, call.id)).award?.destination).toBe('+14155550102');
  const first = await dialAward(system, call);
  expect((await claimNextAward(ctx, first))?.destination).toBe('+14155550101');
  // A repeated request of the carrier gets the same award and releases no award.
  expect((await claimNextAward(ctx, first))?.destination).toBe('+14155550101');
  expect(await claimNextAward(ctx, await dialAward(system, call))).toBeUndefined();
  const [claimed] = await ctx.sql`select count(*) from rtb_awards where call_id = ${call.id} and status = 'claimed'`;
  expect(claimed!['count']).toBe(0);
});

test('a bid that has expired is not dialled', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 5 } },
    { kind: 'fast', query: { amount: 6 } },
  ]);
  const call = await insertCall(system, market);
  await runAuctionJob(system, market, call.id);
  const dialled = await dialAward(system, call);
  await system.advanceClock(120);
  expect(await claimNextAward(ctx, dialled)).toBeUndefined();
});

test('a conversation of the required length earns the bid, a shorter one nothing', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 8.75 } }]);
  const [long, short] = [await insertCall(system, market), await insertCall(system, market)];
  for (const { id } of [long, short]) await runAuctionJob(system, market, id);
  const talked = await dialAward(system, long);
  expect(await completeAward(ctx, talked, { connected: true, talkSeconds: 300 })).toMatchObject({
    converted: true,
    revenueMicros: 8_750_000,
  });
  expect(await completeAward(ctx, await dialAward(system, short), { connected: true, talkSeconds: 299 })).toMatchObject(
    { revenueMicros: 0 },
  );
  expect(await completeAward(ctx, talked, { connected: true, talkSeconds: 300 })).toBeUndefined();
});

test('an award that was claimed and never dialed earns nothing, and its target keeps its conversion rate', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 8.75 } }]);
  const call = await insertCall(system, market);
  await runAuctionJob(system, market, call.id);
  const rate = () => ctx.sql`select conversion_rate from rtb_targets where id = ${market.targetIds[0]!}`;
  const before = await rate();
  // The attempt dialed another destination.
  await ctx.sql`update calls set forwarded_to = '+14155550199', route_attempt = 1 where id = ${call.id}`;
  expect(await completeAward(ctx, { ...call, routeAttempt: 1 }, { connected: true, talkSeconds: 300 })).toBeUndefined();
  expect(await ctx.sql`select status from rtb_awards where call_id = ${call.id}`).toEqual([{ status: 'released' }]);
  expect(await rate()).toEqual(before);
});
