/** The form of a new campaign. Everything that it leaves out has a lawful default. */
import { useLocation } from 'wouter-preact';
import { dataOf, dialer } from '../ui/api.ts';
import { TIME_ZONE } from '../ui/format.ts';
import { Check, Field, Form } from '../ui/form.tsx';
import { Card, Page } from '../ui/parts.tsx';
import { t } from '../ui/texts.ts';
import { WeightField } from './weight.tsx';

const MODES = ['predictive', 'progressive', 'preview'] as const;

export function NewCampaignScreen() {
  const [, go] = useLocation();
  const create = async (values: Record<string, string>) => {
    const body = {
      name: values['name'] ?? '',
      caller_id: values['caller_id']?.replaceAll(/[^\d+]/g, '') || null,
      timezone: values['timezone'] ?? TIME_ZONE,
      calling_hours_start: `${values['start']}:00`,
      calling_hours_end: `${values['end']}:00`,
      dial_mode: MODES.find((mode) => mode === values['dial_mode']) ?? MODES[0],
      weight: Number(values['weight']),
      record_calls: values['record_calls'] !== undefined,
    };
    const { campaign } = await dataOf(dialer.POST('/campaigns', { body }));
    go(`/campaigns/${campaign.id}`);
  };
  return (
    <Page title={t('newCampaign.title')}>
      <Card class="narrow">
        <Form onSubmit={create} submit={t('newCampaign.submit')} cancel={() => go('/campaigns')}>
          {(problems) => <Fields problems={problems} />}
        </Form>
      </Card>
    </Page>
  );
}

function Fields({ problems }: { problems: Record<string, string> }) {
  const modes = MODES.map((mode) => [mode, t(`newCampaign.mode.${mode}`)] as const);
  return (
    <>
      <Field label={t('field.name')} name="name" problem={problems['name']} required autoFocus />
      <Field
        label={t('newCampaign.callerId')}
        hint={t('newCampaign.callerId.hint')}
        name="caller_id"
        inputMode="tel"
        placeholder="+14155551234"
        problem={problems['caller_id']}
        required
      />
      <div class="row">
        <Field
          label={t('newCampaign.start')}
          name="start"
          type="time"
          value="09:00"
          problem={problems['calling_hours_start']}
          required
        />
        <Field
          label={t('newCampaign.end')}
          name="end"
          type="time"
          value="20:00"
          problem={problems['calling_hours_end']}
          required
        />
        <Field
          label={t('newCampaign.timezone')}
          name="timezone"
          value={TIME_ZONE}
          problem={problems['timezone']}
          required
        />
      </div>
      <p class="hint">{t('newCampaign.hours.hint')}</p>
      <Field label={t('newCampaign.mode')} name="dial_mode" value="predictive" options={modes} />
      <WeightField value={1} problem={problems['weight']} />
      <Check name="record_calls" label={t('newCampaign.record')} hint={t('newCampaign.record.hint')} />
    </>
  );
}
