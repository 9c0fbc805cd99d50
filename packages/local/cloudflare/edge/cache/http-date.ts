const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const time = "(\\d{2}):(\\d{2}):(\\d{2})";

/** The three forms of RFC 9110, 5.6.7; the last two are obsolete. */
const forms: readonly [form: RegExp, read: (part: (index: number) => string) => number][] = [
  [
    new RegExp(`^[a-z]{3}, (\\d{2}) ([a-z]{3}) (\\d{4}) ${time} GMT$`, "i"),
    (part) => utc(Number(part(3)), part(2), part(1), [part(4), part(5), part(6)]),
  ],
  [
    new RegExp(`^[a-z]{6,9}, (\\d{2})-([a-z]{3})-(\\d{2}) ${time} GMT$`, "i"),
    (part) => utc(century(Number(part(3))), part(2), part(1), [part(4), part(5), part(6)]),
  ],
  [
    new RegExp(`^[a-z]{3} ([a-z]{3}) ([ \\d]\\d) ${time} (\\d{4})$`, "i"),
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
  return index < 0 ? Number.NaN : Date.UTC(year, index, Number(day), hours, minutes, secondsOfIt);
}

/** A two-digit year that appears more than 50 years ahead belongs to the previous century. */
function century(year: number): number {
  const full = Math.floor(new Date().getUTCFullYear() / 100) * 100 + year;
  return full > new Date().getUTCFullYear() + 50 ? full - 100 : full;
}
