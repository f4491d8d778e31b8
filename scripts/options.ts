/** What was asked of a script on its command line. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { refuse } from '../shared/startup.ts';

/** The flags and names given; `--help` tells the usage instead, and so does whatever is not known, after saying what. */
export function optionsOf<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(`${(error as Error).message}\n\n${usage}`);
  }
}

/** The whole number, of at least `min`, that a flag was given. */
export function wholeNumber(flag: string, text: string, min: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= min
    ? number
    : refuse(`${flag} takes a whole number of at least ${min}, not “${text}”.`);
}
