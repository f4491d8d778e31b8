/** The tracking tags: the snippets of web pages that show each visitor a number of their own. */
import { Link } from 'wouter-preact';
import { dataOf, pro } from '../ui/api.ts';
import { CursorPager, FilterBox, readPage, useCursor, useFiltered } from '../ui/list.tsx';
import { useLoad } from '../ui/load.ts';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t } from '../ui/texts.ts';

async function readTags(query: { after?: string }) {
  const [page, campaigns] = await Promise.all([
    readPage(pro.GET('/tracking-tags', { params: { query } })),
    dataOf(pro.GET('/campaigns')),
  ]);
  const names = new Map(campaigns.map(({ id, name }) => [id, name]));
  return { ...page, data: page.data.map((tag) => ({ ...tag, campaignName: names.get(tag.campaignId) ?? '–' })) };
}

type Row = Awaited<ReturnType<typeof readTags>>['data'][number];

const COLUMNS: readonly Column<Row>[] = [
  { key: 'name', title: t('tag'), sort: ({ name }) => name, show: ({ name }) => name },
  {
    key: 'status',
    title: t('column.status'),
    show: ({ isActive }) => (
      <Badge tone={isActive ? 'good' : 'warn'}>{t(isActive ? 'status.active' : 'status.paused')}</Badge>
    ),
  },
  { key: 'code', title: t('tag.code'), sort: ({ tagCode }) => tagCode, show: ({ tagCode }) => <code>{tagCode}</code> },
  {
    key: 'campaign',
    title: t('column.campaign'),
    sort: ({ campaignName }) => campaignName,
    show: ({ campaignId, campaignName }) => <Link href={`/inbound/${campaignId}`}>{campaignName}</Link>,
  },
  {
    key: 'domains',
    title: t('tag.domains'),
    class: 'reason',
    show: ({ allowedDomains }) => allowedDomains.join(', ') || t('tag.everyDomain'),
  },
];

const newTag = () =>
  may('tracking.write') && (
    <Link class="button primary" href="/tags/new">
      {t('tags.new')}
    </Link>
  );

export function TagsScreen() {
  const cursor = useCursor();
  const tags = useLoad(() => readTags(cursor), [cursor.after]);
  return (
    <Page title={t('tags.title')} note={t('tags.note')} actions={newTag()}>
      <Card>
        <Shown of={tags}>
          {(page) => (
            <>
              {page.data.length > 0 && <FilterBox />}
              <Rows rows={page.data} />
              <CursorPager page={page} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  const shown = useFiltered(rows, ({ name, tagCode, campaignName }) => `${name} ${tagCode} ${campaignName}`);
  return (
    <Table
      caption={t('tags.title')}
      columns={COLUMNS}
      rows={shown}
      rowKey={({ id }) => id}
      href={({ id }) => `/tags/${id}`}
      empty={
        <Empty title={t(rows.length > 0 ? 'table.noMatch' : 'tags.empty')}>
          {rows.length === 0 && (
            <>
              <p>{t('tags.empty.text')}</p>
              {newTag()}
            </>
          )}
        </Empty>
      }
    />
  );
}
