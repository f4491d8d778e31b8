/** The person of a call: the lead's own facts, and the earlier calls. */
import { Link } from 'wouter-preact';
import { type Call, personOf } from '../calls/call-columns.tsx';
import { Outcome } from '../calls/outcome.tsx';
import { dataOf, dialer } from '../ui/api.ts';
import { serverNow } from '../ui/clock.ts';
import { dateTime, duration, phone } from '../ui/format.ts';
import { Badge, Card } from '../ui/parts.tsx';
import { t, word } from '../ui/texts.ts';
import { zonePlace } from '../ui/zone-time.ts';

export const readLead = async (id: string) =>
  (await dataOf(dialer.GET('/leads/{id}', { params: { path: { id } } }))).lead;
export type Lead = Awaited<ReturnType<typeof readLead>>;

const localTime = (timeZone: string): string =>
  `${new Date(serverNow()).toLocaleTimeString(undefined, { timeZone, hour: '2-digit', minute: '2-digit' })} ${zonePlace(timeZone)}`;

export function PersonFacts({ call, lead }: { call: Call; lead: Lead | undefined }) {
  return (
    <Card title={call.campaign_name ?? t('call.title')}>
      <p class="person">{personOf(call) || t('desk.unknown')}</p>
      <dl class="facts">
        <dt>{t('calls.phone')}</dt>
        <dd>{phone(call.phone)}</dd>
        {lead && (
          <>
            {lead.email && [<dt key="email name">{t('field.email')}</dt>, <dd key="email">{lead.email}</dd>]}
            {lead.time_zones.length > 0 && [
              <dt key="time name">{t('desk.localTime')}</dt>,
              <dd key="time">{lead.time_zones.map((zone) => localTime(zone)).join(', ')}</dd>,
            ]}
            <dt>{t('desk.attempts')}</dt>
            <dd>{lead.call_attempts}</dd>
            {lead.notes && [<dt key="notes name">{t('call.notes')}</dt>, <dd key="notes">{lead.notes}</dd>]}
            {Object.entries(lead.custom_fields).map(([name, value]) => [
              <dt key={`${name} name`}>{name}</dt>,
              <dd key={name}>{String(value)}</dd>,
            ])}
          </>
        )}
      </dl>
    </Card>
  );
}

/** The earlier calls with the person, whichever agent talked. Only the agent's own calls can be opened. */
export function History({ call, lead, isOwn }: { call: Call; lead: Lead; isOwn: (id: string) => boolean }) {
  const earlier = lead.recent_calls.filter(({ id }) => id !== call.id);
  return (
    <Card title={t('desk.history')} class="history">
      {earlier.length === 0 ? (
        <p class="muted">{t('desk.history.none')}</p>
      ) : (
        <ol class="list">
          {earlier.map((each) => (
            <li key={each.id}>
              <p class="entry">
                {isOwn(each.id) ? <Link href={`/calls/${each.id}`}>{dateTime(each.at)}</Link> : dateTime(each.at)}
                {each.agent_disposition ? (
                  <Badge tone="info">{each.agent_disposition}</Badge>
                ) : (
                  <Outcome disposition={each.disposition} status={each.live ? 'in-progress' : 'unknown'} />
                )}
                <span class="muted">
                  {[word('direction', each.direction), each.agent_name, each.talk_time && duration(each.talk_time)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </p>
              {each.notes && <p>{each.notes}</p>}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
