/** How a process that cannot start says so: what to do about it in a sentence, without a stack trace around it. */

/** Ends the process as one that was asked for something it cannot do. */
export function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

/** What `prepare` returns; what it throws ends the process with its message. */
export function orRefuse<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    return refuse((error as Error).message);
  }
}
