/** The frame around every screen: navigation by role, search by number, the state of the connection. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter-preact';
import { NAVIGATION, SCREENS } from './screens.tsx';
import { isReachable } from './ui/api.ts';
import { liveStatus } from './ui/live.ts';
import { act } from './ui/notices.tsx';
import { Empty, Page } from './ui/parts.tsx';
import { logOut, type Me, may } from './ui/session.ts';
import { t } from './ui/texts.ts';
import { isDark, toggleTheme } from './ui/theme.ts';

/** Milliseconds after a lost connection before the page says so: a restart of one process heals at once. */
const LOST_NOTICE_MS = 2_000;

export function Shell({ me }: { me: Me }) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    setMenuOpen(false);
    window.scrollTo(0, 0);
    document.querySelector('.side nav .active')?.scrollIntoView({ block: 'nearest' });
    // Tells a screen reader which page has opened.
    main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [path]);
  const closeMenu = () => {
    setMenuOpen(false);
    menuButton.current?.focus();
  };
  return (
    <>
      <a class="skip" href="#content">
        {t('shell.skip')}
      </a>
      <div class="shell">
        <Side me={me} isOpen={isMenuOpen} close={closeMenu} />
        {isMenuOpen && <button class="curtain" aria-label={t('shell.closeMenu')} onClick={closeMenu} />}
        <div class="main">
          <header class="top">
            <button ref={menuButton} class="menu-button" aria-expanded={isMenuOpen} onClick={() => setMenuOpen(true)}>
              {t('shell.menu')}
            </button>
            {may('leads.write') && <Search />}
            <LiveSign />
          </header>
          <ConnectionBanner />
          <main id="content" ref={main} class={isReachable.value ? '' : 'stale'}>
            <Screens me={me} />
          </main>
        </div>
      </div>
    </>
  );
}

type SideProps = { me: Me; isOpen: boolean; close: () => void };

/** The navigation. On a narrow screen it is a menu, which a link, Escape and a click beside it close. */
function Side({ me, isOpen, close }: SideProps) {
  const links = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    links.current?.querySelector('a')?.focus();
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && close();
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [isOpen]);
  const { user, agent_id: agentId } = me;
  const groups = NAVIGATION.map(({ title, items }) => ({
    title,
    items: items.filter(({ needs }) => (needs === 'agent' ? agentId !== null : may(needs))),
  })).filter(({ items }) => items.length > 0);
  const name = `${user.first_name} ${user.last_name}`.trim();
  return (
    <div class={`side ${isOpen ? 'open' : ''}`}>
      <Link class="brand" href="/">
        <img src="/favicon.ico" alt="" />
        CallCenter Pro
      </Link>
      <nav ref={links} aria-label={t('shell.navigation')} onClick={() => isOpen && close()}>
        {groups.map(({ title, items }) => (
          <div key={title}>
            <h2>{t(title)}</h2>
            <ul>
              {items.map(({ path, text }) => (
                <li key={path}>
                  <NavigationLink path={path} text={t(text)} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <footer>
        <Link href="/account" class="who" title={user.email}>
          {name || user.email}
        </Link>
        <span class="muted">{t(`role.${user.role}`)}</span>
        <div class="actions">
          <ThemeButton />
          <button class="plain" onClick={() => void act(logOut)}>
            {t('shell.logOut')}
          </button>
        </div>
      </footer>
    </div>
  );
}

function NavigationLink({ path, text }: { path: string; text: string }) {
  const [current] = useLocation();
  const isCurrent = current === path || current.startsWith(`${path}/`);
  return (
    <Link href={path} class={isCurrent ? 'active' : ''} aria-current={isCurrent ? 'page' : undefined}>
      {text}
    </Link>
  );
}

function ThemeButton() {
  const [dark, setDark] = useState(isDark);
  const toggle = () => {
    toggleTheme();
    setDark(isDark());
  };
  return (
    <button class="plain" onClick={toggle}>
      {t(dark ? 'shell.light' : 'shell.dark')}
    </button>
  );
}

/** Finds a person by the phone number, from every screen. */
function Search() {
  const [, go] = useLocation();
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const number = new FormData(event.currentTarget).get('number');
        if (typeof number === 'string' && number.trim())
          go(`/calls?phone=${encodeURIComponent(number.replaceAll(/[^\d+]/g, ''))}`);
      }}
    >
      <input
        name="number"
        type="search"
        inputMode="tel"
        placeholder={t('shell.search')}
        aria-label={t('shell.search')}
      />
    </form>
  );
}

function LiveSign() {
  const isOn = liveStatus.value === 'on' && isReachable.value;
  return (
    <span class={`live ${isOn ? 'on' : liveStatus.value}`}>{t(isOn ? 'live.on' : `live.${liveStatus.value}`)}</span>
  );
}

/** Says that figures are old: at once if the server does not answer, or if live events stay away. */
function ConnectionBanner() {
  const [isLate, setLate] = useState(false);
  const isLost = liveStatus.value === 'lost';
  useEffect(() => {
    setLate(false);
    if (!isLost) return undefined;
    const timer = setTimeout(() => setLate(true), LOST_NOTICE_MS);
    return () => clearTimeout(timer);
  }, [isLost]);
  if (!isReachable.value)
    return (
      <p class="banner" role="alert">
        {t('error.stopped')}
      </p>
    );
  return isLost && isLate ? (
    <p class="banner warn" role="status">
      {t('error.liveLost')}
    </p>
  ) : null;
}

function Screens({ me }: { me: Me }) {
  const home = may('stats.read') ? '/floor' : me.agent_id ? '/desk' : '/account';
  return (
    <Switch>
      <Route path="/">
        <Redirect to={home} replace />
      </Route>
      {SCREENS.map(({ path, Screen }) => (
        <Route key={path} path={path}>
          {(params: Record<string, string | undefined>) => <Screen {...params} />}
        </Route>
      ))}
      <Route>
        <Page title={t('unknownPage.title')}>
          <Empty title={t('unknownPage.text')}>
            <Link href="/">{t('unknownPage.home')}</Link>
          </Empty>
        </Page>
      </Route>
    </Switch>
  );
}
