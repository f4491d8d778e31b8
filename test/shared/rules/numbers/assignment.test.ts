import { expect, test } from 'vitest';
import { assignmentOf } from '../../../../shared/rules/numbers/assignment.ts';

const unassigned = { isSuspended: false, campaignId: null, poolId: null, mainCampaignId: null };

test.each([
  ['an unassigned number', {}, 'available', null, null],
  ['a number of a campaign', { campaignId: 3 }, 'assigned', 'campaign', 3],
  ['a number of a pool', { poolId: 4 }, 'assigned', 'pool', 4],
  ['the phoneNumber of a campaign', { mainCampaignId: 5 }, 'assigned', 'campaign', 5],
  ['a suspended number of a pool', { poolId: 4, isSuspended: true }, 'suspended', 'pool', 4],
  ['a suspended number without assignee', { isSuspended: true }, 'suspended', null, null],
])('%s', (_name, columns, status, assignedTo, assignedId) => {
  expect(assignmentOf({ ...unassigned, ...columns })).toEqual({ status, assignedTo, assignedId });
});
