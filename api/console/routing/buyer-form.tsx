/** The settings of a buyer of calls. */
import { dataOf, pro } from '../ui/api.ts';
import { Check, Form } from '../ui/form.tsx';
import { HoursFields, readHours } from '../ui/hours.tsx';
import { t } from '../ui/texts.ts';
import { AMOUNT, fieldsOf, NUMBER, PHONE, readerOf } from '../ui/values.tsx';

export const readBuyer = (id: number) => dataOf(pro.GET('/buyers/{id}', { params: { path: { id } } }));
export type Buyer = Awaited<ReturnType<typeof readBuyer>>;

const NEW = {
  priority: 1,
  weight: 1,
  maxConcurrentCalls: 1,
  hourlyCallLimit: 0,
  dailyCallLimit: 0,
  monthlyCallLimit: 0,
  dailyRevenueCap: 0,
  monthlyRevenueCap: 0,
  pricePerCall: 0,
  billableSeconds: 0,
  currency: 'USD',
} as const;

function bodyOf(values: Record<string, string>) {
  const { text, textOrNull, number, isOn, phone } = readerOf(values);
  return {
    name: text('name'),
    companyName: textOrNull('companyName'),
    email: textOrNull('email'),
    phoneNumber: phone('phoneNumber'),
    pricePerCall: number('pricePerCall'),
    billableSeconds: number('billableSeconds'),
    currency: text('currency').toUpperCase(),
    priority: number('priority'),
    weight: number('weight'),
    maxConcurrentCalls: number('maxConcurrentCalls'),
    hourlyCallLimit: number('hourlyCallLimit'),
    dailyCallLimit: number('dailyCallLimit'),
    monthlyCallLimit: number('monthlyCallLimit'),
    dailyRevenueCap: number('dailyRevenueCap'),
    monthlyRevenueCap: number('monthlyRevenueCap'),
    timezone: textOrNull('timezone'),
    hoursOfOperation: readHours(values),
    whisper: textOrNull('whisper'),
    requiresAccept: isOn('requiresAccept'),
    isActive: isOn('isActive'),
  };
}

type Props = { buyer?: Buyer; done: (buyer: Buyer) => void; cancel?: () => void };

export function BuyerForm({ buyer, done, cancel }: Props) {
  const save = async (values: Record<string, string>) => {
    const body = bodyOf(values);
    const saved = buyer
      ? pro.PUT('/buyers/{id}', { params: { path: { id: buyer.id } }, body })
      : pro.POST('/buyers', { body });
    done(await dataOf<Buyer>(saved));
  };
  return (
    <Form onSubmit={save} submit={t(buyer ? 'action.save' : 'buyers.create')} {...(cancel && { cancel })}>
      {(problems) => (
        <>
          <Basics buyer={buyer} problems={problems} />
          <Limits buyer={buyer} problems={problems} />
        </>
      )}
    </Form>
  );
}

type PartProps = { buyer: Buyer | undefined; problems: Record<string, string> };

function Basics({ buyer, problems }: PartProps) {
  const field = fieldsOf(buyer ?? NEW, problems);
  return (
    <>
      <div class="row">
        {field('name', t('field.name'), { required: true, autoFocus: !buyer })}
        {field('companyName', t('field.company'))}
        {field('phoneNumber', t('buyer.phone'), {
          ...PHONE,
          inputMode: 'tel',
          required: true,
          hint: t('buyer.phone.hint'),
        })}
        {field('email', t('field.email'), { type: 'email' })}
      </div>
      <div class="row">
        {field('pricePerCall', t('buyer.price'), AMOUNT)}
        {field('billableSeconds', t('buyer.billableSeconds'), { ...NUMBER, hint: t('buyer.billableSeconds.hint') })}
        {field('currency', t('field.currency'))}
        {field('priority', t('router.priority'), { ...NUMBER, hint: t('router.priority.hint') })}
        {field('weight', t('router.weight'), { ...NUMBER, min: 1, max: 1_000 })}
      </div>
      {field('whisper', t('buyer.whisper'), { hint: t('buyer.whisper.hint') })}
      <Check
        name="requiresAccept"
        label={t('buyer.requiresAccept')}
        hint={t('buyer.requiresAccept.hint')}
        checked={buyer?.requiresAccept ?? false}
      />
      <Check name="isActive" label={t('buyer.isActive')} checked={buyer?.isActive ?? true} />
    </>
  );
}

function Limits({ buyer, problems }: PartProps) {
  const field = fieldsOf(buyer ?? NEW, problems);
  return (
    <details open={buyer !== undefined}>
      <summary>{t('caps.title')}</summary>
      <div class="form">
        <div class="row">
          {field('maxConcurrentCalls', t('caps.live'), NUMBER)}
          {field('hourlyCallLimit', t('caps.hour'), NUMBER)}
          {field('dailyCallLimit', t('caps.day'), NUMBER)}
          {field('monthlyCallLimit', t('caps.month'), NUMBER)}
          {field('dailyRevenueCap', t('caps.revenueDay'), AMOUNT)}
          {field('monthlyRevenueCap', t('caps.revenueMonth'), AMOUNT)}
          {field('timezone', t('newCampaign.timezone'), { hint: t('buyer.timezone.hint') })}
        </div>
        <p class="hint">{t('caps.hint')}</p>
        <HoursFields hours={buyer?.hoursOfOperation} problem={problems['hoursOfOperation']} />
      </div>
    </details>
  );
}
