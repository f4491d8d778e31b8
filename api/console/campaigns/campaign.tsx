/** One campaign: what keeps it from dialing, which people it may call and when, and the import of leads. */
import { LeadImport } from '../leads/lead-import.tsx';
import { reasonText } from '../operations/reason-text.ts';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { dateTime, number, percent, phone } from '../ui/format.ts';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Card, Empty, Page, Shown, Stat } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { count, t, word } from '../ui/texts.ts';
import { WeightForm } from './weight.tsx';

async function readCampaign(id: string) {
  const params = { params: { path: { id } } };
  const [{ campaign }, { preflight }, { pacing }] = await Promise.all([
    dataOf(dialer.GET('/campaigns/{id}', params)),
    dataOf(dialer.GET('/campaigns/{id}/preflight', params)),
    dataOf(dialer.GET('/campaigns/{id}/pacing', params)),
  ]);
  return { campaign, preflight, pacing };
}

type Data = Awaited<ReturnType<typeof readCampaign>>;
type Props = { data: Data; reload: () => Promise<void> };

export function CampaignScreen({ id = '' }: ScreenProps) {
  const campaign = useLoad(() => readCampaign(id), [id]);
  useReloadOn(['campaign:updated', 'import:updated', 'call:ended'], campaign.reload, 15_000);
  return <Shown of={campaign}>{(data) => <Campaign data={data} reload={campaign.reload} />}</Shown>;
}

/** Equal times mean that the campaign itself sets no limit. */
function hoursText({ calling_hours_start: start, calling_hours_end: end }: Data['campaign']): string {
  return start === end ? t('campaign.allDay') : `${start.slice(0, 5)}–${end.slice(0, 5)}`;
}

function Campaign({ data, reload }: Props) {
  const { campaign, pacing } = data;
  const { answered, rate, hard_rate: limit, over_limit: isOver } = pacing.abandonment;
  const calls = `/calls?campaign_id=${campaign.id}`;
  return (
    <Page title={campaign.name} actions={<Actions data={data} reload={reload} />}>
      <section class="stats" aria-label={campaign.name}>
        <Stat
          label={t('column.status')}
          value={word('campaignStatus', campaign.status)}
          note={word('dialMode', campaign.dial_mode)}
        />
        <Stat label={t('column.leads')} value={number(campaign.total_leads)} />
        <Stat label={t('campaigns.callsPlaced')} value={number(campaign.calls_made)} href={calls} />
        <Stat
          label={t('floor.abandonment')}
          value={answered > 0 ? percent(rate) : '–'}
          tone={isOver ? 'bad' : undefined}
          note={t('floor.ofCap', { percent: percent(limit) })}
          href={`${calls}&disposition=abandoned`}
        />
      </section>
      <div class="columns">
        <Card title={t('campaign.preflight')}>
          <Preflight data={data} />
        </Card>
        <Card title={t('campaign.settings')}>
          <dl class="facts">
            <dt>{t('newCampaign.callerId')}</dt>
            <dd>{phone(campaign.caller_id)}</dd>
            <dt>{t('campaign.hours')}</dt>
            <dd>
              {hoursText(campaign)}, {campaign.timezone}
            </dd>
            <dt>{t('campaign.wrapUp')}</dt>
            <dd>{campaign.wrap_up_seconds} s</dd>
            <dt>{t('campaign.attempts')}</dt>
            <dd>{campaign.retry_policy.max_attempts}</dd>
            <dt>{t('campaign.weight')}</dt>
            <dd>{campaign.weight}</dd>
          </dl>
          {may('campaigns.write') && <WeightForm campaign={campaign} reload={reload} />}
        </Card>
      </div>
      {may('leads.write') && (
        <Card title={t('import.title')}>
          <LeadImport campaignId={campaign.id} reload={reload} />
        </Card>
      )}
    </Page>
  );
}

function Actions({ data: { campaign }, reload }: Props) {
  const { id, name, status } = campaign;
  const params = { params: { path: { id } } };
  const start = () => act(() => dataOf(dialer.POST('/campaigns/{id}/start', params)), t('campaign.started', { name }));
  const pause = async () => {
    const question = { title: t('campaign.pause.title', { name }), body: t('campaign.pause.body') };
    if (await confirm({ ...question, action: t('campaign.pause') }))
      await act(() => dataOf(dialer.POST('/campaigns/{id}/pause', params)), t('campaign.paused', { name }));
  };
  if (!may('campaigns.write') || status === 'cancelled') return null;
  return status === 'active' ? (
    <button onClick={() => void pause().then(reload, reload)}>{t('campaign.pause')}</button>
  ) : (
    <button class="primary" onClick={() => void start().then(reload, reload)}>
      {t('campaign.start')}
    </button>
  );
}

/** Which leads may be called now, later and never, each with the reason. */
function Preflight({ data: { preflight, pacing, campaign } }: { data: Data }) {
  const { total, now, later, never, missing } = preflight;
  if (total === 0) return <Empty title={t('campaign.noLeads')} />;
  return (
    <>
      <ul class="list">
        <li>{count('campaign.now', now)}</li>
        {later.map(({ reason, leads, first_at: at }) => (
          <li key={reason}>
            {count('campaign.later', leads, { reason: word('preflight', reason), time: dateTime(at) })}
          </li>
        ))}
        {never.map(({ reason, leads }) => (
          <li key={reason}>{count('campaign.never', leads, { reason: word('preflight', reason) })}</li>
        ))}
      </ul>
      {campaign.status !== 'active' &&
        missing.map(({ field, message }) => (
          <p key={field} class="callout warn">
            {message}
          </p>
        ))}
      {campaign.status === 'active' &&
        pacing.reasons.map((reason) => (
          <p key={reason.code} class="callout" title={reason.message}>
            {reasonText(reason)}
          </p>
        ))}
    </>
  );
}
