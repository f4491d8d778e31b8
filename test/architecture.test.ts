/** The rules of the house that a reader relies on and no compiler checks. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { jobKinds } from '../shared/jobs.ts';

const root = join(import.meta.dirname, '..');
const sources = globSync('{api,shared,sql,workers,scripts,test}/**/*.ts', { cwd: root });
const textOf = new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const under = (folder: string) => sources.filter((file) => file.startsWith(`${folder}/`));
const text = (file: string) => textOf.get(file) ?? '';

/** What a file imports: packages by name, files by their path from the root. */
function importsOf(file: string): { from: string; typeOnly: boolean }[] {
  const statements = text(file).matchAll(
    /^(?:import|export)(?<only> type)?\b[^;'"]*?from '(?<a>[^']+)'|^import '(?<b>[^']+)'|\bimport\('(?<c>[^']+)'\)/gms,
  );
  return [...statements].map(({ groups = {} }) => {
    const from = groups['a'] ?? groups['b'] ?? groups['c'] ?? '';
    return {
      from: from.startsWith('.') ? normalize(join(dirname(file), from)) : from,
      typeOnly: groups['only'] !== undefined,
    };
  });
}

const layers: Record<string, readonly string[]> = {
  sql: ['sql'],
  shared: ['shared', 'sql'],
  api: ['api', 'shared', 'sql'],
  workers: ['workers', 'shared', 'sql'],
};

test.each(Object.entries(layers))('%s imports only %j of ours', (folder, allowed) => {
  const files = under(folder);
  expect(files.length).toBeGreaterThan(0);
  const against = files.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => /^(api|shared|sql|workers|scripts|test)\//.test(from))
      .filter(({ from }) => !allowed.includes(from.split('/')[0]!))
      .map(({ from }) => `${file} imports ${from}`),
  );
  expect(against).toEqual([]);
});

test('the import reader sees what it must see', () => {
  expect(importsOf('test/architecture.test.ts').map(({ from }) => from)).toEqual([
    'node:fs',
    'node:path',
    'vitest',
    'shared/jobs.ts',
  ]);
});

/** Packages that compute and nothing else. */
const PURE = /^(csv-parse|libphonenumber-js|luxon|twilio|zod|node:(buffer|crypto|util))(\/|$)/;
/** Data that is too large to write down as code: read once, on first use, from an installed package. */
const READS_DATA = ['shared/rules/number-geography.ts'];

test('rules compute: they do no I/O and import nothing that does', () => {
  const against = under('shared/rules')
    .filter((file) => !READS_DATA.includes(file))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ from, typeOnly }) => !typeOnly && !from.startsWith('shared/rules/') && !PURE.test(from))
        .map(({ from }) => `${file} imports ${from}`),
    );
  expect(against).toEqual([]);
});

