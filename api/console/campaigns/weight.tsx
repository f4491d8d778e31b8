/** The weight of a campaign: its share in the agents and calls that it shares with other campaigns. */
import { dataOf, dialer } from '../ui/api.ts';
import { Field, Form } from '../ui/form.tsx';
import { notifyDone } from '../ui/notices.tsx';
import { t } from '../ui/texts.ts';

export const WeightField = ({ value, problem }: { value: number; problem: string | undefined }) => (
  <Field
    label={t('campaign.weight')}
    hint={t('campaign.weight.hint')}
    name="weight"
    type="number"
    min={1}
    step={1}
    value={value}
    problem={problem}
    required
  />
);

type Props = { campaign: { id: string; weight: number }; reload: () => Promise<void> };

export function WeightForm({ campaign: { id, weight }, reload }: Props) {
  const save = async (values: Record<string, string>) => {
    const body = { weight: Number(values['weight']) };
    await dataOf(dialer.PUT('/campaigns/{id}', { params: { path: { id } }, body }));
    notifyDone(t('call.saved'));
    await reload();
  };
  return (
    <details>
      <summary>{t('campaign.weight.change')}</summary>
      <Form onSubmit={save} submit={t('action.save')}>
        {(problems) => <WeightField value={weight} problem={problems['weight']} />}
      </Form>
    </details>
  );
}
