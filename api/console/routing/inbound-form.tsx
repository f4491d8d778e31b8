/** The settings of a campaign that takes calls. */
import { dataOf, pro } from '../ui/api.ts';
import { Check, Form } from '../ui/form.tsx';
import { phone as showPhone } from '../ui/format.ts';
import { useLoad } from '../ui/load.ts';
import { Shown } from '../ui/parts.tsx';
import { t, word } from '../ui/texts.ts';
import { fieldsOf, NUMBER, optionsOf, readerOf } from '../ui/values.tsx';

export const readCampaign = (id: number) => dataOf(pro.GET('/campaigns/{id}', { params: { path: { id } } }));
export type Campaign = Awaited<ReturnType<typeof readCampaign>>;
type Saved = Omit<Campaign, 'buyers'>;

const ROUTING_TYPES = ['priority', 'round_robin', 'pool'] as const;
const DUPLICATE_ACTIONS = ['normal', 'same_buyer', 'other_buyer', 'block'] as const;
const NEW = { ringSecondsMax: 30, duplicateWindowSeconds: 0, conversionSeconds: 30 } as const;
const SECONDS_PER_DAY = 86_400;

function bodyOf(values: Record<string, string>) {
  const { text, textOrNull, number, numberOrNull, choice, isOn } = readerOf(values);
  const rtbRouterId = numberOrNull('rtbRouterId');
  return {
    name: text('name'),
    phoneNumber: textOrNull('phoneNumber'),
    poolId: numberOrNull('poolId'),
    rtbRouterId,
    enableRtb: rtbRouterId !== null,
    routingType: choice('routingType', ROUTING_TYPES),
    ringSecondsMax: number('ringSecondsMax'),
    conversionSeconds: number('conversionSeconds'),
    duplicateWindowSeconds: number('duplicateDays') * SECONDS_PER_DAY,
    duplicateAction: choice('duplicateAction', DUPLICATE_ACTIONS),
    duplicateBillable: isOn('duplicateBillable'),
    recordCalls: isOn('recordCalls'),
  };
}

async function readChoices() {
  const [numbers, pools, routers] = await Promise.all([
    dataOf(pro.GET('/phone-numbers')),
    dataOf(pro.GET('/pools')),
    dataOf(pro.GET('/rtb/routers')),
  ]);
  return { numbers, pools, routers };
}

type Choices = Awaited<ReturnType<typeof readChoices>>;
type Props = { campaign?: Campaign; done: (campaign: Saved) => void; cancel?: () => void };

export function InboundForm({ campaign, done, cancel }: Props) {
  const choices = useLoad(readChoices, []);
  const save = async (values: Record<string, string>) => {
    const body = bodyOf(values);
    const saved = campaign
      ? pro.PUT('/campaigns/{id}', { params: { path: { id: campaign.id } }, body })
      : pro.POST('/campaigns', { body });
    done(await dataOf<Saved>(saved));
  };
  return (
    <Shown of={choices}>
      {(data) => (
        <Form onSubmit={save} submit={t(campaign ? 'action.save' : 'inbound.create')} {...(cancel && { cancel })}>
          {(problems) => <Fields campaign={campaign} choices={data} problems={problems} />}
        </Form>
      )}
    </Shown>
  );
}

type FieldsProps = { campaign: Campaign | undefined; choices: Choices; problems: Record<string, string> };

/** The numbers that the campaign may have: free ones and its own. */
function numbersOf({ numbers }: Choices, campaign: Campaign | undefined): (readonly [string, string])[] {
  const own = campaign?.phoneNumber ?? null;
  const free = numbers.filter(({ status, phoneNumber }) => status === 'available' && phoneNumber !== own);
  const shown = [...(own === null ? [] : [own]), ...free.map(({ phoneNumber }) => phoneNumber)];
  return [['', t('inbound.noNumber')], ...shown.map((each) => [each, showPhone(each)] as const)];
}

function Fields({ campaign, choices, problems }: FieldsProps) {
  const field = fieldsOf(campaign ?? NEW, problems);
  const words = <T extends string>(group: string, all: readonly T[]) =>
    all.map((each) => [each, word(group, each)] as const);
  return (
    <>
      {field('name', t('field.name'), { required: true, autoFocus: !campaign })}
      <div class="row">
        {field('phoneNumber', t('inbound.number'), {
          options: numbersOf(choices, campaign),
          hint: t('inbound.number.hint'),
        })}
        {field('poolId', t('inbound.pool'), { options: optionsOf(choices.pools, t('inbound.noPool')) })}
        {field('rtbRouterId', t('router'), {
          options: optionsOf(choices.routers, t('inbound.noRouter')),
          hint: t('inbound.router.hint'),
        })}
        {field('routingType', t('inbound.routing'), { options: words('routingType', ROUTING_TYPES) })}
        {field('ringSecondsMax', t('inbound.ring'), { ...NUMBER, min: 5, max: 60 })}
        {field('conversionSeconds', t('inbound.conversionSeconds'), NUMBER)}
      </div>
      <details>
        <summary>{t('inbound.duplicates')}</summary>
        <div class="form">
          <div class="row">
            {field('duplicateDays', t('inbound.duplicateDays'), {
              ...NUMBER,
              max: 90,
              value: Math.round((campaign?.duplicateWindowSeconds ?? 0) / SECONDS_PER_DAY),
            })}
            {field('duplicateAction', t('inbound.duplicateAction'), {
              options: words('duplicateAction', DUPLICATE_ACTIONS),
            })}
          </div>
          <Check
            name="duplicateBillable"
            label={t('inbound.duplicateBillable')}
            checked={campaign?.duplicateBillable ?? true}
          />
        </div>
      </details>
      <Check
        name="recordCalls"
        label={t('newCampaign.record')}
        hint={t('newCampaign.record.hint')}
        checked={campaign?.recordCalls ?? false}
      />
    </>
  );
}
