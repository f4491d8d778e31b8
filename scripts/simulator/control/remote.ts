/** Controls a simulator that runs in another process, by its routes `/__sim/*`. */
import type { FaultRuleInput } from '../faults.ts';
import type { BehaviourInput } from '../personas/behaviours.ts';
import type { InboundInput } from './controls.ts';
import type { Ledger } from './ledger.ts';

/** The largest number of behaviours in one request. */
const BEHAVIOURS_PER_REQUEST = 1_000;

export type RemoteSimulator = {
  ledger: () => Promise<Ledger>;
  addBehaviours: (rules: BehaviourInput[]) => Promise<void>;
  addFaults(rules: FaultRuleInput[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** Simulates a caller. Returns the sid of the call. */
  callIn(input: InboundInput): Promise<string>;
};

/** @param url the URL of the simulator */
export function remoteSimulator(url: string): RemoteSimulator {
  const send = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/__sim/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} /__sim/${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    ledger: () => send<Ledger>('GET', 'ledger'),
    addBehaviours: async (rules) => {
      for (let from = 0; from < rules.length; from += BEHAVIOURS_PER_REQUEST)
        await send('POST', 'behaviours', rules.slice(from, from + BEHAVIOURS_PER_REQUEST));
    },
    addFaults: async (rules) => void (await send('POST', 'faults', rules)),
    clearFaults: async () => void (await send('DELETE', 'faults')),
    callIn: async (input) => (await send<{ sid: string }>('POST', 'inbound', input)).sid,
  };
}
