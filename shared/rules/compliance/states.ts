/** The US states and Canadian provinces of area codes, as far as an area code is in one state only. */
import { placeOfNumber } from './number-time-zones.ts';

const COUNTRIES = new Set(['US', 'CA']);

let states: ReadonlyMap<string, string> | undefined;

/** Returns the state or province, such as `CA`, by the area code (three digits) of numbers that begin with +1. */
export function statesByAreaCode(): ReadonlyMap<string, string> {
  states ??= new Map(
    Array.from({ length: 800 }, (_, index) => String(200 + index)).flatMap((areaCode) => {
      // 555-2671 is a valid number in every area code.
      const { region } = placeOfNumber(`+1${areaCode}5552671`);
      const [state, other] = region?.subdivisions ?? [];
      const isKnown = region && COUNTRIES.has(region.country) && state !== undefined && other === undefined;
      return isKnown ? [[areaCode, state.slice('US-'.length)] as const] : [];
    }),
  );
  return states;
}
