/** Whether the system works: the stores and queues, the carrier account, and the limits of the account with their use. */
import { dataOf, dialer, pro } from '../ui/api.ts';
import { dateTime, number } from '../ui/format.ts';
import { useLoad, useReloadEvery } from '../ui/load.ts';
import { Badge, Card, Page, Shown, Stat } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { t, word } from '../ui/texts.ts';
import { reasonText } from './reason-text.ts';

const RELOAD_MS = 15_000;

const readHealth = () => dataOf(pro.GET('/stats/dashboard'));
const readCarrier = () => dataOf(pro.GET('/twilio/account'));
const readLimits = () => dataOf(dialer.GET('/limits'));
const readFloor = () => dataOf(dialer.GET('/floor'));
type Limit = Awaited<ReturnType<typeof readLimits>>['limits'][number];

export function SystemScreen() {
  const health = useLoad(readHealth, []);
  const limits = useLoad(readLimits, []);
  useReloadEvery(RELOAD_MS, health.reload);
  return (
    <Page title={t('nav.system')}>
      <Shown of={health}>
        {({ systemHealth: { status, responseTime, uptime }, activeCalls }) => (
          <div class="stats">
            <Stat
              label={t('system.status')}
              value={word('health', status)}
              tone={status === 'healthy' ? 'good' : 'bad'}
              note={t('system.status.note')}
            />
            <Stat label={t('system.stores')} value={`${number(responseTime)} ms`} note={t('system.stores.note')} />
            <Stat label={t('system.uptime')} value={uptime} note={t('system.uptime.note')} />
            <Stat label={t('system.calls')} value={number(activeCalls)} href="/calls" />
          </div>
        )}
      </Shown>
      <div class="columns">
        {may('numbers.read') && <Carrier />}
        <Dialing />
      </div>
      <Card title={t('system.limits')}>
        <Shown of={limits}>
          {({ status, status_reason: reason, limits: rows }) => (
            <>
              <p>
                {t('system.account')}{' '}
                <Badge tone={status === 'active' ? 'good' : 'bad'}>{word('standing', status)}</Badge> {reason}
              </p>
              <Table caption={t('system.limits')} columns={LIMIT_COLUMNS} rows={rows} rowKey={({ name }) => name} />
            </>
          )}
        </Shown>
      </Card>
    </Page>
  );
}

function Carrier() {
  const carrier = useLoad(readCarrier, []);
  return (
    <Card title={t('system.carrier')}>
      <Shown of={carrier}>
        {(account) => (
          <dl class="facts">
            <dt>{t('field.name')}</dt>
            <dd>{account.friendlyName}</dd>
            <dt>{t('column.status')}</dt>
            <dd>
              <Badge tone={account.status === 'active' ? 'good' : 'bad'}>{account.status}</Badge>
            </dd>
            <dt>{t('system.carrier.sid')}</dt>
            <dd>{account.accountSid}</dd>
            <dt>{t('column.created')}</dt>
            <dd>{dateTime(account.dateCreated)}</dd>
          </dl>
        )}
      </Shown>
    </Card>
  );
}

/** Why active campaigns do not dial: a stopped worker and a fault of the carrier account are reasons, too. */
function Dialing() {
  const floor = useLoad(readFloor, []);
  useReloadEvery(RELOAD_MS, floor.reload);
  return (
    <Card title={t('system.dialing')}>
      <Shown of={floor}>
        {({ campaigns }) =>
          campaigns.length === 0 ? (
            <p class="muted">{t('system.dialing.none')}</p>
          ) : (
            <dl class="facts">
              {campaigns.map(({ campaign, pacing }) => [
                <dt key={`${campaign.id} name`}>{campaign.name}</dt>,
                <dd key={campaign.id}>
                  {pacing?.reasons[0] ? reasonText(pacing.reasons[0]) : word('campaignStatus', campaign.status)}
                </dd>,
              ])}
            </dl>
          )
        }
      </Shown>
    </Card>
  );
}

const shown = (value: Limit['value']): string =>
  value === null ? t('system.limits.none') : Array.isArray(value) ? value.join(', ') : number(value);

const LIMIT_COLUMNS: readonly Column<Limit>[] = [
  { key: 'name', title: t('field.name'), show: ({ name }) => name.replaceAll('_', ' ') },
  { key: 'used', title: t('system.limits.used'), isNumber: true, show: ({ used }) => number(used) },
  { key: 'value', title: t('system.limits.limit'), isNumber: true, show: ({ value }) => shown(value) },
  { key: 'unit', title: t('system.limits.unit'), show: ({ unit }) => unit },
];
