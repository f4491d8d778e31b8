/** Holds the simulated REST API against Twilio's own document: parameters, their types, and the members of responses. */
import { expect, test } from 'vitest';
import { PARAMETERS } from '../../../../scripts/simulator/rest/parameters.ts';
import { TWILIO_OPERATIONS } from '../helpers/twilio-operations.ts';
import { eventually, startWorld, type World } from '../helpers/world.ts';

const OPERATIONS = Object.keys(TWILIO_OPERATIONS) as (keyof typeof PARAMETERS)[];
const words = (text: string | undefined) => (text ?? '').split(' ').filter(Boolean);
const withoutMark = (name: string) => name.replace('!', '');
const parametersOf = (operation: string) =>
  Object.values(TWILIO_OPERATIONS[operation]!.parameters).flatMap((text) => words(text).map(withoutMark));

test('the simulator acts on no parameter that Twilio does not have', () => {
  const foreign = OPERATIONS.flatMap((operation) =>
    words(PARAMETERS[operation]).flatMap((name) =>
      parametersOf(operation).includes(name) ? [] : [`${operation} ${name}`],
    ),
  );
  expect(foreign).toEqual([]);
  expect(OPERATIONS.length).toBeGreaterThan(15);
});

test('a required parameter of Twilio is one of the simulator', () => {
  for (const operation of OPERATIONS) {
    const required = Object.values(TWILIO_OPERATIONS[operation]!.parameters).flatMap((text) =>
      words(text)
        .filter((name) => name.endsWith('!'))
        .map(withoutMark),
    );
    expect(words(PARAMETERS[operation])).toEqual(expect.arrayContaining(required));
  }
});

const FROM = '+14155551234';
const path = (world: World, rest: string) =>
  `${world.simulator.url}/2010-04-01/Accounts/${world.simulator.accountSid}${rest}`;

async function send(world: World, rest: string, form?: Record<string, string>) {
  const { accountSid, authToken } = world.simulator;
  const response = await fetch(path(world, rest), {
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const CALL = { To: '+14155558100', From: FROM, Twiml: '<Response><Pause length="3600"/></Response>' };

const members = (operation: string) => words(TWILIO_OPERATIONS[operation]!.members).toSorted();

test('each response has exactly the members that Twilio documents', async () => {
  await using world = await startWorld();
  const found: Record<string, string[]> = {};
  const look = async (operation: string, rest: string, form?: Record<string, string>) => {
    const { body } = await send(world, rest, form);
    found[operation] = Object.keys(body).toSorted();
    return body;
  };
  const call = await look('calls.create', '/Calls.json', CALL);
  await look('calls.fetch', `/Calls/${String(call['sid'])}.json`);
  await look('calls.list', '/Calls.json');
  await look('account.fetch', '.json');
  const number = await look('numbers.create', '/IncomingPhoneNumbers.json', { PhoneNumber: '+14155550111' });
  await look('numbers.fetch', `/IncomingPhoneNumbers/${String(number['sid'])}.json`);
  await look('numbers.list', '/IncomingPhoneNumbers.json');
  await look('conferences.list', '/Conferences.json');
  await look('recordings.list', '/Recordings.json');
  const joined = await look('participants.create', '/Conferences/room/Participants.json', {
    From: FROM,
    To: '+14155559001',
  });
  const conference = `/Conferences/${String(joined['conference_sid'])}`;
  await look('participants.list', `${conference}/Participants.json`);
  await look('conferences.fetch', `${conference}.json`);
  await eventually(async () => (await send(world, `${conference}/Participants.json`)).body['participants']);
  await eventually(
    async () => (await send(world, `/Calls/${String(call['sid'])}.json`)).body['status'] === 'in-progress',
  );
  const recording = await look('recordings.create', `/Calls/${String(call['sid'])}/Recordings.json`, {});
  await look('recordings.fetch', `/Recordings/${String(recording['sid'])}.json`);
  await look('calls.update', `/Calls/${String(call['sid'])}.json`, { Status: 'completed' });
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((operation) => [operation, members(operation)])));
});

test.each(
  Object.entries(TWILIO_OPERATIONS['calls.create']!.parameters).flatMap(([type, names]) =>
    words(names)
      .map(withoutMark)
      .filter((name) => words(PARAMETERS['calls.create']).includes(name))
      .flatMap((name): [string, string][] => {
        const wrong = { int: 'many', method: 'PUT', url: 'not a url', list: 'nonsense' }[type];
        return wrong === undefined ? [] : [[name, wrong]];
      }),
  ),
)('a new call with %s=%s is refused', async (name, value) => {
  await using world = await startWorld();
  const neededBy: Record<string, Record<string, string>> = {
    FallbackMethod: { FallbackUrl: 'http://a.example/' },
    StatusCallbackMethod: { StatusCallback: 'http://a.example/' },
    StatusCallbackEvent: { StatusCallback: 'http://a.example/' },
    Method: { Url: 'http://a.example/' },
    RecordingStatusCallbackMethod: { Record: 'true', RecordingStatusCallback: 'http://a.example/' },
    RecordingStatusCallbackEvent: { Record: 'true', RecordingStatusCallback: 'http://a.example/' },
    AsyncAmdStatusCallbackMethod: { MachineDetection: 'Enable', AsyncAmdStatusCallback: 'http://a.example/' },
    AsyncAmdStatusCallback: { MachineDetection: 'Enable' },
  };
  const detection: Record<string, string> = name.startsWith('MachineDetection') ? { MachineDetection: 'Enable' } : {};
  const reply = await send(world, '/Calls.json', { ...CALL, ...neededBy[name], ...detection, [name]: value });
  expect(reply).toMatchObject({ status: 400, body: { code: expect.any(Number) } });
  expect(world.simulator.ledger().calls).toEqual([]);
});

test.each([
  ['/Calls.json', { ...CALL, CallReason: 'a reason' }],
  ['/Calls.json', { ...CALL, Statuscallback: 'http://a.example/' }],
  ['/IncomingPhoneNumbers.json', { PhoneNumber: '+14155550112', AddressSid: 'AD1' }],
  ['/Calls.json?Direction=inbound', undefined],
])('%s with an unknown parameter is refused', async (rest, form) => {
  await using world = await startWorld();
  expect(await send(world, rest, form)).toMatchObject({ status: 400, body: { code: 20001 } });
});
