/** The bodies and replies of the dialer document. Ids are UUIDs, and names are in `snake_case`. */
import { z } from 'zod';
import {
  decimal,
  email,
  filledText,
  flag,
  integer,
  nullOr,
  one,
  phone,
  shape,
  sid,
  sometimes,
  text,
  time,
  url,
  uuid,
} from './shapes.ts';

export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled'] as const;
export const LEAD_STATUSES = ['pending', 'queued', 'calling', 'completed', 'failed', 'dnc'] as const;
export const DISPOSITIONS = ['answered', 'voicemail', 'no_answer', 'busy', 'failed'] as const;
export const AGENT_STATUSES = ['available', 'busy', 'offline', 'break'] as const;
export const PAGES = { limit: [1, 100], offset: [0, 10] };
export const success = z.literal(true);

export const registration = {
  email: 'user@example.com',
  password: 'securePassword123',
  first_name: 'John',
  last_name: 'Doe',
  phone: '+14155551234',
  role: 'agent',
  tenant_id: 'uuid',
};

export const login = shape({
  success,
  message: filledText,
  // The printed token begins with {"alg":"HS256","typ":"JWT". Ours also names its key, so that keys can be changed.
  token: z.string().startsWith('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCI'),
  user: shape({
    id: uuid,
    email: z.literal('user@example.com'),
    role: one('admin', 'supervisor', 'agent'),
    tenant_id: uuid,
    first_name: z.literal('John'),
    last_name: z.literal('Doe'),
  }),
});

export const campaignBody = {
  name: 'Q1 2024 Outreach',
  caller_id: '+14155551234',
  schedule_start: '2024-01-01T09:00:00Z',
  schedule_end: '2024-03-31T17:00:00Z',
  timezone: 'America/Los_Angeles',
  calling_hours_start: '09:00:00',
  calling_hours_end: '17:00:00',
  agent_group_id: 'uuid',
  retry_policy: {
    max_attempts: 3,
    delay_minutes: 60,
    retry_on_no_answer: true,
    retry_on_busy: true,
    retry_on_voicemail: false,
  },
  amd_enabled: true,
  voicemail_message_url: 'https://example.com/voicemail.mp3',
  record_calls: true,
};

export const clockTime = z.string().regex(/^\d\d:\d\d:\d\d$/);
export const campaign = shape({
  id: uuid,
  tenant_id: uuid,
  name: text,
  caller_id: phone,
  status: one(...CAMPAIGN_STATUSES),
  schedule_start: time,
  schedule_end: time,
  timezone: text,
  calling_hours_start: clockTime,
  calling_hours_end: clockTime,
  // The printed placeholder "uuid" is no group, so the campaign has none.
  agent_group_id: nullOr(uuid),
  retry_policy: shape({
    max_attempts: integer,
    delay_minutes: integer,
    retry_on_no_answer: flag,
    retry_on_busy: flag,
    retry_on_voicemail: flag,
  }),
  amd_enabled: flag,
  voicemail_message_url: url,
  record_calls: flag,
  total_leads: integer,
  calls_made: integer,
  calls_completed: integer,
  created_at: time,
  updated_at: time,
});
export const oneCampaign = shape({ success, campaign });

export const lead = shape({
  id: uuid,
  campaign_id: uuid,
  tenant_id: uuid,
  phone: text,
  phone_normalized: phone,
  first_name: text,
  last_name: text,
  email,
  country: z.string().length(2),
  type: text,
  priority: text,
  custom_fields: shape({ company: text }),
  notes: text,
  status: one(...LEAD_STATUSES),
  call_attempts: integer,
  last_call_at: nullOr(time),
  next_call_at: nullOr(time),
  do_not_call: flag,
  created_at: time,
  updated_at: time,
});

/** A file with the counts of the printed reply: 100 rows, of which 95 are valid, 2 invalid, 2 repeated and 1 is blocked. */
export const csvFile = [
  ['Phone Number', 'First Name', 'Last Name', 'email', 'Country Code', 'type', 'priority', 'notes', 'company'],
  ...[
    ...Array.from({ length: 14 }, (_, at) => `+1415555${3000 + at}`),
    'invalid',
    ...Array.from({ length: 81 }, (_, at) => `+1415555${3014 + at}`),
    'also invalid',
    '+14155553000',
    '+14155553001',
    '+14155552671',
  ].map((number) => [
    number,
    'Sara',
    'Ahmed',
    'sara@example.com',
    'US',
    'carrier',
    'normal',
    'VIP customer',
    'ABC Corp',
  ]),
]
  .map((cells) => cells.join(','))
  .join('\n');

export const call = shape({
  id: uuid,
  tenant_id: uuid,
  campaign_id: sometimes(uuid),
  lead_id: sometimes(uuid),
  agent_id: sometimes(uuid),
  call_sid: sometimes(sid('CA')),
  conference_sid: sometimes(sid('CF')),
  from_number: phone,
  to_number: phone,
  direction: one('outbound', 'inbound'),
  status: text,
  answered_by: sometimes(one('human', 'machine_start', 'machine_end_beep')),
  start_time: sometimes(time),
  answer_time: sometimes(time),
  end_time: sometimes(time),
  duration: sometimes(integer),
  talk_time: sometimes(integer),
  disposition: sometimes(one(...DISPOSITIONS)),
  recording_url: sometimes(url),
  recording_sid: sometimes(sid('RE')),
  recording_duration: sometimes(integer),
  cost: sometimes(decimal),
  metadata: z.looseObject({}),
  notes: nullOr(text),
  created_at: time,
  first_name: sometimes(text),
  last_name: sometimes(text),
  phone: sometimes(phone),
  campaign_name: sometimes(text),
  agent_name: sometimes(text),
});

export const workingDay = shape({ start: text, end: text });
export const agent = shape({
  id: uuid,
  tenant_id: uuid,
  user_id: sometimes(uuid),
  name: text,
  phone,
  email: sometimes(email),
  agent_group_id: sometimes(uuid),
  status: one(...AGENT_STATUSES),
  max_concurrent_calls: integer,
  current_calls: integer,
  total_calls_handled: integer,
  total_call_duration_seconds: integer,
  working_hours: sometimes(shape({ monday: workingDay })),
  is_active: flag,
  created_at: time,
  last_active_at: sometimes(time),
});

export const error = shape({ success: z.literal(false), error: filledText });
export const range = {
  date_from: ['2024-01-01', '2024-01-01T00:00:00Z'],
  date_to: ['2024-01-31', '2024-01-31T23:59:59Z'],
};
