import { styleText } from 'node:util';

type Color = Parameters<typeof styleText>[0];

const COLORS: Color[] = ['cyan', 'green', 'magenta', 'yellow', 'blue', 'cyanBright', 'greenBright', 'magentaBright'];
const NAME_WIDTH = 10;
/** Levels of pino's log lines. */
const LEVEL_WARN = 40;
const LEVEL_ERROR = 50;
/** Said in front or apart, or of no use to a person. */
const HIDDEN_FIELDS = new Set(['level', 'time', 'msg', 'err', 'process', 'pid', 'hostname']);

/** Prints lines of several processes into one terminal, each behind its process's name, in colour where there is a terminal. */
export function consoleLines(): (name: string, line: string) => void {
  const colors = new Map<string, Color>();
  return (name, line) => {
    const color = colors.get(name) ?? COLORS[colors.size % COLORS.length] ?? 'white';
    colors.set(name, color);
    const prefix = paint(color, `${name.padEnd(NAME_WIDTH)} │`);
    for (const part of readable(line).split('\n')) console.log(`${prefix} ${part}`);
  };
}

/** A structured log line as a sentence with its fields behind it; any other line as it is. */
function readable(line: string): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const { level, msg, err } = entry;
  const fields = Object.entries(entry).filter(([field]) => !HIDDEN_FIELDS.has(field));
  const details = fields.map(
    ([field, value]) => ` ${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const text = [msg, err?.message].filter(Boolean).join(': ') + details.join('');
  if (level >= LEVEL_ERROR) return paint('red', [text, err?.stack].filter(Boolean).join('\n'));
  return level >= LEVEL_WARN ? paint('yellow', text) : text;
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

/** Plain where the output is no terminal or NO_COLOR is set. */
function paint(color: Color, text: string): string {
  return styleText(color, text, { stream: process.stdout });
}
