import { defineConfig } from 'vitest/config';

const LABORATORY = 'test/pacing-lab/*.test.ts';

const common = {
  // A test that asserts nothing proves nothing.
  expect: { requireAssertions: true },
  testTimeout: 20_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    // The machines have two cores; each file clones its own database, so files may run side by side.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'product',
          include: ['test/**/*.test.ts'],
          exclude: [LABORATORY],
          globalSetup: ['test/helpers/global-setup.ts'],
          // Every file makes what it needs and ends it; loading the product anew for each would take half of the time.
          isolate: false,
        },
      },
      // Days of arithmetic, in a process of their own: after all the other tests they take up to ten times as long.
      { test: { ...common, name: 'laboratory', include: [LABORATORY] } },
    ],
  },
});
