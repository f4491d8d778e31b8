import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    // A test that asserts nothing proves nothing.
    expect: { requireAssertions: true },
    // The machines have two cores; each file clones its own database, so files may run side by side.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
