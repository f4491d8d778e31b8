/** The call-back that an agent agrees with the person of an own call: when, in the person's zone, and with which agent. */
import { useState } from 'preact/hooks';
import type { Lead } from './person.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { serverNow } from '../ui/clock.ts';
import { TIME_ZONE } from '../ui/format.ts';
import { Field, Form } from '../ui/form.tsx';
import { act, notifyDone } from '../ui/notices.tsx';
import { t } from '../ui/texts.ts';
import { momentOf, wallTime, zonePlace, zoneTime } from '../ui/zone-time.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Formats a moment in the person's zone, and in the own zone if it is another one. */
export function bothTimes(at: number | string, zone: string): string {
  const there = t('callBack.there', { time: zoneTime(at, zone), place: zonePlace(zone) });
  const here = zoneTime(at, TIME_ZONE);
  return here === zoneTime(at, zone) ? there : t('callBack.both', { there, here });
}

export const zoneOf = ({ time_zones: zones }: Pick<Lead, 'time_zones'>): string => zones[0] ?? TIME_ZONE;

/** Whether `next_call_at` was agreed with the person. Otherwise it is a retry of the campaign. */
const hasCallBack = (lead: Lead): boolean =>
  lead.next_call_at !== null &&
  (lead.agent_id !== null || lead.status_reason === 'call_back' || lead.status === 'calling');

type Props = { lead: Lead; agentId: string; reload: () => Promise<void> };

export function CallBack({ lead, agentId, reload }: Props) {
  const params = { path: { id: lead.id } };
  const cancel = async () => {
    const body = { next_call_at: null };
    if (await act(() => dataOf(dialer.PUT('/leads/{id}', { params, body })), t('callBack.cancelled'))) await reload();
  };
  if (!hasCallBack(lead))
    return (
      <details>
        <summary>{t('callBack.title')}</summary>
        <CallBackForm key={lead.id} lead={lead} agentId={agentId} reload={reload} />
      </details>
    );
  const who = t(lead.agent_id === agentId ? 'callBack.mine' : lead.agent_id ? 'callBack.others' : 'callBack.anyone');
  return (
    <div class="callout">
      <p>{t('callBack.agreed', { time: bothTimes(lead.next_call_at!, zoneOf(lead)), who })}</p>
      {(lead.agent_id === null || lead.agent_id === agentId) && (
        <button class="small" onClick={() => void cancel()}>
          {t('callBack.cancel')}
        </button>
      )}
    </div>
  );
}

function CallBackForm({ lead, agentId, reload }: Props) {
  const zones = lead.time_zones.length > 0 ? lead.time_zones : [TIME_ZONE];
  const [zone, setZone] = useState(zones[0]!);
  // Tomorrow at the same hour is a time at which the person was reached.
  const [wall, setWall] = useState(() => wallTime(Math.floor((serverNow() + DAY_MS) / HOUR_MS) * HOUR_MS, zones[0]!));
  const at = momentOf(wall, zone);
  const save = async ({ owner }: Record<string, string>) => {
    const body = { next_call_at: new Date(at).toISOString(), agent_id: owner === 'me' ? agentId : null };
    await dataOf(dialer.PUT('/leads/{id}', { params: { path: { id: lead.id } }, body }));
    notifyDone(t('callBack.done', { time: bothTimes(at, zone) }));
    await reload();
  };
  return (
    <Form onSubmit={save} submit={t('callBack.submit')}>
      {(problems) => (
        <>
          <Field
            label={t('callBack.time', { place: zonePlace(zone) })}
            hint={Number.isNaN(at) ? undefined : t('callBack.own', { time: zoneTime(at, TIME_ZONE) })}
            name="at"
            type="datetime-local"
            value={wall}
            problem={problems['next_call_at']}
            onInput={setWall}
            required
          />
          {zones.length > 1 && (
            <Field
              label={t('callBack.zone')}
              hint={t('callBack.zone.hint')}
              name="zone"
              value={zone}
              options={zones.map((each) => [each, zonePlace(each)] as const)}
              onInput={setZone}
            />
          )}
          <Field
            label={t('callBack.who')}
            name="owner"
            value="me"
            problem={problems['agent_id']}
            options={[
              ['me', t('callBack.mine')],
              ['anyone', t('callBack.anyone')],
            ]}
          />
        </>
      )}
    </Form>
  );
}
