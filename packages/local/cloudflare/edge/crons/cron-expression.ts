/**
 * Cron expressions as Cloudflare accepts them: five fields in UTC, with `*`, lists, ranges, steps,
 * names, and Quartz-like `L`, `W` and `#` for days
 * (https://developers.cloudflare.com/workers/configuration/cron-triggers/). Days of the week count
 * 1 to 7 from Sunday.
 */
export interface CronExpression {
  /** True when the schedule includes the minute of that time. */
  matches(time: Date): boolean;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields = {
  minute: { name: "minute", from: 0, to: 59 },
  hour: { name: "hour", from: 0, to: 23 },
  day: { name: "day of month", from: 1, to: 31 },
  month: { name: "month", from: 1, to: 12, names: months },
  weekday: { name: "day of week", from: 1, to: 7, names: weekdays },
} as const satisfies Record<string, Field>;

type Matcher = (time: Date) => boolean;

/** The expression, or what is wrong with it. */
export function parseCron(text: string): CronExpression | { readonly problem: string } {
  const parts = text.trim().toLowerCase().split(/\s+/);
  const [minute, hour, day, month, weekday] = parts;
  if (parts.length !== 5 || !minute || !hour || !day || !month || !weekday)
    return { problem: "expected five fields: minute, hour, day of month, month, day of week" };
  const compiled = [
    plain(minute, fields.minute, (time) => time.getUTCMinutes()),
    plain(hour, fields.hour, (time) => time.getUTCHours()),
    plain(month, fields.month, (time) => time.getUTCMonth() + 1),
    list(day, dayMatcher),
    list(weekday, weekdayMatcher),
  ];
  const problem = compiled.find((matcher) => typeof matcher === "string");
  if (typeof problem === "string") return { problem };
  const [inMinute, inHour, inMonth, onDay, onWeekday] = compiled as Matcher[];
  // As in cron: when both kinds of day are restricted, matching one is enough.
  const either = !day.startsWith("*") && !weekday.startsWith("*");
  const onDate: Matcher = (time) =>
    (either ? onDay?.(time) || onWeekday?.(time) : onDay?.(time) && onWeekday?.(time)) === true;
  return {
    matches: (time) =>
      inMinute?.(time) === true &&
      inHour?.(time) === true &&
      inMonth?.(time) === true &&
      onDate(time),
  };
}

function plain(text: string, field: Field, read: (time: Date) => number): Matcher | string {
  return list(text, (item) => {
    const values = valuesOf(item, field);
    return typeof values === "string" ? values : (time) => values.has(read(time));
  });
}

/** Comma-separated items; matching one is enough. */
function list(text: string, compile: (item: string) => Matcher | string): Matcher | string {
  const matchers = text.split(",").map(compile);
  const problem = matchers.find((matcher) => typeof matcher === "string");
  return typeof problem === "string"
    ? problem
    : (time) => (matchers as Matcher[]).some((matcher) => matcher(time));
}

/** `*`, `7` or `1-5`, each with an optional `/step`. */
function valuesOf(item: string, field: Field): Set<number> | string {
  const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item);
  if (!match) return `${item} is not a ${field.name}`;
  const [, first = "*", last, stepText] = match;
  const step = Number(stepText ?? 1);
  const from = first === "*" ? field.from : numberOf(first, field);
  const to =
    last !== undefined
      ? numberOf(last, field)
      : first === "*" || stepText !== undefined
        ? field.to
        : from;
  if (from === undefined || to === undefined || from > to || step < 1)
    return `${item} is not a ${field.name} (${field.from} to ${field.to})`;
  const values = new Set<number>();
  for (let value = from; value <= to; value += step) values.add(value);
  return values;
}

function numberOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + field.from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.from && value <= field.to ? value : undefined;
}

function dayMatcher(item: string): Matcher | string {
  if (item === "l") return (time) => time.getUTCDate() === daysInMonth(time);
  if (item === "lw") return (time) => time.getUTCDate() === nearestWeekday(time, daysInMonth(time));
  const near = /^(\d+)w$/.exec(item);
  if (!near) return plain(item, fields.day, (time) => time.getUTCDate());
  const wanted = numberOf(near[1] ?? "", fields.day);
  return wanted === undefined
    ? `${item} is not a day of month`
    : (time) => wanted <= daysInMonth(time) && time.getUTCDate() === nearestWeekday(time, wanted);
}

function weekdayMatcher(item: string): Matcher | string {
  const special = /^(\w+?)(l|#([1-5]))$/.exec(item);
  const day = special && numberOf(special[1] ?? "", fields.weekday);
  if (!special || day === undefined || day === null)
    return plain(item, fields.weekday, (time) => time.getUTCDay() + 1);
  const nth = special[3];
  return (time) => {
    if (time.getUTCDay() + 1 !== day) return false;
    const date = time.getUTCDate();
    return nth === undefined ? date + 7 > daysInMonth(time) : Math.ceil(date / 7) === Number(nth);
  };
}

function daysInMonth(time: Date): number {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The weekday nearest to that date within the month. */
function nearestWeekday(time: Date, date: number): number {
  const weekday = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), date)).getUTCDay();
  if (weekday === 6) return date === 1 ? 3 : date - 1;
  if (weekday === 0) return date === daysInMonth(time) ? date - 2 : date + 1;
  return date;
}
