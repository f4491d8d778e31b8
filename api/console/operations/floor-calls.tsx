/** The live calls, the ones that wait first. */
import { Link } from 'wouter-preact';
import { dataOf, dialer } from '../ui/api.ts';
import { confirm } from '../ui/confirm.tsx';
import { number, phone } from '../ui/format.ts';
import { act } from '../ui/notices.tsx';
import { Badge, Card, Empty, Timer } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { type Column, Table } from '../ui/table.tsx';
import { count, t, word } from '../ui/texts.ts';
import type { Floor } from './floor-types.ts';

type Call = Floor['calls'][number];

const PHASES = ['waiting', 'talking', 'machine', 'ringing'] as const;
const TONES = { waiting: 'warn', talking: 'good', machine: 'quiet', ringing: 'info' } as const;

async function hangUp(call: Call): Promise<void> {
  const number = phone(call.phone);
  const question = { title: t('call.hangUp.title', { number }), body: t('call.hangUp.body') };
  if (!(await confirm({ ...question, action: t('call.hangUp'), isDangerous: true }))) return;
  const path = { id: call.id };
  await act(() => dataOf(dialer.POST('/calls/{id}/hang-up', { params: { path } })), t('call.hangUp.done', { number }));
}

type Props = { calls: Call[]; counts: Floor['counts']; reload: () => Promise<void> };

export function FloorCalls({ calls, counts, reload }: Props) {
  const shown = PHASES.flatMap((phase) => calls.filter((call) => call.phase === phase));
  const total = counts.ringing + counts.waiting + counts.talking + counts.machine;
  const columns: Column<Call>[] = [
    {
      key: 'person',
      title: t('column.person'),
      show: (call) => (call.person ? `${call.person} · ${phone(call.phone)}` : phone(call.phone)),
    },
    {
      key: 'phase',
      title: t('column.phase'),
      show: ({ phase }) => <Badge tone={TONES[phase]}>{word('phase', phase)}</Badge>,
    },
    { key: 'time', title: t('column.time'), isNumber: true, show: (call) => <Timer since={call.phase_since} /> },
    { key: 'direction', title: t('column.direction'), show: ({ direction }) => word('direction', direction) },
    { key: 'campaign', title: t('column.campaign'), show: ({ campaign_name: name }) => name ?? '–' },
    { key: 'with', title: t('column.with'), show: (call) => call.agent_name ?? call.buyer_name ?? '–' },
    {
      key: 'hangUp',
      title: '',
      show: (call) =>
        may('calls.log') && (
          <div class="actions">
            <button
              class="small quiet-danger"
              aria-label={`${t('call.hangUp')} ${phone(call.phone)}`}
              onClick={() => void hangUp(call).then(reload)}
            >
              {t('call.hangUp')}
            </button>
          </div>
        ),
    },
  ];
  return (
    <Card
      title={`${t('floor.liveCalls')} (${number(total)})`}
      actions={<Link href="/calls">{t('floor.allCalls')}</Link>}
    >
      <Table
        caption={t('floor.liveCalls')}
        name="calls-"
        columns={columns}
        rows={shown}
        rowKey={({ id }) => id}
        href={({ id }) => `/calls/${id}`}
        empty={<Empty title={t('floor.noCalls')} />}
      />
      {total > calls.length && <p class="hint">{count('floor.moreCalls', total - calls.length)}</p>}
    </Card>
  );
}
