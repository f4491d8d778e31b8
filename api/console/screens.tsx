/** Every screen of the console: its path, its place in the navigation, and the permission that it needs. */
import type { ComponentType } from 'preact';
import { lazy } from './ui/lazy.tsx';
import type { TextKey } from './ui/texts.ts';

type Item = { path: string; text: TextKey; needs: string };

/** A screen without an item here is opened from another screen. */
export const NAVIGATION: readonly { title: TextKey; items: readonly Item[] }[] = [
  {
    title: 'nav.work',
    items: [
      { path: '/desk', text: 'nav.desk', needs: 'agent' },
      { path: '/floor', text: 'nav.floor', needs: 'stats.read' },
      { path: '/campaigns', text: 'nav.campaigns', needs: 'campaigns.write' },
      { path: '/dispositions', text: 'dispositions.title', needs: 'campaigns.write' },
      { path: '/agents', text: 'nav.agents', needs: 'agents.write' },
      { path: '/calls', text: 'nav.calls', needs: 'calls.read' },
      { path: '/account', text: 'nav.account', needs: 'account.write' },
    ],
  },
  {
    title: 'nav.payPerCall',
    items: [
      { path: '/auctions', text: 'auctions.title', needs: 'rtb.read' },
      { path: '/inbound', text: 'inbound.title', needs: 'campaigns.write' },
      { path: '/targets', text: 'targets.title', needs: 'rtb.read' },
      { path: '/routers', text: 'routers.title', needs: 'rtb.read' },
      { path: '/buyers', text: 'buyers.title', needs: 'buyers.read' },
      { path: '/numbers', text: 'numbers.title', needs: 'numbers.read' },
      { path: '/pools', text: 'pools.title', needs: 'pools.read' },
      { path: '/tags', text: 'tags.title', needs: 'tracking.read' },
      { path: '/publishers', text: 'publishers.title', needs: 'publishers.read' },
      { path: '/report', text: 'report.title', needs: 'money.read' },
      { path: '/disputes', text: 'disputes.title', needs: 'money.read' },
    ],
  },
  {
    title: 'nav.compliance',
    items: [
      { path: '/compliance', text: 'nav.number', needs: 'dnc.read' },
      { path: '/do-not-call', text: 'nav.doNotCall', needs: 'dnc.read' },
      { path: '/laws', text: 'nav.laws', needs: 'dnc.read' },
    ],
  },
  {
    title: 'nav.administration',
    items: [
      { path: '/users', text: 'nav.users', needs: 'users.write' },
      { path: '/api-keys', text: 'nav.keys', needs: 'api-keys.write' },
      { path: '/integrations', text: 'nav.integrations', needs: 'integrations.read' },
      { path: '/audit', text: 'nav.audit', needs: 'audit.read' },
      { path: '/system', text: 'nav.system', needs: 'limits.read' },
    ],
  },
];

/** The parts of the path with names, such as `id` in `/calls/:id`. */
export type ScreenProps = Record<string, string | undefined>;
type Screen = { path: string; Screen: ComponentType<ScreenProps> };

const screen = (path: string, load: () => Promise<ComponentType<ScreenProps>>): Screen => ({
  path,
  Screen: lazy(load),
});

