import type { TestProject } from 'vitest/node';
import { readConfig } from '../../shared/config.ts';
import { startServices } from '../../scripts/services.ts';
import { dropDatabase } from '../../sql/databases.ts';
import { connect } from '../../sql/db.ts';
import { migrate } from '../../sql/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
    /** A superuser of the same server, for the few tests that need more rights than the product has. */
    superuserUrl: string;
    redisUrl: string;
    /** Whether `npm run test:long` runs the tests. See vitest.config.ts. */
    isLong: boolean;
  }
}

/** The name of the migrated database. Each test file works in a copy of this database. */
export const TEMPLATE = 'callcenter_template';

/** Starts real Postgres and Redis once for all tests, with empty data folders, and migrates the template database. */
export async function setup(project: TestProject) {
  const services = await startServices(readConfig(), { scratch: true });
  const admin = connect({ url: services.databaseUrl, applicationName: 'tests' });
  await dropDatabase(admin, TEMPLATE);
  await admin`create database ${admin(TEMPLATE)}`;
  const template = connect({ url: withDatabase(services.databaseUrl, TEMPLATE), applicationName: 'tests' });
  await migrate(template);
  await template.end();
  await admin.end();
  project.provide('databaseUrl', services.databaseUrl);
  project.provide('superuserUrl', services.superuserUrl ?? services.databaseUrl);
  project.provide('redisUrl', services.redisUrl);
  return async () => {
    await services[Symbol.asyncDispose]();
  };
}

export function withDatabase(url: string, database: string): string {
  const databaseUrl = new URL(url);
  databaseUrl.pathname = `/${database}`;
  return databaseUrl.href;
}
