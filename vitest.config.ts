import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    // A test that asserts nothing proves nothing.
    expect: { requireAssertions: true },
    // The machines have two cores; each file clones its own database, so files may run side by side.
    maxWorkers: 2,
    // Every file makes what it needs and ends it; loading the product anew for each would take half of the time.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
