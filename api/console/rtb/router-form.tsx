/** The settings of an RTB router. */
import { dataOf, pro } from '../ui/api.ts';
import { Check, Form } from '../ui/form.tsx';
import { t, word } from '../ui/texts.ts';
import { fieldsOf, NUMBER, readerOf } from '../ui/values.tsx';

export const readRouter = (id: number) => dataOf(pro.GET('/rtb/routers/{id}', { params: { path: { id } } }));
export type Router = Awaited<ReturnType<typeof readRouter>>;

const REVENUE_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
const NEW = {
  biddingTimeoutMs: 600,
  minBiddersRequired: 1,
  revenueType: 'per_call',
  conversionTracking: true,
} as const;

type Props = { router?: Router; done: (router: Router) => void; cancel?: () => void };

export function RouterForm({ router, done, cancel }: Props) {
  const save = async (values: Record<string, string>) => {
    const { text, number, numberOrNull, choice, isOn, lines } = readerOf(values);
    const countries = lines('countries').map((country) => country.toUpperCase());
    const body = {
      name: text('name'),
      biddingTimeoutMs: number('biddingTimeoutMs'),
      minBiddersRequired: number('minBiddersRequired'),
      revenueType: choice('revenueType', REVENUE_TYPES),
      enablePredictiveRouting: isOn('enablePredictiveRouting'),
      conversionTracking: isOn('conversionTracking'),
      conversionSeconds: numberOrNull('conversionSeconds'),
      destinationCountries: countries.length > 0 ? countries : null,
      isActive: isOn('isActive'),
    };
    const saved = router
      ? pro.PUT('/rtb/routers/{id}', { params: { path: { id: router.id } }, body })
      : pro.POST('/rtb/routers', { body });
    done(await dataOf<Router>(saved));
  };
  return (
    <Form onSubmit={save} submit={t(router ? 'action.save' : 'routers.create')} {...(cancel && { cancel })}>
      {(problems) => <Fields router={router} problems={problems} />}
    </Form>
  );
}

function Fields({ router, problems }: { router: Router | undefined; problems: Record<string, string> }) {
  const field = fieldsOf(router ?? NEW, problems);
  return (
    <>
      {field('name', t('field.name'), { required: true, autoFocus: !router })}
      <div class="row">
        {field('biddingTimeoutMs', t('router.timeoutMs'), { ...NUMBER, min: 50, max: 10_000 })}
        {field('minBiddersRequired', t('router.minBidders'), { ...NUMBER, min: 1, max: 100 })}
        {field('revenueType', t('router.revenueType'), {
          options: REVENUE_TYPES.map((each) => [each, word('revenueType', each)] as const),
        })}
        {field('conversionSeconds', t('target.conversionSeconds'), NUMBER)}
        {field('countries', t('router.countries'), {
          value: router?.destinationCountries?.join(', ') ?? '',
          placeholder: 'US, CA',
          hint: t('router.countries.hint'),
          problem: problems['destinationCountries'],
        })}
      </div>
      <Check
        name="enablePredictiveRouting"
        label={t('router.enablePredictive')}
        hint={t('router.enablePredictive.hint')}
        checked={router?.enablePredictiveRouting ?? false}
      />
      <Check
        name="conversionTracking"
        label={t('router.conversionTracking')}
        checked={router?.conversionTracking ?? true}
      />
      <Check name="isActive" label={t('router.isActive')} checked={router?.isActive ?? true} />
    </>
  );
}
