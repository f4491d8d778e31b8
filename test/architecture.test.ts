/** The rules of the repository that readers rely on and that no compiler checks. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const sources = globSync('{api,shared,sql,workers,scripts,test}/**/*.ts', { cwd: root });
const textOf = new Map(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const under = (folder: string) => sources.filter((file) => file.startsWith(`${folder}/`));
const text = (file: string) => textOf.get(file) ?? '';

type Import = { from: string; typeOnly: boolean };

/** What a file imports: packages by name, our files by their path from the root. */
function importsOf(file: string): Import[] {
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

test('the import reader finds every kind of import', () => {
  expect(importsOf('test/architecture.test.ts').map(({ from }) => from)).toEqual(['node:fs', 'node:path', 'vitest']);
  expect(importsOf('workers/handlers.ts').map(({ from }) => from)).toContain('shared/jobs.ts');
});

/** A row type lives with the rule that works on it, so statements may import types from rules. */
const isRowType = (file: string, { from, typeOnly }: Import) =>
  typeOnly && file.startsWith('sql/') && from.startsWith('shared/rules/');

describe('layers', () => {
  const LAYERS: Record<string, readonly string[]> = {
    sql: ['sql'],
    shared: ['shared', 'sql'],
    api: ['api', 'shared', 'sql'],
    workers: ['workers', 'shared', 'sql'],
  };
  test.each(Object.entries(LAYERS))('%s imports only %j of our folders', (folder, allowed) => {
    const files = under(folder);
    expect(files.length).toBeGreaterThan(0);
    const violations = files.flatMap((file) =>
      importsOf(file)
        .filter((each) => /^(api|shared|sql|workers|scripts|test)\//.test(each.from) && !isRowType(file, each))
        .filter(({ from }) => !allowed.includes(from.split('/')[0]!))
        .map(({ from }) => `${file} imports ${from}`),
    );
    expect(violations).toEqual([]);
  });

  /** Packages that compute and do no I/O. */
  const PURE =
    /^(@zxcvbn-ts|csv-parse|csv-stringify|fast-xml-parser|isbot|libphonenumber-js|luxon|otpauth|sax|twilio|yauzl|zod|node:(buffer|crypto|util))(\/|$)/;
  /** These files read data from an installed package once. The data is too large to be written as code. */
  const READS_DATA = ['shared/rules/compliance/holidays.ts', 'shared/rules/compliance/number-geography.ts'];

  test('rules compute: they do no I/O and import nothing that does', () => {
    const violations = under('shared/rules')
      .filter((file) => !READS_DATA.includes(file))
      .flatMap((file) =>
        importsOf(file)
          .filter(({ from, typeOnly }) => !typeOnly && !from.startsWith('shared/rules/') && !PURE.test(from))
          .map(({ from }) => `${file} imports ${from}`),
      );
    expect(violations).toEqual([]);
    expect(READS_DATA.filter((file) => !sources.includes(file))).toEqual([]);
  });

  test('the processes of a deployment load nothing of scripts/, such as the simulated carrier', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file) || !textOf.has(file)) return;
      loaded.add(file);
      for (const { from, typeOnly } of importsOf(file)) if (!typeOnly) load(from);
    };
    load('api/main.ts');
    load('workers/main.ts');
    expect([...loaded].filter((file) => file.startsWith('scripts/') || file.startsWith('test/'))).toEqual([]);
    expect(loaded.size).toBeGreaterThan(200);
  });

  /** A template tagged `sql`, or tagged with the name of a transaction or of a second connection. */
  const SQL_TEXT = /\b(?:sql|tx|\w+Sql|admin|template)(?:<[^`;]*>)?`|\.unsafe\(/;

  test('SQL text is in sql/ only', () => {
    // Scripts and tests may contain SQL. Scripts read the database as an operator does, and tests check its content.
    const violations = [...under('api'), ...under('shared'), ...under('workers')].filter((file) =>
      SQL_TEXT.test(text(file)),
    );
    expect(violations).toEqual([]);
    expect(under('sql').filter((file) => SQL_TEXT.test(text(file))).length).toBeGreaterThan(10);
  });

  test('no file imports itself through other files', () => {
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const { from } of importsOf(file)) if (textOf.has(from)) visit(from, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of sources) visit(file, []);
    expect(circles).toEqual([]);
  });
});

/** The areas, bottom up. An area imports only areas before it in this list. */
const AREAS = [
  'values',
  'accounts',
  'compliance',
  'agents',
  'numbers',
  'rtb',
  'campaigns',
  'leads',
  'pacing',
  'calls',
  'conversations',
  'tracking',
  'publishers',
  'routing',
  'dialing',
  'integrations',
  'operations',
];
/** The folders that are divided into areas. */
const DIVIDED = ['sql', 'shared/rules', 'shared/domain', 'api/dialer', 'api/callcenter-pro', 'api/operator'];

const nounOf = (file: string) => basename(file).split('.')[0]!;

/** The area of a file, or undefined when it belongs to all areas. */
function areaOf(file: string): string | undefined {
  const folder = DIVIDED.find((each) => file.startsWith(`${each}/`));
  const [area, ...rest] = folder === undefined ? [] : file.slice(folder.length + 1).split('/');
  return rest.length > 0 && area !== 'migrations' ? area : undefined;
}

describe('areas', () => {
  test('every folder of a divided layer is an area', () => {
    const unknown = DIVIDED.flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name !== 'migrations' && !AREAS.includes(entry.name))
        .map((entry) => `${folder}/${entry.name}`),
    );
    expect(unknown).toEqual([]);
    expect(AREAS.filter((area) => !sources.some((file) => areaOf(file) === area))).toEqual([]);
  });

  test('an area imports only areas below it', () => {
    // Routes may import routes of any area, because a reply about one noun may include another noun.
    const violations = [...under('sql'), ...under('shared')].flatMap((file) =>
      importsOf(file)
        .map(({ from }) => ({ from, area: areaOf(file), imported: areaOf(from) }))
        .filter(({ area, imported }) => area && imported && AREAS.indexOf(imported) > AREAS.indexOf(area))
        .map(({ from }) => `${file} imports ${from}`),
    );
    expect(violations).toEqual([]);
  });

  test('a noun is in the same area in every layer', () => {
    const areasOfNoun = new Map<string, string[]>();
    for (const file of [...under('shared/domain'), ...under('sql')]) {
      const area = areaOf(file);
      if (area) areasOfNoun.set(nounOf(file), [...(areasOfNoun.get(nounOf(file)) ?? []), area]);
    }
    const scattered = [...areasOfNoun].filter(([, areas]) => new Set(areas).size > 1);
    // Each of these words is a noun of its own in two areas.
    expect(scattered.map(([noun]) => noun)).toEqual([]);
  });

  /** These test files test the whole repository, not one source file. */
  const OF_ALL_FILES = ['test/architecture.test.ts', 'test/sql/statements.test.ts'];

  test('every test is named after the source that it tests, or is end to end', () => {
    const tests = under('test').filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/e2e/'));
    const strays = tests.filter((file) => {
      const noun = join(dirname(file).replace(/^test\/?/, ''), basename(file).split('.')[0]!);
      return ['.ts', '.js'].every((ending) => !existsSync(join(root, noun + ending)));
    });
    expect(strays).toEqual(OF_ALL_FILES);
    expect(tests.length).toBeGreaterThan(100);
  });
});