/** Tagged `sql`, or what a transaction or a second connection is called. */
const SQL_TEXT = /\b(?:sql|tx|\w+Sql|admin|template)(?:<[^`;]*>)?`|\.unsafe\(/;

test('SQL text lives in sql/ alone', () => {
  // Scripts look at the database from outside, as an operator would; tests as the judge.
  const against = [...under('api'), ...under('shared'), ...under('workers')].filter((file) =>
    SQL_TEXT.test(text(file)),
  );
  expect(against).toEqual([]);
  expect(under('sql').filter((file) => SQL_TEXT.test(text(file))).length).toBeGreaterThan(10);
});

test('a noun has one file name in every folder', () => {
  // Logging in is something users do, a bidder we host is a target, and what the carrier has are our numbers.
  const renamed: Record<string, string> = {
    auth: 'users',
    'hosted-bids': 'rtb-targets',
    twilio: 'phone-numbers',
    'dni-track': 'dni',
  };
  const nouns = [...under('api/bearer'), ...under('api/session')]
    .map((file) => file.replace(/^api\/\w+\//, '').slice(0, -'.ts'.length))
    // What all routes share, what rows look like, and what two nouns do alike.
    .filter((name) => !/^(index|dialect|(present|parse)(-.*)?|uploads)$/.test(name));
  const strays = nouns.filter((name) => !sources.includes(`sql/${renamed[name] ?? name}.ts`));
  expect(strays).toEqual([]);
});

test('a kind of job is handled in the file of its name', () => {
  const missing = jobKinds.filter((kind) => !existsSync(join(root, `workers/${kind.replace('.', '-')}.ts`)));
  expect(missing).toEqual([]);
});

/** As the linter counts them: without blank lines and comments. */
const codeLines = (file: string) =>
  text(file)
    .split('\n')
    .filter((line) => /^\s*(?!\/\/|\/\*|\*)\S/.test(line)).length;

test('no file is longer than 300 lines', () => {
  expect(sources.filter((file) => codeLines(file) > 300)).toEqual([]);
});

test('nothing is exported by default', () => {
  expect(sources.filter((file) => /^export default|\bas default\b/m.test(text(file)))).toEqual([]);
});

test('the top level holds what it is meant to hold', () => {
  const known = ['api', 'node_modules', 'scripts', 'shared', 'sql', 'test', 'workers', 'LICENSE', 'README.md'];
  const configs = ['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts', 'docker-compose.yml'];
  const visible = readdirSync(root).filter((name) => !name.startsWith('.'));
  expect(visible.filter((name) => ![...known, ...configs, 'Dockerfile', 'knip.json'].includes(name))).toEqual([]);
});

/** Tables without a tenant of their own, and why. */
const WITHOUT_TENANT: Record<string, string> = {
  clock: 'one time for all',
  outbox: 'jobs of all; each payload names its row',
  tenants: 'is the tenant',
  lead_import_chunks: 'a part of its import',
  lead_import_errors: 'a part of its import',
  pacing_events: 'a part of its campaign',
  abandon_ledger: 'a part of its campaign',
  dnc_numbers: 'a registry of a whole country binds every tenant',
  health_samples: 'the health of the whole deployment',
};

const tables = globSync('sql/migrations/*.sql', { cwd: root })
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .flatMap((sql) => [...sql.matchAll(/create (?:unlogged )?table (\w+) \((.*?)\n\)/gs)])
  .map(([, name = '', columns = '']) => ({
    name,
    ofTenant: /\btenant_id bigint not null references tenants|foreign key \(tenant_id,/.test(columns),
  }));

test('every table belongs to tenants, or says why not', () => {
  const free = tables.filter(({ ofTenant }) => !ofTenant).map(({ name }) => name);
  expect(new Set(free)).toEqual(new Set(Object.keys(WITHOUT_TENANT)));
  expect(tables.length).toBeGreaterThan(free.length + 5);
});

/** Statements that take no tenant, and why. */
const CROSSING: Record<string, string> = {
  'sql/system.ts': 'each statement there says why',
  'sql/tenants.ts': 'is the tenant',
  'sql/call-progress.ts': 'the carrier names a call by its unguessable uuid, jobs name it by the id they were given',
  'sql/costs.ts': 'jobs work on the call whose id they were given',
  'sql/dialing.ts': 'jobs work on the campaign or call whose id they were given',
  'sql/lead-imports.ts': 'jobs work on the import whose id they were given',
  'sql/pacing.ts': 'ticks work on the campaign whose id they were given',
  'sql/recordings.ts': 'jobs work on the call whose id they were given',
  'sql/retries.ts': 'jobs work on the call whose id they were given',
  'sql/agent-lines.ts': 'the carrier names a line by its unguessable uuid, and one job looks after the lines of all',
  'sql/dni.ts showingTag': 'a page names its tag by its public code',
  'sql/system-leases.ts': 'the sweeper looks after the leases and visits of all',
  'sql/system-numbers.ts': 'a number is one tenant’s among all, and the sweeper looks after all of them',
  'sql/number-purchases.ts': 'jobs work on the purchase whose id they were given',
  'sql/pool-webhooks.ts': 'jobs work on the delivery whose id they were given',
  'sql/phone-numbers.ts lockNumber': 'locks digits, whoever has them',
  'sql/routing.ts': 'the carrier names a number that was dialled, or a call by its unguessable uuid',
  'sql/rtb-targets.ts hostedTarget': 'a bid request names the target, whose own credentials it needs',
  'sql/sessions.ts': 'a cookie names no tenant',
  'sql/integration-syncs.ts claimSync': 'jobs work on the sync whose id they were given',
  'sql/users.ts userByLogin': 'a login names no tenant',
  'sql/users.ts userByUuid': 'a token names no tenant',
  'sql/agents.ts releaseAgent': 'the call that held the line has settled whose it is',
  'sql/agents.ts setAgentAway': 'the call that rang the phone has settled whose it is',
};
/** Named in the statement itself or in the fragment it begins with. */
const TENANT_TABLE = new RegExp(
  String.raw`\$\{selected\(sql\)\}|\b(?:from|join|into|update) (?:${tables.flatMap((table) => (table.ofTenant ? table.name : [])).join('|')})\b`,
);
/** The tenant by itself, or in what the statement takes it in. */
const TAKES_TENANT = /tenantId|[sS]cope\b|\bAgentPool\b|\bNewUser\b/;

const exportedFunctions = (file: string) =>
  text(file)
    .split(/^(?=export )/m)
    .flatMap((part) => {
      const name = /^export (?:async )?function (\w+)/.exec(part)?.[1];
      return name ? [{ file, name, part }] : [];
    });

test('every statement on a table of tenants takes the tenant, or says why not', () => {
  const against = under('sql')
    .flatMap(exportedFunctions)
    .filter(({ part }) => TENANT_TABLE.test(part) && !TAKES_TENANT.test(part));
  const unexplained = against.filter(({ file, name }) => !(`${file} ${name}` in CROSSING) && !(file in CROSSING));
  expect(unexplained.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  expect(against.map(({ name }) => name)).toContain('userByLogin');
});

test('routes read through statements that take the tenant, whatever jobs may do', () => {
  const statements = new Map(
    under('sql')
      .flatMap(exportedFunctions)
      .map((each) => [each.name, each]),
  );
  const used = [...under('api/bearer'), ...under('api/session')].flatMap((file) =>
    [...text(file).matchAll(/^import (?!type)\{([^}]*)\} from '\.\.\/\.\.\/sql\//gm)]
      .flatMap(([, names]) => names!.split(','))
      .map((name) => statements.get(name.trim())),
  );
  const found = used.filter((statement) => statement !== undefined);
  expect(found.length).toBeGreaterThan(5);
  expect(found.filter(({ part }) => !TAKES_TENANT.test(part)).map(({ name }) => name)).toEqual([]);
});

test('a verb with an actor asks whether they may', () => {
  const verbs = under('shared/domain')
    .flatMap(exportedFunctions)
    .filter(({ file, part }) => file !== 'shared/domain/access.ts' && /\bactor: Actor\b/.test(part));
  expect(verbs.length).toBeGreaterThan(8);
  // Or hands them on to the function that asks.
  const silent = verbs.filter(({ part }) => !/(?:authorize|Scope)\(actor|\(ctx, actor, /.test(part));
  // Takes back what the same request stored a moment before.
  expect(silent.map(({ name }) => name)).toEqual(['discardUpload']);
});
