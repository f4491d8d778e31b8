/** Tests the browsers that take calls to `client:…`. */
import { once } from 'node:events';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventually, startWorld, waitForEnd, type World } from '../helpers/world.ts';

const { AccessToken } = twilio.jwt;
const TO = 'client:agent_1';

function tokenOf({ simulator }: World, identity: string, { secret = simulator.authToken, ttl = 60 } = {}): string {
  const token = new AccessToken(simulator.accountSid, `SK${'0'.repeat(32)}`, secret, { identity, ttl });
  token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true }));
  return token.toJwt();
}

type Message = { type: string; callSid: string };

/** Opens a browser that has registered. */
async function openBrowser(world: World, token = tokenOf(world, 'agent_1')) {
  const socket = new WebSocket(`${world.simulator.url.replace('http', 'ws')}/devices?token=${token}`);
  const messages: Message[] = [];
  socket.on('message', (data) => void messages.push(JSON.parse((data as Buffer).toString()) as Message));
  await once(socket, 'message');
  return {
    socket,
    messages,
    heard: (type: string) => eventually(() => messages.find((message) => message.type === type)),
    send: (type: string, callSid: string) => socket.send(JSON.stringify({ type, callSid })),
  };
}

const placeCall = (world: World) =>
  world.client.calls.create({ to: TO, from: '+14155551234', timeout: 20, url: `${world.app.url}/answer` });

test('a browser answers, waits in a conference and hangs up, for the price of a browser', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Dial><Conference>room</Conference></Dial>');
  const browser = await openBrowser(world);
  const { sid } = await placeCall(world);
  expect(await browser.heard('ring')).toEqual({ type: 'ring', callSid: sid, from: '+14155551234' });
  browser.send('answer', sid);
  await eventually(async () => (await world.client.conferences.list({ status: 'init' })).length === 1);
  browser.send('hangUp', sid);
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
  expect(await browser.heard('ended')).toEqual({ type: 'ended', callSid: sid });
  const priced = await eventually(() => world.simulator.ledger().calls.find(({ price }) => price !== null));
  expect(priced.price).toBe('-0.00400');
});

test('a call to a browser that rejects, that is silent, that goes away or that is not there', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="600"/>');
  expect(await waitForEnd(world, (await placeCall(world)).sid)).toMatchObject({ status: 'no-answer', ringingAt: null });
  const browser = await openBrowser(world);
  const rejected = await placeCall(world);
  await browser.heard('ring');
  browser.send('reject', rejected.sid);
  expect(await waitForEnd(world, rejected.sid)).toMatchObject({ status: 'busy' });
  const silent = await placeCall(world);
  expect(await waitForEnd(world, silent.sid)).toMatchObject({ status: 'no-answer', ringingAt: expect.any(String) });
  const closed = await placeCall(world);
  await eventually(() => browser.messages.some(({ type, callSid }) => type === 'ring' && callSid === closed.sid));
  browser.send('answer', closed.sid);
  await eventually(() =>
    world.simulator.ledger().calls.some(({ sid, answeredAt }) => sid === closed.sid && answeredAt),
  );
  browser.socket.close();
  expect(await waitForEnd(world, closed.sid)).toMatchObject({ status: 'completed' });
});

test('only a valid token of the account registers, and no browser ends the call of another one', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="600"/>');
  for (const token of ['', 'x', tokenOf(world, 'agent_1', { secret: 'other' }), tokenOf(world, 'a', { ttl: -1 })])
    await expect(openBrowser(world, token)).rejects.toThrow('401');
  const browser = await openBrowser(world);
  const other = await openBrowser(world, tokenOf(world, 'agent_2'));
  const { sid } = await placeCall(world);
  await browser.heard('ring');
  other.send('answer', sid);
  browser.send('answer', sid);
  await eventually(() => world.simulator.ledger().calls.some(({ answeredAt }) => answeredAt));
  other.send('hangUp', sid);
  other.socket.send('no JSON');
  await once(other.socket, 'close');
  expect(world.simulator.ledger().calls).toMatchObject([{ status: 'in-progress' }]);
  // A second window of the same agent takes the place of the first one.
  await openBrowser(world);
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
});
