import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();

/** The example RTB router of the API reference. */
const routerExample = {
  name: 'Main Router',
  description: 'Primary RTB router',
  biddingTimeoutMs: 5000,
  minBiddersRequired: 2,
  enablePredictiveRouting: true,
  revenueType: 'per_call',
  conversionTracking: true,
  isActive: true,
};

test('a router is created, gets targets, is updated and deleted', async () => {
  const owner = await createTenant(system);
  const { body: target } = await owner.post('/api/rtb/targets', {
    name: 'Premium Buyer',
    endpointUrl: 'https://api.premium.com/bid',
  });
  const { body: router, status } = await owner.post('/api/rtb/routers', routerExample);
  expect(status).toBe(201);
  expect(router).toMatchObject({ ...routerExample, assignedTargets: [] });
  const link = { targetId: target['id'] as number, priority: 1, weight: 100 };
  expect((await owner.post(`/api/rtb/routers/${router['id']}/targets`, link)).status).toBe(201);
  expect((await owner.post(`/api/rtb/routers/${router['id']}/targets`, link)).status).toBe(409);
  const assignedTargets = [{ id: target['id'] as number, name: 'Premium Buyer', priority: 1, weight: 100 }];
  expect((await owner.get('/api/rtb/routers')).body).toMatchObject([{ ...routerExample, assignedTargets }]);
  const changed = await owner.put(`/api/rtb/routers/${router['id']}`, { isActive: false });
  expect(changed.body).toMatchObject({ isActive: false, assignedTargets });
  const path = `/api/rtb/routers/${router['id']}/targets/${target['id']}`;
  expect((await owner.delete(path)).status).toBe(200);
  expect((await owner.delete(path)).status).toBe(404);
  expect((await owner.delete(`/api/rtb/routers/${router['id']}`)).status).toBe(200);
  expect((await owner.get('/api/rtb/routers')).body).toEqual([]);
});
