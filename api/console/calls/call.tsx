/** One call: what happened, the conversation, and what was noted. */
import { Link } from 'wouter-preact';
import { ApiError } from '../../client/client.ts';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { dateTime, duration, milliseconds, money, phone, timeOfDay } from '../ui/format.ts';
import { Check, Field, Form } from '../ui/form.tsx';
import { useLoad, useReloadOn } from '../ui/load.ts';
import { notifyDone } from '../ui/notices.tsx';
import { Badge, Card, Empty, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t, word } from '../ui/texts.ts';
import { personOf } from './call-columns.tsx';
import { CallMoney } from './call-money.tsx';
import { Outcome } from './outcome.tsx';

const readCall = async (id: string) => (await dataOf(dialer.GET('/calls/{id}', { params: { path: { id } } }))).call;
type Call = Awaited<ReturnType<typeof readCall>>;

export function CallScreen({ id = '' }: ScreenProps) {
  const call = useLoad(() => readCall(id), [id]);
  useReloadOn(['call:updated', 'call:ended'], call.reload, 2_000);
  if (call.error instanceof ApiError && call.error.status === 404)
    return (
      <Page title={t('call.title')}>
        <Empty title={call.error.message} />
      </Page>
    );
  return <Shown of={call}>{(data) => <CallDetails call={data} reload={call.reload} />}</Shown>;
}

type Props = { call: Call; reload: () => Promise<void> };

function CallDetails({ call, reload }: Props) {
  const person = personOf(call);
  return (
    <Page
      title={person ? `${person} · ${phone(call.phone)}` : phone(call.phone)}
      note={`${word('direction', call.direction)}, ${dateTime(call.start_time ?? call.created_at)}`}
      actions={<Outcome {...call} />}
    >
      <div class="columns wide-left">
        <div class="form">
          <Card title={t('call.timeline')}>
            <Timeline call={call} />
          </Card>
          {call.recording_url && (
            <Card title={t('call.recording')}>
              <Recording url={call.recording_url} />
            </Card>
          )}
        </div>
        <div class="form">
          <Card title={t('call.facts')}>
            <Facts call={call} />
          </Card>
          {call.direction === 'inbound' && may('money.read') && <CallMoney id={call.numeric_id} />}
          {may('calls.write') && (
            <Card title={t('desk.result')}>
              <Notes call={call} reload={reload} />
            </Card>
          )}
        </div>
      </div>
    </Page>
  );
}

function Timeline({ call: { events } }: { call: Call }) {
  if (events.length === 0) return <Empty title={t('call.noEvents')} />;
  return (
    <ol class="timeline">
      {events.map(({ event, message, occurred_at: at }) => (
        <li key={`${at}${event}${message}`}>
          <span class="note">{timeOfDay(at)}</span>
          <p>{message}</p>
        </li>
      ))}
    </ol>
  );
}

/** The recording plays from this server, whichever of its names the page was opened with. */
function Recording({ url }: { url: string }) {
  const { pathname, search } = new URL(url, location.href);
  return <audio controls preload="none" src={pathname + search} style={{ width: '100%' }} />;
}

function Facts({ call }: { call: Call }) {
  return (
    <dl class="facts">
      <dt>{t('column.campaign')}</dt>
      <dd>{call.campaign_id ? <Link href={`/campaigns/${call.campaign_id}`}>{call.campaign_name}</Link> : '–'}</dd>
      <dt>{t('column.agent')}</dt>
      <dd>{call.agent_name ?? '–'}</dd>
      <dt>{t('call.from')}</dt>
      <dd>{phone(call.from_number)}</dd>
      <dt>{t('call.to')}</dt>
      <dd>{phone(call.to_number)}</dd>
      <dt>{t('column.talk')}</dt>
      <dd>{duration(call.talk_time)}</dd>
      <dt>{t('call.duration')}</dt>
      <dd>{duration(call.duration)}</dd>
      <dt>{t('floor.connectDelay')}</dt>
      <dd>
        {milliseconds(call.connect_delay_ms)} {call.connected_late && <Badge tone="bad">{t('call.late')}</Badge>}
      </dd>
      <dt>{t('column.cost')}</dt>
      <dd>{money(call.cost)}</dd>
      <dt>{t('call.others')}</dt>
      <dd>
        <Link href={`/calls?phone=${encodeURIComponent(call.phone)}`}>{t('call.sameNumber')}</Link>
      </dd>
    </dl>
  );
}

function Notes({ call, reload }: Props) {
  const save = async ({ notes = '', converted, do_not_call: optOut }: Record<string, string>) => {
    const body = {
      notes: notes || null,
      ...(converted !== undefined && { converted: true }),
      ...(optOut !== undefined && { do_not_call: true as const }),
    };
    await dataOf(dialer.PUT('/calls/{id}', { params: { path: { id: call.id } }, body }));
    notifyDone(t('call.saved'));
    await reload();
  };
  return (
    <Form onSubmit={save} submit={t('action.save')}>
      {(problems) => (
        <>
          <Field
            label={t('call.notes.label')}
            name="notes"
            rows={4}
            value={call.notes ?? ''}
            problem={problems['notes']}
          />
          {call.end_time !== null && !call.converted && <Check name="converted" label={t('call.converted')} />}
          <Check name="do_not_call" label={t('call.doNotCall')} hint={t('call.doNotCall.hint')} />
        </>
      )}
    </Form>
  );
}
