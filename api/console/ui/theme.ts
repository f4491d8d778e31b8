/** Light or dark. Without a choice of the user, the setting of the computer applies. */
const KEY = 'callcenter-pro-theme';

const chosen = (): string | null => localStorage.getItem(KEY);

export function applyTheme(): void {
  const theme = chosen();
  if (theme) document.documentElement.dataset['theme'] = theme;
}

export const isDark = (): boolean =>
  (chosen() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

export function toggleTheme(): void {
  localStorage.setItem(KEY, isDark() ? 'light' : 'dark');
  applyTheme();
  // Charts draw on a canvas, so they must draw again with the new colours.
  dispatchEvent(new Event('themechange'));
}

/** Returns a colour of the style sheet as the browser computes it, for drawing on a canvas. */
export function colorOf(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
