import { useSearchParams } from 'wouter-preact';

type Address = [values: URLSearchParams, set: (changes: Record<string, string>) => void];

/** Returns the values in the address, and a function that changes some of them. An empty value removes the name. */
export function useAddress(): Address {
  const [values, setValues] = useSearchParams();
  const set = (changes: Record<string, string>) =>
    setValues(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  return [values, set];
}
