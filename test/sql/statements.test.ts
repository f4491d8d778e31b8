/** Tests the row types and parameters of all SQL statements against the migrated schema. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { dropDatabase } from '../../sql/databases.ts';
import { connect } from '../../sql/db.ts';
import { TEMPLATE, withDatabase } from '../helpers/global-setup.ts';
import { checkStatements, type Finding } from '../helpers/statements/check.ts';
import * as wrongStatements from '../helpers/statements/wrong-statements.ts';

const admin = connect({ url: inject('databaseUrl'), applicationName: 'statements.test', connectionsMax: 1 });
const database = `test_${randomBytes(6).toString('hex')}`;
// Only a superuser may keep the parse trees of the statements out of the server's log.
const databaseUrl = withDatabase(inject('superuserUrl'), database);

beforeAll(async () => {
  await admin`create database ${admin(database)} with template ${admin(TEMPLATE)}`;
});
afterAll(async () => {
  await dropDatabase(admin, database);
  await admin.end();
});

const root = join(import.meta.dirname, '../..');

/**
 * Milliseconds of real time. The check starts a compiler and sends some hundred statements to PostgreSQL, which takes
 * about 5 s on two free processor cores, and more than a minute on a machine that runs ten such checks at once.
 */
const TIMEOUT_MS = 300_000;

/** The functions that run an SQL text which the check cannot read. The value says why the text needs no check. */
const UNCHECKED: Record<string, string> = {
  analyzeLeads: 'A command without columns and parameters.',
  applyNext: 'It runs the migration files. Every test runs on their result.',
};

const isUnchecked = ({ problem }: Finding) =>
  Object.keys(UNCHECKED).some((name) => problem.includes(`.unsafe in ${name} `));

test('statements return their row types and accept their parameters', { timeout: TIMEOUT_MS }, async () => {
  const { statements, findings } = await checkStatements(databaseUrl, 'sql');
  const violations = findings.filter((finding) => !isUnchecked(finding));
  expect(violations.map(({ place, problem }) => `${place} ${problem}`)).toEqual([]);
  // The check reads the statements from the source code. If a new compiler version made the check find no statements,
  // the test must fail.
  expect(statements).toBeGreaterThan(300);
});

const WRONG = 'test/helpers/statements/wrong-statements.ts';

/** Returns the name of the wrong statement at the line of a finding. */
function nameOf({ place }: Finding): string {
  const line = Number(place.slice(`${WRONG}:`.length));
  const before = readFileSync(join(root, WRONG), 'utf8').split('\n').slice(0, line);
  return /^export const (\w+)/.exec(before.findLast((text) => text.startsWith('export')) ?? '')?.[1] ?? '';
}

test('wrong statements are reported with the correction', { timeout: TIMEOUT_MS }, async () => {
  const { findings } = await checkStatements(databaseUrl, WRONG);
  expect(new Set(findings.map(nameOf))).toEqual(new Set(Object.keys(wrongStatements)));
  expect(findings.map((finding) => `${nameOf(finding)}: ${finding.problem}`)).toMatchInlineSnapshot(`
    [
      "missingProperty: "fullName" is not returned: select it, or remove it from the row type. The statement returns id, name.",
      "nullableColumn: "email" is declared as string, but can be null (agents.email is nullable): write string | null, or exclude null in the statement.",
      "outerJoin: "groupName" is declared as string, but can be null (it is on the optional side of an outer join): write string | null, or exclude null in the statement.",
      "wrongType: "createdAt" is declared as string, but is timestamptz: write Date.",
      "wrongType: "id" is declared as string, but is int8: write number.",
      "narrowUnion: "status" is declared as "pending" | "queued", but is text: write 'pending' | 'queued' | 'calling' | 'completed' | 'failed' | 'dnc'.",
      "uncheckedUnion: "name" is declared as "Ann" | "Bob", but is text of any value: write string.",
      "sumOfNothing: "seconds" is declared as number, but can be null (sum() of no rows is null): write number | null, or exclude null in the statement.",
      "missingElse: "late" is declared as boolean, but can be null (a case has no else, or else null): write boolean | null, or exclude null in the statement.",
      "emptySubquery: "caller" is declared as string, but can be null (the subquery may return no row): write string | null, or exclude null in the statement.",
      "unionOfParts: "at" is declared as Date, but can be null (calls.end_time is nullable): write Date | null, or exclude null in the statement.",
      "nullInOneBranch: "endTime" is declared as Date, but can be null (calls.end_time is nullable): write Date | null, or exclude null in the statement.",
      "wrongAlias: PostgreSQL rejects the statement: missing FROM-clause entry for table "k", at ""k".agent_id = 1".",
      "wrongParameter: Parameter $1, name, is string where PostgreSQL expects int4: pass number, or cast it.",
      "missingColumn: PostgreSQL rejects the statement: column "full_name" of relation "agents" does not exist, at ""full_name" = $1 returning id".",
      "nullWritten: agents.name must not be null, but parameter $1 can be null: declare the value without null.",
      "labelWritten: agents.status does not allow asleep: it allows available, busy, offline, break.",
      "untypedNull: PostgreSQL rejects the statement when its nullable parameters are null: could not determine data type of parameter $1.",
      "tooFewParameters: PostgreSQL rejects the statement: function make_interval(unknown, unknown, integer, integer, integer, integer, integer, integer) does not exist, at "make_interval($1, $2, 1, 1, 1, 1, 1, 1) > interval '1 day'".",
      "unreadable: The statement cannot be checked: the text of condition is not known.",
      "noRowType: The statement returns columns, but has no row type: write sql<Row[]>.",
      "listWithoutIndex: The list is sorted for each page: create an index in the order of the list.",
      "cursorWithoutIndex: No index finds the first row after the cursor: create an index in the order of the list.",
      "listOfAllTenants: The list reads the rows of other tenants: create an index that begins with tenant_id.",
      "unsafeText: The statement cannot be checked: sql.unsafe in unsafeText runs a text that is not in a template.",
    ]
  `);
});
