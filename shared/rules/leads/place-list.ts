import { placeOfNumber, placeText } from '../compliance/number-time-zones.ts';

/**
 * Collects the different places of phone numbers. A million leads have some hundred places, so a lead refers to its place
 * by the position in this list.
 */
export function createPlaceList() {
  const positions = new Map<string, number>();
  return {
    /** The places, as `placeText` returns them. */
    texts: [] as string[],
    /** Returns the position of the number's place in the list, from 1 on, as PostgreSQL counts the elements of an array. */
    positionOf(phone: string): number {
      const text = placeText(placeOfNumber(phone));
      const known = positions.get(text);
      if (known !== undefined) return known;
      const position = this.texts.push(text);
      positions.set(text, position);
      return position;
    },
  };
}
