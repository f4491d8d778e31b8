import { styleText } from 'node:util';

type Color = Parameters<typeof styleText>[0];

const COLORS: Color[] = ['cyan', 'green', 'magenta', 'yellow', 'blue', 'cyanBright', 'greenBright', 'magentaBright'];
const NAME_WIDTH = 10;
/** Levels of the log lines that the logger pino writes. */
const LEVEL_WARN = 40;
const LEVEL_ERROR = 50;
/**
 * Fields that the formatted line does not repeat. Level, message and error appear elsewhere in the line; a reader at
 * the terminal does not need the rest.
 */
const HIDDEN_FIELDS = new Set(['level', 'time', 'msg', 'err', 'process', 'pid', 'hostname']);

/**
 * Returns a function that prints output lines of several processes to the console. Each line begins with the name of
 * the process.
 */
export function createConsolePrinter(): (name: string, line: string) => void {
  const colors = new Map<string, Color>();
  return (name, line) => {
    const color = colors.get(name) ?? COLORS[colors.size % COLORS.length] ?? 'white';
    colors.set(name, color);
    const prefix = colorize(color, `${name.padEnd(NAME_WIDTH)} │`);
    for (const part of formatLine(line).split('\n')) console.log(`${prefix} ${part}`);
  };
}

/** Formats a log line in JSON as its message followed by its fields. Returns any other line unchanged. */
function formatLine(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const { level, msg, err } = entry;
  const fields = Object.entries(entry).filter(([field]) => !HIDDEN_FIELDS.has(field));
  const details = fields.map(
    ([field, value]) => ` ${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const text = [msg, err?.message].filter(Boolean).join(': ') + details.join('');
  if (level >= LEVEL_ERROR) return colorize('red', [text, err?.stack].filter(Boolean).join('\n'));
  return level >= LEVEL_WARN ? colorize('yellow', text) : text;
}

type Entry = { level: number; msg?: string; err?: { message?: string; stack?: string } };

function parseEntry(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    return typeof entry.level === 'number' ? { ...entry, level: entry.level } : undefined;
  } catch {
    return undefined;
  }
}

/** Adds colour to the text, unless the output is not a terminal or NO_COLOR is set. */
function colorize(color: Color, text: string): string {
  return styleText(color, text, { stream: process.stdout });
}
