/**
 * This process's environment with settings laid over it, for a child process or for `readConfig`.
 *
 * Children get the whole of it because programs look for more there than our settings: PATH, HOME, TMPDIR, proxies. It is
 * handed on unread; what a setting means is decided by shared/config.ts alone.
 */
export function environmentWith(settings: Record<string, string> = {}): NodeJS.ProcessEnv {
  // oxlint-disable-next-line node/no-process-env -- handed on as a whole, see above
  return { ...process.env, ...settings };
}
