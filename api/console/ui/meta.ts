/** Returns what the server has written into the head of the page. */
export const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name='${name}']`)?.content ?? '';
