/** A header list in wire form: name, value, name, value. */
export type RawHeaders = string[];

/** The first value of a header, by its lower-case name. */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2)
    if (isNamed(headers[index], name)) return headers[index + 1];
  return undefined;
}

/** Returns the same list when the header is absent. */
export function withoutHeader(headers: RawHeaders, name: string): RawHeaders {
  if (headerOf(headers, name) === undefined) return headers;
  const kept: RawHeaders = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (!isNamed(headers[index], name)) kept.push(headers[index] ?? "", headers[index + 1] ?? "");
  }
  return kept;
}

export function withHeader(headers: RawHeaders, name: string, value: string): RawHeaders {
  return [...withoutHeader(headers, name.toLowerCase()), name, value];
}

/** By lower-case name; a header that was sent twice has two values. */
export function groupHeaders(raw: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const values = grouped.get(name);
    if (values) values.push(raw[index + 1] ?? "");
    else grouped.set(name, [raw[index + 1] ?? ""]);
  }
  return grouped;
}

export function headerText(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}

/** Most names already differ in length, which avoids lower-casing them. */
function isNamed(given: string | undefined, name: string): boolean {
  return (
    given !== undefined &&
    given.length === name.length &&
    (given === name || given.toLowerCase() === name)
  );
}
