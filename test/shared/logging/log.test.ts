import { expect, test } from 'vitest';
import { createLog } from '../../../shared/logging/log.ts';

const SECRET = 'marked-secret-of-the-carrier';
const config = {
  logLevel: 'debug',
  jwtSecret: 'marked-jwt-secret',
  databaseUrl: 'postgres://user:marked-database-password@localhost/db',
  twilio: { accountSid: 'AC1', authToken: SECRET },
};

/** Returns a logger, and the lines that it has written. */
function createTestLog() {
  const lines: string[] = [];
  const log = createLog(config, 'test', { write: (line: string) => void lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

test('a line has only the listed fields', () => {
  const { log, last } = createTestLog();
  const fields = { kind: 'a', apiKey: 'x', authorization: 'y', phone: 'z', path: { inner: 'object' } };
  log.child({ requestId: 'r1', ...({ cookie: 'c' } as object) }).info(fields as object, 'something happened');
  expect(last()).toEqual({
    level: 30,
    time: expect.any(String),
    process: 'test',
    requestId: 'r1',
    kind: 'a',
    msg: 'something happened',
  });
});

test('of an error, only type, message, code and stack are logged', () => {
  const { log, lines, last } = createTestLog();
  const basic = Buffer.from(`AC1:${SECRET}`).toString('base64');
  const error = Object.assign(new Error('connect failed', { cause: new Error(`no route for ${SECRET}`) }), {
    code: 'ECONNREFUSED',
    config: { headers: { Authorization: `Basic ${basic}` }, data: 'To=%2B14155550123' },
    request: { _header: `authorization: Basic ${basic}` },
    detail: 'Key (phone)=(+14155550123) exists',
    parameters: ['+14155550123'],
  });
  log.error({ err: error }, 'request failed');
  expect(lines.join('')).not.toMatch(/4155550123|marked-|Basic/);
  expect(Object.keys(last()['err'] as object)).toEqual(['type', 'message', 'stack', 'code', 'cause']);
});

test.each([
  [`token ${SECRET}`, 'token [hidden]'],
  [`Authorization: Bearer abcdefgh.ijklmnop`, 'Authorization: Bearer [hidden]'],
  ['postgres://user:short@localhost/db', 'postgres://[hidden]@localhost/db'],
  ['To +14155550123 or To=%2B14155550123&x', 'To [hidden] or To=[hidden]&x'],
  [
    'number 4155550123 or (415) 555-0123 in 10000 ms at 127.0.0.1:5432',
    'number [hidden] or [hidden] in 10000 ms at 127.0.0.1:5432',
  ],
  [
    'user jane.doe@example.com of 3e1f9a52-1111-4222-8333-426614174000',
    'user [hidden] of 3e1f9a52-1111-4222-8333-426614174000',
  ],
])('the error message %j is logged as %j', (message, logged) => {
  const { log, last } = createTestLog();
  log.error({ err: new Error(message) }, 'failed');
  expect(last()['err']).toMatchObject({ message: logged });
});

test('values that Postgres and the JSON parser quote in their messages are hidden', () => {
  const { log, last } = createTestLog();
  const error = Object.assign(new Error('invalid input syntax for type bigint: "jane"'), { code: '22P02' });
  error.name = 'PostgresError';
  log.error({ err: error }, 'failed');
  expect(last()['err']).toMatchObject({ message: 'invalid input syntax for type bigint: "[hidden]"' });
  try {
    JSON.parse('{"name": "Jane Doe"');
  } catch (syntaxError) {
    log.error({ err: syntaxError }, 'failed');
  }
  expect(JSON.stringify(last())).not.toContain('Jane');
});
