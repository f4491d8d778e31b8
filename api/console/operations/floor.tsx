/** The floor: what supervisors watch during a shift. */
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { milliseconds, number, percent, share, TIME_ZONE } from '../ui/format.ts';
import { useLoad, useReloadEvery } from '../ui/load.ts';
import { act } from '../ui/notices.tsx';
import { Page, Shown, Stat } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { count, t } from '../ui/texts.ts';
import { FirstSteps } from './first-steps.tsx';
import { FloorAgents } from './floor-agents.tsx';
import { FloorCalls } from './floor-calls.tsx';
import { FloorCampaigns } from './floor-campaigns.tsx';
import { FloorCharts } from './floor-charts.tsx';
import type { Day, Floor } from './floor-types.ts';
import { useLiveFloor } from './live-floor.ts';

const DAY_MS = 30_000;

const readDay = (): Promise<Day> => dataOf(dialer.GET('/floor/day', { params: { query: { timezone: TIME_ZONE } } }));

export function FloorScreen() {
  const floor = useLiveFloor();
  const day = useLoad(readDay, []);
  useReloadEvery(DAY_MS, day.reload);
  const active = floor.data?.campaigns.filter(({ campaign }) => campaign.status === 'active') ?? [];
  return (
    <Page
      title={t('floor.title')}
      actions={
        may('campaigns.write') &&
        active.length > 0 && (
          <button class="quiet-danger" onClick={() => void stopAll(active).then(floor.reload)}>
            {t('floor.stopAll')}
          </button>
        )
      }
    >
      <Shown of={floor}>
        {(data) => (
          <>
            <FirstSteps floor={data} />
            <Figures floor={data} day={day.data} />
            <FloorAgents agents={data.agents} day={day.data} reload={floor.reload} />
            <FloorCampaigns campaigns={data.campaigns} day={day.data} reload={floor.reload} />
            <Shown of={day}>{(figures) => <FloorCharts day={figures} cap={capOf(data)} />}</Shown>
            <FloorCalls calls={data.calls} counts={data.counts} reload={floor.reload} />
          </>
        )}
      </Shown>
    </Page>
  );
}

/** Pauses every active campaign, after a question. Calls that are under way go on. */
async function stopAll(active: Floor['campaigns']): Promise<void> {
  const isSure = await confirm({
    title: t('floor.stopAll.title'),
    body: count('floor.stopAll.body', active.length),
    action: t('floor.stopAll'),
    isDangerous: true,
  });
  if (!isSure) return;
  await act(
    async () => {
      const pause = (id: string) => dataOf(dialer.POST('/campaigns/{id}/pause', { params: { path: { id } } }));
      await Promise.all(active.map(({ campaign }) => pause(campaign.id)));
    },
    count('floor.stopAll.done', active.length),
  );
}

/** Returns the strictest limit of the share of abandoned calls among the active campaigns. */
function capOf({ campaigns }: Floor): number | undefined {
  const caps = campaigns.flatMap(({ pacing }) => pacing?.abandonment.hard_rate ?? []);
  return caps.length > 0 ? Math.min(...caps) : undefined;
}

function Figures({ floor, day }: { floor: Floor; day: Day | undefined }) {
  const { agents, counts } = floor;
  const at = (state: string) => agents.filter((agent) => agent.state === state).length;
  const working = at('available') + at('ringing') + at('talking') + at('wrap_up');
  const total = day?.total;
  const cap = capOf(floor);
  const abandoned = total ? share(total.abandoned, total.answered) : null;
  const isOver = cap !== undefined && abandoned !== null && abandoned > cap;
  return (
    <section class="stats" aria-label={t('floor.figures')}>
      <Stat
        label={t('floor.talking')}
        value={number(counts.talking)}
        note={t('floor.ofWorking', { percent: percent(share(at('talking'), working), 0) })}
      />
      <Stat
        label={t('floor.waiting')}
        value={number(counts.waiting)}
        tone={counts.waiting > 0 ? 'warn' : undefined}
        note={t('floor.waiting.note')}
      />
      <Stat label={t('floor.ringing')} value={number(counts.ringing)} note={t('floor.ringing.note')} />
      <Stat
        label={t('floor.answerRate')}
        value={percent(total ? share(total.answered, total.placed) : null)}
        note={total && count('floor.placed', total.placed)}
        href="/calls"
      />
      <Stat
        label={t('floor.abandonment')}
        value={percent(abandoned)}
        tone={isOver ? 'bad' : undefined}
        note={cap === undefined ? t('floor.noCap') : t('floor.cap', { percent: percent(cap) })}
        href="/calls?disposition=abandoned"
      />
      <Stat
        label={t('floor.connectDelay')}
        value={milliseconds(total?.connect_delay_ms)}
        note={t('floor.connectDelay.note')}
      />
    </section>
  );
}
