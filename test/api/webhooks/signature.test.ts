/** The cost and the limits of webhooks that the carrier has not signed. */
import { expect, test } from 'vitest';
import { twilioSignature } from '../../../scripts/simulator/webhooks/signature.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { config } = system;
const PATH = '/webhooks/twilio/status';
const LIMIT = 100;
const wrongSignature = `${'A'.repeat(27)}=`;

let lastHost = 0;
const newAddress = () => `203.0.113.${(lastHost += 1)}`;

function post(body: string | ReadableStream, signature?: string, address = newAddress()) {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(signature !== undefined && { 'x-twilio-signature': signature }),
  };
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  return system.request(PATH, init, { incoming: { socket: { remoteAddress: address } } });
}

const sign = (params: Record<string, string>) =>
  twilioSignature(config.twilio.authToken, `${config.publicBaseUrl}${PATH}`, params);

test.each([undefined, '', 'short', 'A'.repeat(28), `${'A'.repeat(26)}-=`, `${'A'.repeat(28)}=`])(
  'with the signature %j the body is not read',
  async (signature) => {
    const body = new ReadableStream({
      pull() {
        throw new Error('The body was read.');
      },
    });
    expect((await post(body, signature)).status).toBe(403);
  },
);

const fields = (count: number) => Array.from({ length: count }, (_, n) => [`f${n}`, 'x'] as [string, string]);

test('a form with too many fields or too many bytes is refused, and not cut', async () => {
  const many = Object.fromEntries([['CallSid', 'CA1'] as [string, string], ...fields(199)]);
  expect((await post(new URLSearchParams(many).toString(), sign(many))).status).toBe(204);
  const tooMany = Object.fromEntries([...Object.entries(many), ...fields(250)]);
  expect((await post(new URLSearchParams(tooMany).toString(), sign(tooMany))).status).toBe(413);
  expect((await post('a&'.repeat(250), wrongSignature)).status).toBe(413);
  expect((await post('a'.repeat(65_537), wrongSignature)).status).toBe(413);
  expect((await post('a'.repeat(65_536), wrongSignature)).status).toBe(403);
});

test('an address with too many refused webhooks has to wait, others and the carrier do not', async () => {
  const [stranger, carrier] = [newAddress(), newAddress()];
  const signed = { CallSid: 'CA2' };
  const body = new URLSearchParams(signed).toString();
  const statuses = (count: number, address: string) =>
    Promise.all(Array.from({ length: count }, async () => (await post(body, wrongSignature, address)).status));
  expect((await post(body, sign(signed), carrier)).status).toBe(204);
  expect(new Set(await statuses(LIMIT, stranger))).toEqual(new Set([403]));
  expect(await statuses(2, stranger)).toEqual([429, 429]);
  expect((await post(body, undefined, stranger)).status).toBe(429);
  expect((await post(body, sign(signed), stranger)).status).toBe(429);
  expect((await post(body, sign(signed), newAddress())).status).toBe(204);
  // The address of the carrier can also be the address of a proxy, through which a stranger sends requests too.
  await statuses(LIMIT + 1, carrier);
  expect((await post(body, sign(signed), carrier)).status).toBe(204);
});
