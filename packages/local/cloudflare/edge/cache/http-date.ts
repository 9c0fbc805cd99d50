const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const [shortDay, longDay] = [days.map((day) => day.slice(0, 3)), days].map(
  (names) => `(?:${names.join("|")})`,
);
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const time = "(\\d{2}):(\\d{2}):(\\d{2})";

/** The three forms of RFC 9110, 5.6.7; the last two are obsolete. */
const forms: readonly [form: RegExp, read: (part: (index: number) => string) => number][] = [
  [
    new RegExp(`^${shortDay}, (\\d{2}) ([a-z]{3}) (\\d{4}) ${time} GMT$`, "i"),
    (part) => utc(Number(part(3)), part(2), part(1), [part(4), part(5), part(6)]),
  ],
  [
    new RegExp(`^${longDay}, (\\d{2})-([a-z]{3})-(\\d{2}) ${time} GMT$`, "i"),
    (part) => utc(century(Number(part(3))), part(2), part(1), [part(4), part(5), part(6)]),
  ],
  [
    new RegExp(`^${shortDay} ([a-z]{3}) ([ \\d]\\d) ${time} (\\d{4})$`, "i"),
    (part) => utc(Number(part(6)), part(1), part(2), [part(3), part(4), part(5)]),
  ],
];

/** Milliseconds since the epoch; undefined when it is not an HTTP date. */
export function parseHttpDate(text: string): number | undefined {
  for (const [form, read] of forms) {
    const match = form.exec(text.trim());
    const at = match ? read((index) => match[index] ?? "") : Number.NaN;
    if (!Number.isNaN(at)) return at;
  }
  return undefined;
}

function utc(year: number, month: string, day: string, clock: readonly string[]): number {
  const index = months.indexOf(month.toLowerCase());
  const [hours = 0, minutes = 0, secondsOfIt = 0] = clock.map(Number);
  // 60 is a leap second.
  if (index < 0 || hours > 23 || minutes > 59 || secondsOfIt > 60) return Number.NaN;
  const midnight = new Date(Date.UTC(year, index, Number(day)));
  // 31 February would count as a day of March.
  if (midnight.getUTCMonth() !== index || midnight.getUTCDate() !== Number(day)) return Number.NaN;
  return midnight.getTime() + ((hours * 60 + minutes) * 60 + secondsOfIt) * 1000;
}

/** A two-digit year that appears more than 50 years ahead belongs to the previous century. */
function century(year: number): number {
  const full = Math.floor(new Date().getUTCFullYear() / 100) * 100 + year;
  return full > new Date().getUTCFullYear() + 50 ? full - 100 : full;
}
