/** The settings of an RTB target. */
import { dataOf, pro } from '../ui/api.ts';
import { Check, Form } from '../ui/form.tsx';
import { TIME_ZONE } from '../ui/format.ts';
import { HoursFields, readHours } from '../ui/hours.tsx';
import { t, word } from '../ui/texts.ts';
import { AMOUNT, fieldsOf, NUMBER, readerOf } from '../ui/values.tsx';

export const readTarget = (id: number) => dataOf(pro.GET('/rtb/targets/{id}', { params: { path: { id } } }));
export type Target = Awaited<ReturnType<typeof readTarget>>;

const METHODS = ['POST', 'GET', 'PUT', 'PATCH'] as const;
const EXPOSURES = ['full', 'hashed', 'hidden'] as const;
const AUTHENTICATIONS = ['none', 'bearer', 'api_key', 'basic'] as const;

function bodyOf(values: Record<string, string>) {
  const { text, textOrNull, number, numberOrNull, choice, isOn } = readerOf(values);
  const token = text('authToken');
  return {
    name: text('name'),
    companyName: textOrNull('companyName'),
    endpointUrl: text('endpointUrl'),
    httpMethod: choice('httpMethod', METHODS),
    requestBody: textOrNull('requestBody'),
    callerIdExposure: choice('callerIdExposure', EXPOSURES),
    authentication: text('authentication'),
    ...(token !== '' && { authToken: token }),
    timeoutMs: number('timeoutMs'),
    bidAmountPath: text('bidAmountPath'),
    destinationNumberPath: text('destinationNumberPath'),
    acceptancePath: textOrNull('acceptancePath'),
    minBidAmount: number('minBidAmount'),
    maxBidAmount: numberOrNull('maxBidAmount'),
    currency: text('currency').toUpperCase(),
    conversionSeconds: numberOrNull('conversionSeconds'),
    maxConcurrentCalls: number('maxConcurrentCalls'),
    hourlyCap: number('hourlyCap'),
    dailyCap: number('dailyCap'),
    monthlyCap: number('monthlyCap'),
    timezone: text('timezone'),
    hoursOfOperation: readHours(values),
    isActive: isOn('isActive'),
  };
}

const NEW = {
  httpMethod: 'POST',
  timeoutMs: 1_000,
  bidAmountPath: 'bidAmount',
  destinationNumberPath: 'destinationNumber',
  acceptancePath: 'accepted',
  minBidAmount: 0,
  currency: 'USD',
  maxConcurrentCalls: 0,
  hourlyCap: 0,
  dailyCap: 0,
  monthlyCap: 0,
  timezone: TIME_ZONE,
} as const;

type Props = { target?: Target; done: (target: Target) => void; cancel?: () => void };

export function TargetForm({ target, done, cancel }: Props) {
  const save = async (values: Record<string, string>) => {
    const body = bodyOf(values);
    const saved = target
      ? pro.PUT('/rtb/targets/{id}', { params: { path: { id: target.id } }, body })
      : pro.POST('/rtb/targets', { body });
    done(await dataOf<Target>(saved));
  };
  return (
    <Form onSubmit={save} submit={t(target ? 'action.save' : 'targets.create')} {...(cancel && { cancel })}>
      {(problems) => (
        <>
          <Basics target={target} problems={problems} />
          <Caps target={target} problems={problems} />
          <Request target={target} problems={problems} />
        </>
      )}
    </Form>
  );
}

type PartProps = { target: Target | undefined; problems: Record<string, string> };

function Basics({ target, problems }: PartProps) {
  const field = fieldsOf(target ?? NEW, problems);
  return (
    <>
      <div class="row">
        {field('name', t('field.name'), { required: true, autoFocus: !target })}
        {field('companyName', t('field.company'))}
      </div>
      {field('endpointUrl', t('target.endpointUrl'), {
        type: 'url',
        required: true,
        placeholder: 'https://bids.example.com/ping',
        hint: t('target.endpointUrl.hint'),
      })}
      <div class="row">
        {field('minBidAmount', t('target.minBid'), AMOUNT)}
        {field('maxBidAmount', t('target.maxBid'), { ...AMOUNT, hint: t('target.maxBid.hint') })}
        {field('currency', t('field.currency'))}
        {field('timeoutMs', t('target.timeout'), { ...NUMBER, min: 50, max: 10_000 })}
        {field('conversionSeconds', t('target.conversionSeconds'), NUMBER)}
      </div>
      <Check name="isActive" label={t('target.isActive')} checked={target?.isActive ?? true} />
    </>
  );
}

function Caps({ target, problems }: PartProps) {
  const field = fieldsOf(target ?? NEW, problems);
  return (
    <details open={target !== undefined}>
      <summary>{t('caps.title')}</summary>
      <div class="form">
        <div class="row">
          {field('maxConcurrentCalls', t('caps.live'), NUMBER)}
          {field('hourlyCap', t('caps.hour'), NUMBER)}
          {field('dailyCap', t('caps.day'), NUMBER)}
          {field('monthlyCap', t('caps.month'), NUMBER)}
          {field('timezone', t('newCampaign.timezone'))}
        </div>
        <p class="hint">{t('caps.hint')}</p>
        <HoursFields hours={target?.hoursOfOperation} problem={problems['hoursOfOperation']} />
      </div>
    </details>
  );
}

function Request({ target, problems }: PartProps) {
  const field = fieldsOf(target ?? NEW, problems);
  const options = <T extends string>(group: string, all: readonly T[]) =>
    all.map((each) => [each, word(group, each)] as const);
  return (
    <details>
      <summary>{t('target.request')}</summary>
      <div class="form">
        <div class="row">
          {field('httpMethod', t('target.method'), { options: METHODS.map((each) => [each, each] as const) })}
          {field('authentication', t('target.authentication'), { options: options('authentication', AUTHENTICATIONS) })}
          {field('authToken', t('target.authToken'), { value: target?.authToken ?? '', autoComplete: 'off' })}
          {field('callerIdExposure', t('target.exposure'), { options: options('exposure', EXPOSURES) })}
        </div>
        {field('requestBody', t('target.body'), { rows: 5, hint: t('target.body.hint') })}
        <div class="row">
          {field('bidAmountPath', t('target.bidPath'))}
          {field('destinationNumberPath', t('target.destinationPath'))}
          {field('acceptancePath', t('target.acceptancePath'))}
        </div>
      </div>
    </details>
  );
}
