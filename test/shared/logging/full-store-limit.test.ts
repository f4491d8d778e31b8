import { afterEach, expect, test, vi } from 'vitest';
import { FullStoreLimit } from '../../../shared/logging/full-store-limit.ts';
import { fullStoreCode } from '../../../shared/errors.ts';

afterEach(() => void vi.useRealTimers());

const full = (message: string, code?: string) => Object.assign(new Error(message), code && { code });

test('the errors of full stores are recognized, also behind other errors', () => {
  const diskFull = full('could not extend file "base/1": No space left on device', '53100');
  expect(fullStoreCode(diskFull)).toBe('53100');
  expect(fullStoreCode(new Error('import failed', { cause: diskFull }))).toBe('53100');
  expect(fullStoreCode(full('ENOSPC: no space left on device, write', 'ENOSPC'))).toBe('ENOSPC');
  expect(fullStoreCode(full('MISCONF Redis is configured to save RDB snapshots'))).toBe('MISCONF');
  expect(fullStoreCode(full("OOM command not allowed when used memory > 'maxmemory'"))).toBe('OOM');
  expect(fullStoreCode(full('duplicate key value', '23505'))).toBeUndefined();
  expect(fullStoreCode('No space left on device')).toBeUndefined();
});

test('each kind of full store has one line a minute, which counts the lines before it', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const limit = new FullStoreLimit();
  const disk = full('no space', 'ENOSPC');
  expect(limit.admit(disk)).toEqual({ admitted: true, suppressed: 0 });
  for (let line = 0; line < 1_000; line++) expect(limit.admit(disk).admitted).toBe(false);
  expect(limit.admit(full('OOM command not allowed'))).toEqual({ admitted: true, suppressed: 0 });
  expect(limit.admit(new Error('another error'))).toEqual({ admitted: true, suppressed: 0 });
  vi.advanceTimersByTime(60_000);
  expect(limit.admit(disk)).toEqual({ admitted: true, suppressed: 1_000 });
});
