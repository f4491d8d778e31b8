/**
 * The caller hangs up first, and the `<Dial>` result comes late or never. A buyer must be billed by the carrier's data,
 * and never by a guess.
 */
import { expect, test } from 'vitest';
import { callBySid, createInboundCampaign } from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true, clockSpeed: 60 });
const { config, simulator } = system;

test.each([
  ['is lost', { type: 'drop' as const }],
  ['comes after the end of the call', { type: 'delay' as const, delayMs: 1_000 }],
])(
  'a conversation whose result %s is billed and priced by the carrier’s data',
  { timeout: 90_000 },
  async (_, effect) => {
    const terms = { maxConcurrentCalls: 0, pricePerCall: 30, billableSeconds: 60 };
    const { phoneNumber: to, buyers } = await createInboundCampaign(system, [terms]);
    const stop = system.startWorkers();
    simulator.addBehaviours({
      number: buyers[0]!.phoneNumber,
      persona: { kind: 'human', ringSeconds: 3, talkSeconds: 9_000 },
    });
    simulator.addFaults({ on: 'webhook', kind: 'voice', event: 'action', effect });
    // The product polls the longer call during the conversation, because the carrier sends no callback for a long time.
    const talks = [80, 240];
    const calls = talks.map((talkSeconds, n) =>
      simulator.injectInboundCall({
        from: `+1212555013${n}`,
        to,
        voiceUrl: `${config.publicBaseUrl}/webhooks/voice`,
        statusCallback: `${config.publicBaseUrl}/webhooks/status`,
        persona: { patienceSeconds: null, talkSeconds },
      }),
    );
    const rows = () => Promise.all(calls.map(({ sid }) => callBySid(system, sid).catch(() => undefined)));
    await expect
      .poll(async () => (await rows()).map((call) => [call?.revenueMicros, call?.costSource]), { timeout: 60_000 })
      .toEqual(talks.map(() => [30_000_000, 'rated']));
    const priced = new Map<string, number>();
    for (const { sid, parentSid, price } of simulator.ledger().calls) {
      const of = parentSid ?? sid;
      priced.set(of, (priced.get(of) ?? 0) + Math.abs(Number(price ?? 0)));
    }
    for (const [n, call] of (await rows()).entries()) {
      expect(call).toMatchObject({ disposition: 'answered', converted: true });
      expect(Math.abs(call!.talkTime! - talks[n]!)).toBeLessThanOrEqual(2);
      expect(call!.cost).toBeCloseTo(priced.get(calls[n]!.sid)!, 6);
    }
    simulator.addFaults({ on: 'webhook', kind: 'voice', event: 'action', effect: { type: 'delay', delayMs: 0 } });
    await stop();
  },
);
