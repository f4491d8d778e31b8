/** Tells robots, which never call, from the visitors of a page. */
import { isbot, isbotNaive } from 'isbot';

type Requester = {
  /** What the request says about the browser of the visitor. */
  userAgent?: string | undefined;
  /** The `User-Agent` header: the browser, or the program of a server that asks for its visitor. */
  headerUserAgent: string | undefined;
  /** The `Origin` header. Browsers send it with each POST request, programs do not. */
  origin: string | undefined;
};

/**
 * Whether the visitor is a robot.
 *
 * - A crawler that names itself is a robot, such as Googlebot. The check needs both functions of the library: `isbot`
 *   alone also matches texts that say nothing (`string`, `Mozilla/5.0`), and `isbotNaive` alone also matches phones
 *   (CUBOT).
 * - A browser without a person is a robot, such as HeadlessChrome. Only requests of browsers are checked for this: a
 *   server asks with `node` or `python-requests` for a person.
 */
export function isRobot({ userAgent, headerUserAgent, origin }: Requester): boolean {
  if (isbot(userAgent) && isbotNaive(userAgent)) return true;
  return origin !== undefined && isbot(headerUserAgent);
}
