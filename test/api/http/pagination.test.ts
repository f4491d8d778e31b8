import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { paginationOf } from '../../../api/callcenter-pro/conventions.ts';
import { createTenant, openSession } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const owner = await openSession(system, await createTenant(system));

const limits = fc.integer({ min: 1, max: 100 });
const ask = (page: number, limit: number) => owner.get(`/api/calls?page=${page}&limit=${limit}`);

test('every page that the pagination announces exists, and the pages cover rows up to a million', () => {
  fc.assert(
    fc.property(limits, fc.integer({ min: 0, max: 3_000_000 }), (limit, total) => {
      const pagination = (page: number) =>
        paginationOf({ limit, offset: (page - 1) * limit, total, hasNext: page * limit < total }, undefined);
      const { pages, hasNext } = pagination(1);
      expect(hasNext).toBe(pages > 1);
      expect(pages * limit).toBeGreaterThanOrEqual(Math.min(total, 1_000_000));
      if (pages === 0) return;
      expect(pagination(pages)).toMatchObject({ page: pages, hasNext: false, hasPrev: pages > 1 });
    }),
  );
});

test('with small pages there are more pages, and the first one beyond the last is refused', async () => {
  for (const [last, limit] of [
    [1_000_001, 1],
    [20_001, 50],
    [10_001, 100],
  ] as const) {
    expect((await ask(last, limit)).status).toBe(200);
    const { status, body } = await ask(last + 1, limit);
    expect([status, body['details'][0].field]).toEqual([422, 'page']);
  }
});
