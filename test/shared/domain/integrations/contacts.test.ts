/** Tests that contacts which exist on a CRM platform are found by phone, and keep what they have. */
import { afterAll, expect, test } from 'vitest';
import {
  callerNumber,
  createIntegrationAccount,
  insertEndedCalls,
  integrationExamples,
  platformsEnv,
  runSync,
  startPlatforms,
} from '../../../helpers/fixtures/integrations.ts';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

await using stack = new AsyncDisposableStack();
const { hubspot, salesforce, pipedrive, zapier } = await startPlatforms(stack);
const system = await createTestSystem({ env: platformsEnv({ hubspot, salesforce, pipedrive, zapier }) });
const { sql } = system.ctx;
const owned = stack.move();
afterAll(() => owned.disposeAsync());

type Names = { firstName: string | null; lastName: string | null };
type Example = { writing: string | null; stored: Names; lead: Names; names: Names };

const names = (firstName: string | null, lastName: string | null): Names => ({ firstName, lastName });
const NAMELESS = names(null, null);
const JANE = names('Jane', 'Smith');

/** Contacts of +14152000000, +14152000001 and so on, as the platform has them, and the leads of our calls. */
const EXAMPLES: Example[] = [
  { writing: '(415) 200-0000', stored: JANE, lead: names('J', 'Doe'), names: JANE },
  { writing: '415-200-0001', stored: JANE, lead: NAMELESS, names: JANE },
  { writing: '415.200.0002', stored: JANE, lead: names('', ' '), names: JANE },
  { writing: '4152000003', stored: JANE, lead: names('Unknown', '+14152000003'), names: JANE },
  { writing: '1 (415) 200-0004', stored: names(null, '+14152000004'), lead: JANE, names: JANE },
  { writing: '+14152000005', stored: names(null, 'Smith'), lead: JANE, names: JANE },
  { writing: null, stored: NAMELESS, lead: JANE, names: JANE },
];

const platforms = {
  hubspot: {
    store: ({ phone, firstName, lastName }: Names & { phone: string }, n: number) => {
      const properties: Record<string, string> = { phone };
      if (firstName !== null) properties['firstname'] = firstName;
      if (lastName !== null) properties['lastname'] = lastName;
      hubspot.contacts.set(`stored ${n}`, { id: String(n), properties, writes: 0 });
    },
    list: () =>
      [...hubspot.contacts.values()].map(({ id, properties: { firstname = null, lastname = null } }) => ({
        id,
        ...names(firstname, lastname),
      })),
    contactOf: (uuid: string) => {
      const { id } = hubspot.calls.get(uuid)!;
      return [...hubspot.associations].find((pair) => pair.startsWith(`${id}:`))?.split(':')[1];
    },
  },
  salesforce: {
    store: ({ phone, firstName, lastName }: Names & { phone: string }, n: number) => {
      // One contact has the number as a mobile number.
      const field = n % 2 === 0 ? 'Phone' : 'MobilePhone';
      const fields = { [field]: phone, FirstName: firstName, LastName: lastName };
      salesforce.contacts.set(`stored ${n}`, { id: String(n), fields, writes: 0 });
    },
    list: () =>
      [...salesforce.contacts.values()].map(({ id, fields: { FirstName = null, LastName = null } }) => ({
        id,
        ...names(FirstName as string | null, LastName as string | null),
      })),
    contactOf: (uuid: string) => salesforce.tasks.get(uuid)!.fields['WhoId'],
  },
};

test.each(['hubspot', 'salesforce'] as const)(
  '%s: contacts are found in any writing and keep their names',
  async (name) => {
    const { store, list, contactOf } = platforms[name];
    const account = await createIntegrationAccount(system, integrationExamples[name]);
    const calls = await insertEndedCalls(system, account, EXAMPLES.length);
    for (const [n, { writing, stored, lead }] of EXAMPLES.entries()) {
      if (writing !== null) store({ phone: writing, ...stored }, n);
      const row = await insertRow.leads(sql, account.tenantId);
      await sql`update leads set first_name = ${lead.firstName}, last_name = ${lead.lastName} where id = ${row.id}`;
      await sql`update calls set lead_id = ${row.id} where id = ${calls[n]!.id}`;
    }
    expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: EXAMPLES.length });
    expect(list().map(({ firstName, lastName }) => names(firstName, lastName))).toEqual(
      EXAMPLES.map(({ names: expected }) => expected),
    );
    expect(calls.map(({ uuid }) => contactOf(uuid))).toEqual(list().map(({ id }) => id));

    // Another integration with the same account, or one that was created again, finds the same contacts.
    const before = list();
    const again = await createIntegrationAccount(system, integrationExamples[name]);
    await insertEndedCalls(system, again, EXAMPLES.length);
    expect(await runSync(system, again)).toMatchObject({ success: true, recordsSynced: EXAMPLES.length });
    expect(list()).toEqual(before);
  },
);

test('Pipedrive: persons are found in any writing', async () => {
  const account = await createIntegrationAccount(system, integrationExamples.pipedrive);
  for (const [n, { writing }] of EXAMPLES.entries())
    if (writing !== null) pipedrive.persons.push({ id: 100 + n, name: 'Jane Smith', phone: writing });
  // The last four digits are the same, and the number is another one.
  pipedrive.persons.push({ id: 1, name: 'Other', phone: '(212) 200-0000' });
  // The French write a gap between the last digits.
  pipedrive.persons.push({ id: 200, name: 'Jeanne', phone: '01 42 68 53 00' });
  const before = pipedrive.persons.length;
  const calls = await insertEndedCalls(system, account, EXAMPLES.length);
  calls.push(...(await insertEndedCalls(system, account, 1, 0, { fromNumber: '+33142685300' })));
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: calls.length });
  const personOf = ({ uuid }: { uuid: string }) =>
    pipedrive.callLogs.find(({ note }) => note.includes(uuid))?.person_id;
  expect(calls.map(personOf).toSpliced(6, 1)).toEqual([100, 101, 102, 103, 104, 105, 200]);
  expect(pipedrive.persons.slice(before)).toEqual([
    expect.objectContaining({ phone: callerNumber(6), name: callerNumber(6) }),
  ]);
});

test('without the search, a contact is not created a second time', async () => {
  const account = await createIntegrationAccount(system, integrationExamples.hubspot);
  await insertEndedCalls(system, account, 1, 900);
  const { size } = hubspot.contacts;
  const answer = { status: 400, body: { message: 'no such property' } };
  hubspot.addFault({ on: /contacts\/search/, effect: { type: 'answer', answer } });
  expect((await runSync(system, account)).errors[0]!.message).toContain('did not search the contacts');
  expect(hubspot.contacts.size).toBe(size);
});
