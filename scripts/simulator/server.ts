/**
 * The simulated carrier: the part of Twilio's REST API 2010-04-01 that the product uses. Twilio's SDK works with the
 * simulator without changes (`client.api.baseUrl = simulator.url`).
 *
 * `personas/sentinels.ts` lists the phone numbers with fixed behaviour, `faults.ts` lists the faults, and
 * `control/admin.ts` contains the routes that control the simulator.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { answerBid } from './bidders/route.ts';
import { acceptBrowsers } from './browsers/browsers.ts';
import { type CarrierOptions, closeCarrier, createCarrier } from './carrier/carrier.ts';
import type { Carrier } from './carrier/state.ts';
import { adminRoutes } from './control/admin.ts';
import { isFromForeignPage } from './control/callers.ts';
import { type Controls, createControls } from './control/controls.ts';
import type { FaultRuleInput } from './faults.ts';
import { createOwnedNumber } from './numbers/numbers.ts';
import type { BehaviourInput } from './personas/behaviours.ts';
import { accountRoutes } from './rest/account.ts';
import { errorBody } from './rest/errors.ts';
import { API_VERSION } from './twilio-format.ts';

/**
 * Milliseconds of real time for which the server keeps an idle connection. Node's default of 5 s is too short: the SDK
 * keeps connections open for longer than 5 s, and a reset connection would look like a fault of the carrier.
 */
const KEEP_ALIVE_MS = 75_000;

export type SimulatorOptions = Omit<CarrierOptions, 'numbers'> & {
  /** The port of the server. If 0 or absent, the operating system chooses a free port. */
  port?: number;
  host?: string;
  /** Phone numbers that the account owns from the start. */
  numbers?: readonly string[];
  behaviours?: readonly BehaviourInput[];
  faults?: readonly FaultRuleInput[];
};

export type Simulator = AsyncDisposable & Controls & { url: string; accountSid: string; authToken: string };

/**
 * The default numbers of the account. With two example numbers, inbound calls and number lists work without
 * configuration.
 */
const DEFAULT_NUMBERS = ['+14155551234', '+14155550100'];

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', numbers = DEFAULT_NUMBERS, behaviours = [], faults = [], ...rest } = options;
  const nowMs = options.clock.nowMs();
  const carrier = createCarrier({ ...rest, numbers: numbers.map((number) => createOwnedNumber(number, nowMs)) });
  const controls = createControls(carrier);
  controls.addBehaviours(...behaviours);
  controls.addFaults(...faults);

  const server = createAdaptorServer({ fetch: createRoutes(carrier, controls).fetch }) as Server;
  filterRequests(server);
  acceptBrowsers(server, carrier);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  carrier.baseUrl = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    ...controls,
    url: carrier.baseUrl,
    accountSid: carrier.accountSid,
    authToken: carrier.authToken,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      await closeCarrier(carrier);
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Refuses the requests of foreign web pages, and lets requests to bidders bypass the web framework, because some bidders
 * break HTTP in ways that the framework does not allow.
 */
function filterRequests(server: Server): void {
  const frameworkListeners = server.listeners('request') as ((...args: Parameters<typeof answerBid>) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isFromForeignPage(request)) {
      response.writeHead(403).end('The simulator does not answer requests of web pages.');
      request.resume();
    } else if (!answerBid(request, response)) for (const listener of frameworkListeners) listener(request, response);
  });
}

function createRoutes(carrier: Carrier, controls: Controls): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ getPath: pathWithoutFormat });
  app.onError((error, c) => {
    carrier.log('request failed', { path: c.req.path, error: error.stack ?? String(error) });
    return c.json(errorBody(500, 20500, 'An internal error has occurred'), 500);
  });
  return app
    .route('/__sim', adminRoutes(controls))
    .route(`/${API_VERSION}/Accounts/:account`, accountRoutes(carrier))
    .notFound((c) => c.json(errorBody(404, 20404, `${c.req.path} was not found`), 404));
}

/** Returns the path without Twilio's extension `.json`, because the routes are registered without the extension. */
function pathWithoutFormat(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname.startsWith(`/${API_VERSION}/`) ? pathname.replace(/\.json$/, '') : pathname;
}