/** Returns the lines that the linter counts: all lines except blank lines and comments. */
const codeLines = (file: string) =>
  text(file)
    .split('\n')
    .filter((line) => /^\s*(?!\/\/|\/\*|\*)\S/.test(line)).length;

/** `npm run contract` writes these files. */
const GENERATED = ['api/client/callcenter-pro.ts', 'api/client/dialer.ts'];

describe('files', () => {
  test('no folder holds more than 20 files, migrations aside', () => {
    const count = new Map<string, number>();
    for (const file of sources) count.set(dirname(file), (count.get(dirname(file)) ?? 0) + 1);
    expect([...count].filter(([, files]) => files > 20)).toEqual([]);
  });

  test('no file is longer than 300 lines', () => {
    expect(sources.filter((file) => codeLines(file) > 300)).toEqual(GENERATED);
  });

  test('nothing is exported by default', () => {
    expect(sources.filter((file) => /^export default|\bas default\b/m.test(text(file)))).toEqual([]);
  });

  test('the top level holds the known files and folders only', () => {
    const folders = ['api', 'node_modules', 'patches', 'scripts', 'shared', 'sql', 'test', 'workers'];
    const pages = ['CHANGELOG.md', 'LICENSE', 'README.md'];
    const configs = ['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts', 'docker-compose.yml'];
    const visible = readdirSync(root).filter((name) => !name.startsWith('.'));
    expect(visible.filter((name) => ![...folders, ...pages, ...configs].includes(name))).toEqual([]);
  });
});

