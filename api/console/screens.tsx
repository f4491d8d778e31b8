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
      { path: '/agents', text: 'nav.agents', needs: 'agents.write' },
      { path: '/calls', text: 'nav.calls', needs: 'calls.read' },
      { path: '/account', text: 'nav.account', needs: 'account.write' },
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
];
