/** The settings of a publisher. */
import { dataOf, pro } from '../ui/api.ts';
import { Check, Form } from '../ui/form.tsx';
import { t, word } from '../ui/texts.ts';
import { AMOUNT, fieldsOf, NUMBER, PHONE, readerOf } from '../ui/values.tsx';

export const readPublisher = (id: number) => dataOf(pro.GET('/publishers/{id}', { params: { path: { id } } }));
export type Publisher = Awaited<ReturnType<typeof readPublisher>>;

const PAYOUT_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
const NEW = { payoutType: 'per_call', defaultPayout: 0, currency: 'USD' } as const;

type Props = { publisher?: Publisher; done: (publisher: Publisher) => void; cancel?: () => void };

export function PublisherForm({ publisher, done, cancel }: Props) {
  const save = async (values: Record<string, string>) => {
    const { text, textOrNull, number, numberOrNull, choice, isOn, phoneOrNull } = readerOf(values);
    const body = {
      name: text('name'),
      companyName: textOrNull('companyName'),
      contactEmail: textOrNull('contactEmail'),
      contactPhone: phoneOrNull('contactPhone'),
      payoutType: choice('payoutType', PAYOUT_TYPES),
      defaultPayout: number('defaultPayout'),
      minSeconds: numberOrNull('minSeconds'),
      currency: text('currency').toUpperCase(),
      isActive: isOn('isActive'),
    };
    const saved = publisher
      ? pro.PUT('/publishers/{id}', { params: { path: { id: publisher.id } }, body })
      : pro.POST('/publishers', { body });
    done(await dataOf<Publisher>(saved));
  };
  return (
    <Form onSubmit={save} submit={t(publisher ? 'action.save' : 'publishers.create')} {...(cancel && { cancel })}>
      {(problems) => <Fields publisher={publisher} problems={problems} />}
    </Form>
  );
}

function Fields({ publisher, problems }: { publisher: Publisher | undefined; problems: Record<string, string> }) {
  const field = fieldsOf(publisher ?? NEW, problems);
  return (
    <>
      <div class="row">
        {field('name', t('field.name'), { required: true, autoFocus: !publisher })}
        {field('companyName', t('field.company'))}
        {field('contactEmail', t('field.email'), { type: 'email' })}
        {field('contactPhone', t('column.phone'), PHONE)}
      </div>
      <div class="row">
        {field('payoutType', t('publisher.payoutType'), {
          options: PAYOUT_TYPES.map((each) => [each, word('revenueType', each)] as const),
        })}
        {field('defaultPayout', t('publisher.payout'), AMOUNT)}
        {field('currency', t('field.currency'))}
        {field('minSeconds', t('publisher.minSeconds'), { ...NUMBER, hint: t('publisher.minSeconds.hint') })}
      </div>
      <Check name="isActive" label={t('publisher.isActive')} checked={publisher?.isActive ?? true} />
    </>
  );
}
