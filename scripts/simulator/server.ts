/**
 * The simulated carrier: Twilio's REST API of 2010-04-01 as far as the product uses it, on loopback, for the unmodified
 * SDK (`client.api.baseUrl = simulator.url`). `sentinels.ts` lists numbers with fixed behaviour, `faults.ts` what can go
 * wrong, `admin.ts` the controls.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { adminRoutes } from './admin.ts';
import { answerBid } from './bidders/route.ts';
import type { BehaviourInput } from './behaviours.ts';
import { type Carrier, type CarrierOptions, closeCarrier, createCarrier } from './carrier.ts';
import { type Controls, controlsOf } from './controls.ts';
import type { FaultRuleInput } from './faults.ts';
import { ownedNumber } from './numbers.ts';
import { accountRoutes } from './rest/account.ts';
import { errorBody } from './rest/envelope.ts';
import { apiVersion } from './wire.ts';

/** The SDK keeps connections open; Node's default of 5 s would reset them under it and look like a carrier's fault. */
const keepAliveMs = 75_000;

export type SimulatorOptions = Omit<CarrierOptions, 'numbers'> & {
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  /** Numbers the account owns from the start. */
  numbers?: readonly string[];
  behaviours?: readonly BehaviourInput[];
  faults?: readonly FaultRuleInput[];
};

export type Simulator = AsyncDisposable & Controls & { url: string; accountSid: string; authToken: string };

/** Two numbers of the documents' examples, so that inbound calls and number lists work out of the box. */
const defaultNumbers = ['+14155551234', '+14155550100'];

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', numbers = defaultNumbers, behaviours = [], faults = [], ...rest } = options;
  const nowMs = options.clock.nowMs();
  const carrier = createCarrier({ ...rest, numbers: numbers.map((number) => ownedNumber(number, nowMs)) });
  const controls = controlsOf(carrier);
  controls.behave(...behaviours);
  controls.fault(...faults);

  const server = createAdaptorServer({ fetch: routesOf(carrier, controls).fetch }) as Server;
  divertBids(server);
  server.keepAliveTimeout = keepAliveMs;
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

/** Bidders misbehave below what a web framework lets through, so they answer before it. */
function divertBids(server: Server): void {
  const others = server.listeners('request') as ((...args: Parameters<typeof answerBid>) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!answerBid(request, response)) for (const listener of others) listener(request, response);
  });
}

function routesOf(carrier: Carrier, controls: Controls): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ getPath: pathWithoutFormat });
  app.onError((error, c) => {
    carrier.log('request failed', { path: c.req.path, error: error.stack ?? String(error) });
    return c.json(errorBody(500, 20500, 'An internal error has occurred'), 500);
  });
  return app
    .route('/__sim', adminRoutes(controls))
    .route(`/${apiVersion}/Accounts/:account`, accountRoutes(carrier))
    .notFound((c) => c.json(errorBody(404, 20404, `${c.req.path} was not found`), 404));
}

/** Routes are written without the `.json` of Twilio's addresses. */
function pathWithoutFormat(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname.startsWith(`/${apiVersion}/`) ? pathname.replace(/\.json$/, '') : pathname;
}
