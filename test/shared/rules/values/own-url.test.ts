import { expect, test } from 'vitest';
import { isOwnUrl } from '../../../../shared/rules/values/own-url.ts';

const PUBLIC = 'https://api.example.com';
const LOCAL = 'http://127.0.0.1:3000';

test.each([
  [PUBLIC, 'https://api.example.com/api/webhooks/pool/1/voice'],
  [PUBLIC, 'HTTPS://API.Example.COM/'],
  [PUBLIC, 'http://api.example.com:8080/webhooks/voice'],
  [PUBLIC, 'https://api.example.com./webhooks/voice'],
  [PUBLIC, 'https://user:password@api.example.com/webhooks/voice'],
  [PUBLIC, 'https://evil.example@api.example.com/'],
  [PUBLIC, 'https://api.example.com/%77ebhooks/../webhooks/voice'],
  [PUBLIC, 'https://api%2Eexample.com/'],
  [PUBLIC, 'https://ａｐｉ.example.com/'],
  ['https://198.51.100.7', 'https://3325256711/'],
  [LOCAL, 'http://localhost:3000/webhooks/voice'],
  [LOCAL, 'http://0x7f.1:3000/'],
  [LOCAL, 'http://[::1]:3000/'],
  [LOCAL, 'http://[::ffff:127.0.0.1]:3000/'],
])('with %s, %s is a URL of this installation', (base, url) => expect(isOwnUrl(url, base)).toBe(true));

test.each([
  [PUBLIC, 'https://example.com/'],
  [PUBLIC, 'https://api.example.com.evil.example/'],
  [PUBLIC, 'https://evil.example/?to=https://api.example.com/'],
  [PUBLIC, 'no url'],
  [LOCAL, 'http://127.0.0.1:3010/__sim/bidders/fast'],
])('with %s, %s is another URL', (base, url) => expect(isOwnUrl(url, base)).toBe(false));
