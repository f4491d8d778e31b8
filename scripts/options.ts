/** The command-line options of scripts. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { exitWithMessage } from '../shared/startup-errors.ts';

/**
 * Returns the options and positional arguments of this script's command line.
 *
 * `--help` prints the usage and ends the process with exit code 0. If an option is unknown, prints the error and the
 * usage, and ends the process with exit code 2.
 */
export function parseOptions<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    return exitWithMessage(`${(error as Error).message}\n\n${usage}`);
  }
}

/**
 * Returns the value of an option as a whole number of at least `min`. Any other value ends the process with exit code
 * 2.
 */
export function parseWholeNumber(option: string, text: string, min: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= min
    ? number
    : exitWithMessage(`${option} takes a whole number of at least ${min}, not “${text}”.`);
}