/** Returns the exported functions of a file, each with the comment above the function. */
const exportedFunctions = (file: string) =>
  [
    ...text(file).matchAll(
      /(?<comment>\/\*\*(?:(?!\*\/)[^])*\*\/\n)?^export (?:async )?function (?<name>\w+)(?<code>[^]*?)^\}/gm,
    ),
  ].map(({ groups = {} }) => ({
    file,
    name: groups['name']!,
    comment: groups['comment'] ?? '',
    code: groups['code']!,
  }));

describe('tenants', () => {
  /** Tables that have no column for the tenant, each with the reason. */
  const WITHOUT_TENANT: Record<string, string> = {
    clock: 'one time for all',
    outbox: 'jobs of all tenants; each payload names its row',
    tenants: 'is the tenant',
    lead_import_chunks: 'a part of its import',
    lead_import_errors: 'a part of its import',
    lead_import_warnings: 'a part of its import',
    pacing_events: 'a part of its campaign',
    campaign_call_counts: 'a part of its campaign',
    campaign_turns: 'a part of its campaign',
    abandon_ledger: 'a part of its campaign',
    dnc_numbers: 'the registry of a country applies to every tenant',
    exchange_rates: 'without a tenant, the rate of the operator, for all accounts',
    health_samples: 'the health of the whole deployment',
    inbound_call_checks: 'all tenants share the carrier account',
    carrier_breakers: 'all tenants share the carrier account',
    places: 'parts of the numbering plan, without data about leads',
    invitations: 'the operator makes them; a used one names its tenant',
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

  /** A tenant's table named in the statement, or in the fragment that the statement begins with. */
  const TENANT_TABLE = new RegExp(
    String.raw`\$\{selected\(sql\)\}|\b(?:from|join|into|update) (?:${tables.flatMap((table) => (table.ofTenant ? table.name : [])).join('|')})\b`,
  );
  /** The tenant itself, or a parameter that contains it. */
  const TAKES_TENANT = /tenantId|[sS]cope\b|\bFreeAgentQuery\b|\bNewUser\b/;

  test('every statement on a table of tenants takes the tenant, or says with @crossTenant why not', () => {
    const crossing = under('sql')
      .flatMap(exportedFunctions)
      .filter(({ code }) => TENANT_TABLE.test(code) && !TAKES_TENANT.test(code));
    const unexplained = crossing.filter(({ comment }) => !/@crossTenant \S+ \S+/.test(comment));
    expect(unexplained.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
    expect(crossing.length).toBeGreaterThan(20);
  });

  test('routes call only statements that take the tenant', () => {
    const statements = new Map(
      under('sql')
        .flatMap(exportedFunctions)
        .map((each) => [each.name, each]),
    );
    const called = [...under('api/dialer'), ...under('api/callcenter-pro')].flatMap((file) =>
      [...text(file).matchAll(/^import (?!type)\{([^}]*)\} from '[./]+\/sql\//gm)]
        .flatMap(([, names]) => names!.split(','))
        .map((name) => statements.get(name.trim())),
    );
    const known = called.filter((statement) => statement !== undefined);
    expect(known.length).toBeGreaterThan(5);
    expect(known.filter(({ code }) => !TAKES_TENANT.test(code)).map(({ name }) => name)).toEqual([]);
  });

  test('a verb with an actor checks the actor’s permission', () => {
    const verbs = under('shared/domain')
      .flatMap(exportedFunctions)
      .filter(({ file, code }) => file !== 'shared/domain/accounts/access.ts' && /\bactor: Actor\b/.test(code));
    expect(verbs.length).toBeGreaterThan(8);
    // A verb may also pass the actor to another function, which checks the permission.
    const unchecked = verbs.filter(({ code }) => !/(?:authorize|Scope)\(actor|\(ctx, actor, /.test(code));
    // `discardUpload` needs no permission: it removes only a file that the same request has just stored.
    expect(unchecked.map(({ name }) => name)).toEqual(['discardUpload']);
  });
});
