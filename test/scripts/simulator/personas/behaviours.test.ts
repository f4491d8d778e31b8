import { expect, test } from 'vitest';
import { eventually, startWorld, waitForEnd } from '../helpers/world.ts';

const FROM = '+14155551234';
const NUMBERS = Array.from({ length: 30 }, (_, i) => `+1202555${String(1000 + i)}`);

/**
 * Places two calls to each phone number and returns the outcomes of the calls. The outcomes contain no times, because
 * times depend on the machine.
 */
async function runCalls(seed: number, numbers: readonly string[]) {
  await using world = await startWorld({ seed });
  for (const to of [...numbers, ...numbers])
    await world.client.calls.create({
      to,
      from: FROM,
      twiml: '<Response><Say>Hello there</Say></Response>',
      machineDetection: 'Enable',
      timeout: 30,
    });
  const calls = await eventually(() => {
    const { calls: all } = world.simulator.ledger();
    return all.every(({ endedAt }) => endedAt) && all;
  });
  return calls
    .map(({ to, attempt, status, answeredBy, persona }) => ({ to, attempt, status, answeredBy, persona }))
    .toSorted((a, b) => a.to.localeCompare(b.to) || a.attempt - b.attempt);
}

test('the same seed gives the same outcomes in any order of calls, another seed gives other outcomes', async () => {
  const first = await runCalls(7, NUMBERS);
  expect(await runCalls(7, NUMBERS.toReversed())).toEqual(first);
  const other = await runCalls(8, NUMBERS);
  expect(other.map(({ status }) => status)).not.toEqual(first.map(({ status }) => status));
  expect(new Set(first.map(({ status }) => status)).size).toBeGreaterThan(2);
});

test('a behaviour without a kind changes only the fields that it names', async () => {
  await using world = await startWorld();
  world.simulator.addBehaviours({ number: '+14155558030', persona: { talkSeconds: 5, name: 'brief' } });
  const { sid } = await world.client.calls.create({ to: '+14155558030', from: FROM, twiml: '<Response/>' });
  expect((await waitForEnd(world, sid)).persona).toMatchObject({ name: 'brief', ringSeconds: 2, talkSeconds: 5 });
});

test('the caller of an inbound call is human, even if the mix has no humans', async () => {
  await using world = await startWorld({ mix: { shares: { busy: 1 } } });
  world.app.on('/voice', '<Say>Welcome</Say>');
  const { sid } = world.simulator.injectInboundCall({
    from: NUMBERS[0]!,
    to: FROM,
    voiceUrl: `${world.app.url}/voice`,
  });
  expect((await waitForEnd(world, sid)).persona).toMatchObject({ kind: 'human', talkSeconds: expect.any(Number) });
});
