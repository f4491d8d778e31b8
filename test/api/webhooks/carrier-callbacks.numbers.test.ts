/** Tests which campaign gets an inbound call. The called phone number or the number pool decides the campaign. */
import { expect, test } from 'vitest';
import {
  callBySid,
  receiveCall,
  dialedNumber,
  grantNumber,
  randomPhoneNumber,
  createInboundCampaign,
  randomCallSid,
} from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';
import { isOwnDestination } from '../../../shared/domain/rtb/own-numbers.ts';

const system = await createTestSystem();

async function floorWithNumber(fields: object = {}) {
  const floor = await createInboundCampaign(system);
  const { body } = await floor.owner.post('/api/phone-numbers', { phoneNumber: randomPhoneNumber(), ...fields });
  const path = `/api/phone-numbers/${body['id']}`;
  return { ...floor, id: body['id'] as number, number: body['phoneNumber'] as string, path };
}

type Floor = Awaited<ReturnType<typeof floorWithNumber>>;
const poolOf = async ({ owner }: Floor, numbers: number[]) => {
  const { body } = await owner.post('/api/pools', { name: 'A pool' });
  for (const phoneNumberId of numbers) await owner.post(`/api/pools/${body['id']}/numbers`, { phoneNumberId });
  return body['id'] as number;
};

test('an assigned number routes to its campaign; before and after the assignment it routes nowhere', async () => {
  const floor = await floorWithNumber();
  expect(dialedNumber(await receiveCall(system, floor.number))).toBeUndefined();
  await floor.owner.put(floor.path, { assignedTo: 'campaign', assignedId: floor.campaignId });
  const [CallSid, other] = [randomCallSid(), randomCallSid()];
  expect(dialedNumber(await receiveCall(system, floor.number, { CallSid }))).toBe(floor.buyers[0]!.phoneNumber);
  expect(await callBySid(system, CallSid)).toMatchObject({
    campaignId: floor.campaignId,
    toNumber: floor.number,
    phoneNumberId: floor.id,
  });
  await receiveCall(system, floor.phoneNumber, { CallSid: other });
  expect(await callBySid(system, other)).toMatchObject({ campaignId: floor.campaignId, phoneNumberId: null });
});

test('a suspended number gets an announcement, for each repeated request', async () => {
  const floor = await floorWithNumber();
  await floor.owner.put(floor.path, { assignedTo: 'campaign', assignedId: floor.campaignId, status: 'suspended' });
  const CallSid = randomCallSid();
  for (const _ of [1, 2]) {
    const twiml = await receiveCall(system, floor.number, { CallSid });
    expect(dialedNumber(twiml)).toBeUndefined();
    expect(twiml).toMatch(/<Say/);
  }
  const { id } = await callBySid(system, CallSid);
  const { body } = await floor.owner.get(`/api/calls/${id}/logs`);
  expect(body).toEqual(expect.arrayContaining([expect.objectContaining({ event: 'call_rejected' })]));
});

test('numbers of a pool route to the oldest active campaign of the pool, over either webhook', async () => {
  const floor = await floorWithNumber();
  const pool = await poolOf(floor, [floor.id]);
  await floor.owner.post('/api/campaigns', { name: 'Older, and paused', poolId: pool, status: 'paused' });
  await floor.owner.put(`/api/campaigns/${floor.campaignId}`, { poolId: pool });
  await floor.owner.post('/api/campaigns', { name: 'Younger', poolId: pool });
  const [{ uuid }] = await system.ctx.sql<[{ uuid: string }]>`select uuid from number_pools where id = ${pool}`;
  for (const path of ['/webhooks/voice', `/webhooks/pool/${pool}/voice`, `/api/webhooks/pool/${uuid}/voice`]) {
    const CallSid = randomCallSid();
    await receiveCall(system, floor.number, { CallSid, path });
    expect(await callBySid(system, CallSid)).toMatchObject({ campaignId: floor.campaignId, phoneNumberId: floor.id });
  }
});

test('the assignment of a number has priority over the pool in the URL, which counts only for unregistered numbers of the same tenant', async () => {
  const floor = await floorWithNumber();
  const other = await floorWithNumber();
  const pool = await poolOf(floor, []);
  await floor.owner.put(`/api/campaigns/${floor.campaignId}`, { poolId: pool });
  const path = `/webhooks/pool/${pool}/voice`;
  const campaignCalled = async (to: string) => {
    const CallSid = randomCallSid();
    await receiveCall(system, to, { CallSid, path });
    const [row] = await system.ctx.sql`select campaign_id from calls where call_sid = ${CallSid}`;
    return row?.['campaignId'];
  };
  const unregistered = randomPhoneNumber();
  expect(await campaignCalled(unregistered)).toBeUndefined();
  const [{ tenantId }] = await system.ctx.sql<
    [{ tenantId: number }]
  >`select tenant_id from number_pools where id = ${pool}`;
  await grantNumber(system, tenantId, unregistered);
  expect(await campaignCalled(unregistered)).toBe(floor.campaignId);
  expect(await campaignCalled(floor.number)).toBeUndefined();
  // A call to another tenant's phone number never goes to this pool, even if the webhook URL contains the pool's id.
  expect(await campaignCalled(other.number)).toBeUndefined();
  await other.owner.put(other.path, { assignedTo: 'campaign', assignedId: other.campaignId });
  expect(await campaignCalled(other.number)).toBe(other.campaignId);
  expect(
    dialedNumber(await receiveCall(system, floor.number, { path: '/webhooks/pool/nonsense/voice' })),
  ).toBeUndefined();
});

test('a registered number is one of ours and is never dialed', async () => {
  const floor = await floorWithNumber();
  expect(await isOwnDestination(system.ctx, floor.number)).toBe(true);
  expect(await isOwnDestination(system.ctx, randomPhoneNumber())).toBe(false);
  await floor.owner.put(floor.path, { assignedTo: 'campaign', assignedId: floor.campaignId });
  await floor.owner.put(`/api/buyers/${floor.buyers[0]!.id}`, { phoneNumber: floor.number });
  expect(dialedNumber(await receiveCall(system, floor.number))).toBeUndefined();
});
