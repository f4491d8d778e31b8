import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { Bidders } from '../../../shared/clients/bidders.ts';
import { EgressPolicy, isPublicAddress } from '../../../shared/clients/egress.ts';

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  '172.31.0.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  'fe80::1%eth0',
  'fc00::1',
  'fd00:ec2::254',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  'ff02::1',
  'not an address',
  '',
])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])('%s is public', (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test.each([
  'http://127.0.0.1/',
  'https://127.0.0.1/',
  'https://0x7f.1/',
  'https://2130706433/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://localhost/',
  'https://intranet/',
  'https://db.internal/',
  'http://example.com/',
  'https://example.com:6379/',
  'https://user:pw@example.com/',
  'file:///etc/passwd',
  'x',
])('%s is refused where nothing is allowed', (url) =>
  expect(new EgressPolicy([], 'https://api.example.com').urlProblem(url)).toBeDefined(),
);

test('public https is let through, and a network that is allowed on purpose', () => {
  expect(new EgressPolicy([], 'https://api.example.com').urlProblem('https://api.premium.com/bid')).toBeUndefined();
  expect(
    new EgressPolicy(['127.0.0.0/8'], 'https://api.example.com').urlProblem('http://127.0.0.1:3010/bid'),
  ).toBeUndefined();
  expect(new EgressPolicy(['127.0.0.0/8'], 'https://api.example.com').urlProblem('http://10.0.0.1/bid')).toBeDefined();
});

test('a URL of this installation is refused, except for a bid that this installation hosts', () => {
  const policy = new EgressPolicy([], 'https://api.example.com');
  expect(policy.urlProblem('https://api.example.com./webhooks/voice')).toMatch(/URL of this installation/);
  expect(policy.urlProblem('https://api.example.com/api/rtb/webhook/1/../../webhooks/voice')).toBeDefined();
  expect(policy.urlProblem('https://api.example.com/api/rtb/webhook/1')).toBeUndefined();
});

test('an allowed network does not allow plain http to a public name', () => {
  const policy = new EgressPolicy(['10.0.0.0/8'], 'https://api.example.com');
  for (const url of ['http://api.premium.com/bid', 'https://api.premium.com:6379/', 'http://api.premium.com./bid'])
    expect(policy.urlProblem(url)).toContain('https://');
  for (const url of ['http://bidder/bid', 'http://bidder.internal:8080/bid', 'https://api.premium.com/bid'])
    expect(policy.urlProblem(url)).toBeUndefined();
});

const bidder = {
  httpMethod: 'GET',
  contentType: 'application/json',
  authType: 'none',
  authToken: null,
  noBidStatuses: null,
} as const;

test('nothing on this machine is reached, by number or by name, though it listens', async () => {
  let reached = 0;
  const server = createServer((_request, response) => {
    reached += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // The setting allows one private network, and none of the hosts below is in it. With this setting the product cannot
  // refuse a URL when the URL is written. It checks the address when it connects.
  const guarded = new Bidders(['10.99.0.0/16'], 'https://api.example.com');
  const target = { ...bidder, connectionTimeoutMs: 500 };
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1'])
    expect((await guarded.requestBid(target, { url: `http://${host}:${port}/`, body: undefined }, 1_000)).reason).toBe(
      'blocked',
    );
  expect(reached).toBe(0);
  const open = new Bidders(['127.0.0.0/8'], 'https://api.example.com');
  expect((await open.requestBid(target, { url: `http://127.0.0.1:${port}/`, body: undefined }, 1_000)).reply).toEqual(
    {},
  );
  expect(reached).toBe(1);
  await Promise.all([guarded.close(), open.close()]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
