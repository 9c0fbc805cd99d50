interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
  /** Forms that only this field allows. */
  readonly also?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** https://developers.cloudflare.com/workers/configuration/cron-triggers/ */
const cronFields: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31, also: /^(L|LW|([1-9]|[12]\d|3[01])W)$/i },
  { name: "month", least: 1, most: 12, names: months },
  { name: "weekday", least: 1, most: 7, names: weekdays, also: /^([1-7]|[A-Z]{3})(L|#[1-5])$/i },
];

/** Maximum days per month. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a schedule, as a sentence; undefined when it ever fires. */
export function mistakeInCron(cron: string): string | undefined {
  const parts = cron.trim().split(/\s+/);
  if (parts.length !== cronFields.length) return `${cron} has ${parts.length} fields, not 5`;
  const wrong = cronFields.find((field, index) => !isField(parts[index] ?? "", field));
  if (wrong !== undefined) {
    const part = parts[cronFields.indexOf(wrong)];
    return `there is no ${wrong.name} ${part} in ${cron}`;
  }
  const [, , day = "", month = "", weekday = ""] = parts;
  return weekday === "*" && neverComes(day, month) ? `${cron} never comes` : undefined;
}

const isField = (text: string, field: Field): boolean =>
  text.split(",").every((one) => isPart(one, field));

function isPart(text: string, field: Field): boolean {
  if (field.also?.test(text)) return true;
  const [range = "", step, ...more] = text.split("/");
  if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0)))
    return false;
  if (range === "*") return true;
  const ends = range.split("-").map((one) => numberOf(one, field));
  return ends.length <= 2 && ends.every((end) => end >= field.least && end <= field.most);
}

function numberOf(text: string, { names, least }: Field): number {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  return named >= 0 ? named + least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** A day that does not exist in any of the months, such as 30 February. */
function neverComes(day: string, month: string): boolean {
  const days = day.split(",").map(Number);
  const named = month
    .split(",")
    .map((one) => numberOf(one, { name: "", least: 1, most: 12, names: months }));
  if ([...days, ...named].some((one) => !Number.isInteger(one))) return false;
  return named.every((one) => days.every((asked) => asked > (longest[one - 1] ?? 31)));
}
