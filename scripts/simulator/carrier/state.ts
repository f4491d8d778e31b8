/** The complete state of the simulated carrier. */
import type { Agent } from 'undici';
import type { Clock } from '../../../shared/clock.ts';
import type { Browser } from '../browsers/state.ts';
import type { Call, DialQueue, Recording } from '../calls/state.ts';
import type { Conference } from '../conferences/state.ts';
import type { FaultPlan, WebhookKind } from '../faults.ts';
import type { OwnedNumber } from '../numbers/state.ts';
import type { PersonaMix } from '../personas/personas.ts';
import type { Behaviour } from '../personas/state.ts';
import type { SimulatedAccount } from './account.ts';
import type { CarrierPolicy } from './policy.ts';

/** An entry of Twilio's debugger: an error of the product, or an error on the way to the product. */
type Notification = { atMs: number; callSid: string | null; code: number; message: string };

type WebhookCounts = { sent: number; retried: number; failed: number; dropped: number; duplicated: number };

export type Log = (message: string, details?: Record<string, unknown>) => void;

export type Carrier = {
  readonly accountSid: string;
  readonly authToken: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly policy: CarrierPolicy;
  readonly mix: PersonaMix;
  readonly log: Log;
  /** What the account may do at the start and after a reset. */
  readonly initialAccount: SimulatedAccount;
  /** The phone numbers that the account owns at the start and after a reset. */
  readonly initialNumbers: readonly OwnedNumber[];
  /** The URL of the simulator, for example `http://127.0.0.1:3010`. Empty until the server listens. */
  baseUrl: string;
  /** Aborts when the carrier is reset or closed. Every timer and every request of the carrier then stops. */
  lifetime: AbortController;
  account: SimulatedAccount;
  /** When the API got the requests for new calls of the last second. */
  createTimesMs: number[];
  calls: Map<string, Call>;
  conferences: Map<string, Conference>;
  recordings: Map<string, Recording>;
  numbers: Map<string, OwnedNumber>;
  /** Number of legs so far, by far-end number. */
  attemptsByNumber: Map<string, number>;
  /** The behaviours of phone numbers. The newest behaviour is first. */
  behaviours: Behaviour[];
  faultPlan: FaultPlan;
  dialQueue: DialQueue;
  notifications: Notification[];
  webhookCounts: Partial<Record<WebhookKind, WebhookCounts>>;
  /** Number of entries that were deleted to keep the memory within its limits. */
  evictions: number;
  /** The registered browsers by address, such as `client:agent_1`. A reset keeps them. */
  browsers: Map<string, Browser>;
  /** Background work that has not finished. */
  tasks: Set<Promise<void>>;
  /** HTTP connection pools, by connect timeout in milliseconds. */
  httpAgents: Map<number, Agent>;
};