export const SCREENS: readonly Screen[] = [
  screen('/floor', async () => (await import('./operations/floor.tsx')).FloorScreen),
  screen('/desk', async () => (await import('./agents/desk.tsx')).DeskScreen),
  screen('/agents', async () => (await import('./agents/agents.tsx')).AgentsScreen),
  screen('/campaigns', async () => (await import('./campaigns/campaigns.tsx')).CampaignsScreen),
  screen('/campaigns/new', async () => (await import('./campaigns/new-campaign.tsx')).NewCampaignScreen),
  screen('/campaigns/:id', async () => (await import('./campaigns/campaign.tsx')).CampaignScreen),
  screen('/dispositions', async () => (await import('./campaigns/dispositions.tsx')).DispositionsScreen),
  screen('/dispositions/new', async () => (await import('./campaigns/dispositions.tsx')).NewDispositionScreen),
  screen('/dispositions/:id', async () => (await import('./campaigns/dispositions.tsx')).DispositionScreen),
  screen('/account', async () => (await import('./accounts/account.tsx')).AccountScreen),
  screen('/compliance', async () => (await import('./compliance/number.tsx')).NumberScreen),
  screen('/do-not-call', async () => (await import('./compliance/do-not-call.tsx')).DoNotCallScreen),
  screen('/laws', async () => (await import('./compliance/laws.tsx')).LawsScreen),
  screen('/users', async () => (await import('./accounts/users.tsx')).UsersScreen),
  screen('/api-keys', async () => (await import('./accounts/api-keys.tsx')).ApiKeysScreen),
  screen('/audit', async () => (await import('./accounts/audit.tsx')).AuditScreen),
  screen('/integrations', async () => (await import('./integrations/integrations.tsx')).IntegrationsScreen),
  screen('/system', async () => (await import('./operations/system.tsx')).SystemScreen),
  screen('/calls', async () => (await import('./calls/calls.tsx')).CallsScreen),
  screen('/calls/:id', async () => (await import('./calls/call.tsx')).CallScreen),
  screen('/auctions', async () => (await import('./rtb/auctions.tsx')).AuctionsScreen),
  screen('/auctions/:id', async () => (await import('./rtb/auction.tsx')).AuctionScreen),
  screen('/targets', async () => (await import('./rtb/targets.tsx')).TargetsScreen),
  screen('/targets/new', async () => (await import('./rtb/target.tsx')).NewTargetScreen),
  screen('/targets/:id', async () => (await import('./rtb/target.tsx')).TargetScreen),
  screen('/routers', async () => (await import('./rtb/routers.tsx')).RoutersScreen),
  screen('/routers/new', async () => (await import('./rtb/router.tsx')).NewRouterScreen),
  screen('/routers/:id', async () => (await import('./rtb/router.tsx')).RouterScreen),
  screen('/buyers', async () => (await import('./routing/buyers.tsx')).BuyersScreen),
  screen('/buyers/new', async () => (await import('./routing/buyer.tsx')).NewBuyerScreen),
  screen('/buyers/:id', async () => (await import('./routing/buyer.tsx')).BuyerScreen),
  screen('/inbound', async () => (await import('./routing/inbound-campaigns.tsx')).InboundCampaignsScreen),
  screen('/inbound/new', async () => (await import('./routing/inbound-campaign.tsx')).NewInboundScreen),
  screen('/inbound/:id', async () => (await import('./routing/inbound-campaign.tsx')).InboundScreen),
  screen('/disputes', async () => (await import('./routing/disputes.tsx')).DisputesScreen),
  screen('/numbers', async () => (await import('./numbers/numbers.tsx')).NumbersScreen),
  screen('/numbers/buy', async () => (await import('./numbers/buy-number.tsx')).BuyNumberScreen),
  screen('/numbers/own', async () => (await import('./numbers/buy-number.tsx')).OwnNumberScreen),
  screen('/numbers/:id', async () => (await import('./numbers/number.tsx')).NumberScreen),
  screen('/pools', async () => (await import('./numbers/pools.tsx')).PoolsScreen),
  screen('/pools/new', async () => (await import('./numbers/pool.tsx')).NewPoolScreen),
  screen('/pools/:id', async () => (await import('./numbers/pool.tsx')).PoolScreen),
  screen('/tags', async () => (await import('./tracking/tags.tsx')).TagsScreen),
  screen('/tags/new', async () => (await import('./tracking/tag.tsx')).NewTagScreen),
  screen('/tags/:id', async () => (await import('./tracking/tag.tsx')).TagScreen),
  screen('/publishers', async () => (await import('./publishers/publishers.tsx')).PublishersScreen),
  screen('/publishers/new', async () => (await import('./publishers/publisher.tsx')).NewPublisherScreen),
  screen('/publishers/:id', async () => (await import('./publishers/publisher.tsx')).PublisherScreen),
  screen('/report', async () => (await import('./operations/report.tsx')).ReportScreen),
  screen('/statements/:kind/:id', async () => (await import('./operations/statement.tsx')).StatementScreen),
];
