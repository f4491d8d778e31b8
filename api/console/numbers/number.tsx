/** One phone number: its name, what it is assigned to, the carrier's settings, and its release. */
import { Link, useLocation } from 'wouter-preact';
import type { ScreenProps } from '../screens.tsx';
import { dataOf, pro } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { Form } from '../ui/form.tsx';
import { dateTime, phone } from '../ui/format.ts';
import { useLoad, useReloadEvery } from '../ui/load.ts';
import { act, notifyDone } from '../ui/notices.tsx';
import { Card, Page, Shown } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t } from '../ui/texts.ts';
import { fieldsOf, readerOf } from '../ui/values.tsx';
import { CarrierStatus, NumberStatus, type PhoneNumber } from './number-badges.tsx';

/** While the carrier gets the settings, the state changes within seconds. */
const SYNC_POLL_MS = 5_000;

async function readAll(id: number) {
  const [number, campaigns, pools] = await Promise.all([
    dataOf(pro.GET('/phone-numbers/{id}', { params: { path: { id } } })),
    dataOf(pro.GET('/campaigns')),
    dataOf(pro.GET('/pools')),
  ]);
  return { number, campaigns, pools };
}

type Data = Awaited<ReturnType<typeof readAll>>;
type Props = { data: Data; reload: () => Promise<void> };

export function NumberScreen({ id = '' }: ScreenProps) {
  const number = useLoad(() => readAll(Number(id)), [id]);
  useReloadEvery(SYNC_POLL_MS, async () => {
    if (number.data?.number.carrierStatus === 'syncing') await number.reload();
  });
  return <Shown of={number}>{(data) => <NumberDetails data={data} reload={number.reload} />}</Shown>;
}

async function update(id: number, body: object, done: string): Promise<void> {
  await act(() => dataOf(pro.PUT('/phone-numbers/{id}', { params: { path: { id } }, body })), done);
}

function NumberDetails({ data, reload }: Props) {
  const { number } = data;
  const isSuspended = number.status === 'suspended';
  const toggle = async () => {
    const name = phone(number.phoneNumber);
    const next = isSuspended ? (number.assignedTo ? 'assigned' : 'available') : 'suspended';
    await update(number.id, { status: next }, t(isSuspended ? 'resumed.done' : 'paused.done', { name }));
    await reload();
  };
  return (
    <Page
      title={phone(number.phoneNumber)}
      note={<NumberStatus status={number.status} />}
      actions={
        may('numbers.write') && (
          <>
            <button onClick={() => void toggle()}>{t(isSuspended ? 'action.resume' : 'number.suspend')}</button>
            <Remove number={number} />
          </>
        )
      }
    >
      <div class="columns">
        <Card title={t('number.assign')}>
          {may('numbers.write') ? <AssignForm key={number.updatedAt} data={data} reload={reload} /> : null}
        </Card>
        <Card title={t('number.carrier')}>
          <dl class="facts">
            <dt>{t('column.status')}</dt>
            <dd>
              <CarrierStatus {...number} />
            </dd>
            <dt>{t('numbers.sid')}</dt>
            <dd>{number.phoneNumberSid ?? '–'}</dd>
            <dt>{t('numbers.can')}</dt>
            <dd>{number.capabilities.join(', ')}</dd>
            <dt>{t('column.created')}</dt>
            <dd>{dateTime(number.createdAt)}</dd>
          </dl>
          <p class="hint">{t('number.carrier.hint')}</p>
        </Card>
      </div>
    </Page>
  );
}

/** The value of the choice: `campaign:7`, `pool:3`, or nothing. */
const ownerKey = ({ assignedTo, assignedId }: PhoneNumber): string => (assignedTo ? `${assignedTo}:${assignedId}` : '');

function AssignForm({ data: { number, campaigns, pools }, reload }: Props) {
  const save = async (values: Record<string, string>) => {
    const { text, textOrNull } = readerOf(values);
    const owner = text('owner');
    const [kind, id] = owner.split(':');
    const assignment = kind
      ? { assignedTo: kind as 'campaign' | 'pool', assignedId: Number(id) }
      : { assignedTo: null };
    const body = {
      friendlyName: textOrNull('friendlyName'),
      ...(owner !== ownerKey(number) && assignment),
    };
    await dataOf(pro.PUT('/phone-numbers/{id}', { params: { path: { id: number.id } }, body }));
    notifyDone(t('call.saved'));
    await reload();
  };
  const options = [
    ['', t('number.noOwner')] as const,
    ...campaigns.map(({ id, name }) => [`campaign:${id}`, `${t('column.campaign')}: ${name}`] as const),
    ...pools.map(({ id, name }) => [`pool:${id}`, `${t('pool')}: ${name}`] as const),
  ];
  return (
    <Form onSubmit={save} submit={t('action.save')}>
      {(problems) => {
        const field = fieldsOf(number, problems);
        return (
          <>
            {field('friendlyName', t('field.name'))}
            {field('owner', t('number.owner'), {
              value: ownerKey(number),
              options,
              problem: problems['assignedId'] ?? problems['assignedTo'],
              hint: t('number.owner.hint'),
            })}
            {campaigns.length + pools.length === 0 && <Link href="/inbound/new">{t('inbound.new')}</Link>}
          </>
        );
      }}
    </Form>
  );
}

/** A bought number can be released at the carrier for good. Another number is only forgotten here. */
function Remove({ number }: { number: PhoneNumber }) {
  const [, go] = useLocation();
  const shown = phone(number.phoneNumber);
  const remove = async (release: boolean) => {
    const kind = release ? 'release' : 'forget';
    const question = { title: t(`number.${kind}.title`, { number: shown }), body: t(`number.${kind}.body`) };
    if (!(await confirm({ ...question, action: t(`number.${kind}`), isDangerous: true }))) return;
    const query = release ? { release: 'true' as const } : {};
    const params = { path: { id: number.id }, query };
    if (await act(() => dataOf(pro.DELETE('/phone-numbers/{id}', { params })), t('number.removed', { number: shown })))
      go('/numbers');
  };
  return (
    <>
      <button class="quiet-danger" onClick={() => void remove(false)}>
        {t('number.forget')}
      </button>
      {number.phoneNumberSid !== null && may('numbers.purchase') && (
        <button class="quiet-danger" onClick={() => void remove(true)}>
          {t('number.release')}
        </button>
      )}
    </>
  );
}
