import { expect, test } from 'vitest';
import { carrierShare } from '../../../../shared/rules/dialing/carrier-share.ts';

test('a tenant alone fills the queue and no more', () => {
  expect(carrierShare(12, { all: 0, own: 0, otherTenants: 0 })).toBe(12);
  expect(carrierShare(12, { all: 12, own: 12, otherTenants: 0 })).toBe(0);
});

test('a tenant that arrives at a full queue gets an equal share, and the tenant that filled it waits', () => {
  expect(carrierShare(12, { all: 12, own: 0, otherTenants: 1 })).toBe(6);
  expect(carrierShare(12, { all: 18, own: 12, otherTenants: 1 })).toBe(0);
  expect(carrierShare(12, { all: 10, own: 4, otherTenants: 1 })).toBe(2);
});

test('each tenant gets a call, even if more tenants dial than the queue has places, but one campaign does not get two', () => {
  expect(carrierShare(3, { all: 40, own: 0, otherTenants: 40 })).toBe(1);
  expect(carrierShare(3, { all: 40, own: 1, otherTenants: 39 })).toBe(0);
});

test('many campaigns of one tenant together add one call to a full queue, as a tenant with one campaign does', () => {
  let [own, all] = [0, 30];
  for (let campaign = 0; campaign < 50; campaign++) {
    const added = Math.min(1, carrierShare(3, { all, own, otherTenants: 10 }));
    own += added;
    all += added;
  }
  expect(own).toBe(1);
});
