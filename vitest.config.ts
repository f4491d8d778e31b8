import { defineConfig } from 'vitest/config';

const PACING_LAB = 'test/scripts/pacing-lab/*.test.ts';
/** The tests that have a short version, which `npm test` runs, and a long version, which `npm run test:long` runs. */
const WITH_LONG_VERSION = [
  'test/api/docs/serve.test.ts',
  'test/api/webhooks/opt-out-journal.test.ts',
  'test/sql/calls/calls.test.ts',
  'test/e2e/browser-phone.test.ts',
  'test/e2e/console.test.ts',
  'test/e2e/console-administration.test.ts',
  'test/shared/domain/dialing/due-search.test.ts',
  'test/shared/domain/dialing/tick.plans.test.ts',
  'test/shared/domain/tracking/attribution.test.ts',
  'test/shared/domain/tracking/leases.test.ts',
  'test/shared/domain/routing/call-value.money.test.ts',
  'test/shared/rules/leads/xlsx.test.ts',
  'test/shared/transaction.lock-order.test.ts',
  'test/sql/watch.test.ts',
];
/** The tests that only `npm run test:long` runs. */
const ONLY_LONG = [
  'test/e2e/console-pay-per-call.test.ts',
  'test/e2e/generated-clients.test.ts',
  'test/e2e/outages/faulty-callbacks.test.ts',
  'test/e2e/outages/killed-processes.test.ts',
  'test/e2e/outages/cut-off-workers.test.ts',
  'test/e2e/outages/inbound-outages.test.ts',
  'test/e2e/outages/inbound-under-fire.test.ts',
  'test/e2e/outages/lost-answers.test.ts',
  'test/e2e/outages/lost-dial-results.test.ts',
  'test/e2e/outages/rolling-restart.test.ts',
  'test/e2e/outages/two-of-each.test.ts',
  'test/shared/domain/integrations/syncs.crash.test.ts',
  'test/shared/domain/leads/import-run.crash.test.ts',
];

export default defineConfig(({ mode }) => {
  const isLong = mode === 'long';
  const common = {
    // A test without an assertion fails.
    expect: { requireAssertions: true },
    testTimeout: 20_000,
    hookTimeout: 120_000,
    provide: { isLong },
  };
  return {
    test: {
      // The test machines have two cores, and many tests wait for a while. Each file clones its own database, so files can run at
      // the same time.
      maxWorkers: 3,
      projects: [
        {
          test: {
            ...common,
            name: 'product',
            include: isLong ? [...WITH_LONG_VERSION, ...ONLY_LONG] : ['test/**/*.test.ts'],
            exclude: isLong ? [PACING_LAB] : [PACING_LAB, ...ONLY_LONG],
            globalSetup: ['test/helpers/global-setup.ts'],
            // The test files share one process per worker. Each file creates and closes its own resources, and loading
            // the product again for every file would take half of the test time.
            isolate: false,
          },
        },
        // The simulated days are long computations. They run in a process of their own, because in a process that has
        // run all the other tests they take up to ten times as long.
        { test: { ...common, name: 'pacing-lab', include: [PACING_LAB] } },
      ],
    },
  };
});
