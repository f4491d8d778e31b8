/**
 * Returns the environment of this process, overridden by `settings`, for a child process or for `readConfig`.
 *
 * A child process gets the whole environment because programs need more than our settings: PATH, HOME, TMPDIR, proxies.
 * Only shared/config.ts interprets settings; this function only passes settings on.
 */
export function mergeEnvironment(settings: Record<string, string> = {}): NodeJS.ProcessEnv {
  // oxlint-disable-next-line node/no-process-env -- passed on as a whole, see above
  return { ...process.env, ...settings };
}
