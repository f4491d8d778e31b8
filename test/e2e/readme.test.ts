/** The README, compared with the repository. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { JOB_KINDS } from '../../shared/jobs.ts';
import { QUEUE_NAMES } from '../../shared/jobs/definition.ts';
import { callRefusal } from '../../shared/rules/dialing/call-gate.ts';

const root = join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  '.github/CONTRIBUTING.md',
  '.github/SECURITY.md',
  ...globSync('{api,shared,sql,workers}/**/README.md', { cwd: root }),
];
const files = new Set(
  globSync('{.github/**/*,*,api/**/*,shared/**/*,sql/**/*,workers/**/*,scripts/**/*,test/**/*}', { cwd: root }),
);
const read = (page: string) => readFileSync(join(root, page), 'utf8');

test('every file and folder that a page names exists', () => {
  const missing = PAGES.flatMap((page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => join(dirname(page), path!));
    // A path has a folder and no placeholder. A page in a folder may also name files beside it.
    const paths = [...read(page).matchAll(/`((?:api|shared|sql|workers|scripts|test)\/[\w./-]*)`/g)].map(
      ([, path]) => path!,
    );
    return [...links, ...paths]
      .map((path) => path.replace(/\/$/, ''))
      .filter((path) => !files.has(path))
      .map((path) => `${page} names ${path}`);
  });
  expect(missing).toEqual([]);
});

test('every job kind and queue that the README names exists', () => {
  const kinds = [
    ...read('README.md').matchAll(/`((?:agent|auction|call|campaign|cost|dial|dialer|recording|retry)s?\.[a-z]+)`/g),
  ];
  expect(kinds.length).toBeGreaterThan(5);
  expect(kinds.map(([, kind]) => kind).filter((kind) => !JOB_KINDS.includes(kind as never))).toEqual([]);
  const rows = read('workers/README.md').matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) /gm);
  const queues = [...rows].flatMap(([, names]) => names!.replaceAll('`', '').split(', '));
  expect(new Set(queues)).toEqual(new Set(QUEUE_NAMES));
});

/** The leads of the first campaign in the README. */
function leadsOfFirstCampaign(): string[] {
  const csv = /^printf 'phone,name\\n(.*)' > leads\.csv$/m.exec(read('README.md'))?.[1] ?? '';
  return csv.split('\\n').flatMap((line) => line.split(',')[0] || []);
}

test.each(['2026-01-15', '2026-07-15', '2026-12-25'])(
  'the first campaign of the README can call somebody at every hour of %s',
  (day) => {
    const numbers = leadsOfFirstCampaign();
    expect(numbers.length).toBeGreaterThan(2);
    const campaign = {
      timezone: 'UTC',
      callingHoursStart: '00:00:00',
      callingHoursEnd: '00:00:00',
      countryHours: {},
      scheduleStart: null,
      scheduleEnd: null,
    };
    const history = {
      startsLastDay: [],
      lastEndedAt: null,
      lastAbandonedAt: null,
      lastMachineAt: null,
      restsUntil: null,
    };
    const lead = { ...history, onDncList: false, inAnotherCall: false, callBack: false };
    const isCallable = (phoneNormalized: string, readAt: Date) =>
      !callRefusal(campaign, { ...lead, phoneNormalized, readAt }, null);
    const silentHours = Array.from({ length: 48 }, (_, half) => new Date(Date.parse(day) + half * 1_800_000)).filter(
      (at) => !numbers.some((number) => isCallable(number, at)),
    );
    expect(silentHours).toEqual([]);
  },
);
