/** Leads a new account from nothing to the first conversation. */
import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { Card } from '../ui/parts.tsx';
import { may } from '../ui/session.ts';
import { t, type TextKey } from '../ui/texts.ts';
import type { Floor } from './floor-types.ts';

type Step = { text: TextKey; isDone: boolean; action: ComponentChildren };

const link = (href: string, text: TextKey) => (
  <Link class="button small" href={href}>
    {t(text)}
  </Link>
);

/** Shows the steps until the first campaign has made a call. */
export function FirstSteps({ floor: { agents, campaigns, calls } }: { floor: Floor }) {
  const hasCalled = calls.length > 0 || campaigns.some(({ campaign }) => campaign.calls_made > 0);
  const isAgentReady = agents.some(({ status }) => status === 'available');
  if (!may('campaigns.write') || hasCalled) return null;
  const campaign = campaigns.find((each) => each.campaign.status === 'active') ?? campaigns[0];
  const leads = campaign?.campaign.total_leads ?? 0;
  const page = campaign ? `/campaigns/${campaign.campaign.id}` : '/campaigns/new';
  const steps: Step[] = [
    { text: 'first.agent', isDone: agents.length > 0, action: link('/agents', 'first.agent.action') },
    { text: 'first.ready', isDone: isAgentReady, action: link('/agents', 'first.ready.action') },
    { text: 'first.campaign', isDone: campaign !== undefined, action: link('/campaigns', 'first.campaign.action') },
    { text: 'first.leads', isDone: leads > 0, action: link(page, 'first.leads.action') },
    {
      text: 'first.start',
      isDone: campaign?.campaign.status === 'active',
      action: link(page, 'first.start.action'),
    },
  ];
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Card title={t('first.title')}>
      <ol class="steps">
        {steps.map(({ text, isDone, action }, index) => (
          <li key={text} class={isDone ? 'done' : ''}>
            <span>{t(text)}</span>
            {index === next && action}
          </li>
        ))}
      </ol>
    </Card>
  );
}
