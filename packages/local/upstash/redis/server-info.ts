/** The fields of `INFO`: `used_memory` → `1048576`, `cmdstat_get` → `calls=3,usec=…`. */
export function parseInfo(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const line of text.split("\r\n")) {
    const at = line.indexOf(":");
    if (at > 0 && !line.startsWith("#")) fields[line.slice(0, at)] = line.slice(at + 1);
  }
  return fields;
}

/** Calls of each command since the server started, by upper-case name. */
export function commandCalls(info: Readonly<Record<string, string>>): ReadonlyMap<string, number> {
  const calls = Object.entries(info).flatMap(([field, value]) => {
    const name = field.startsWith("cmdstat_")
      ? field.slice("cmdstat_".length).toUpperCase()
      : undefined;
    return name === undefined ? [] : [[name, Number(/calls=(\d+)/.exec(value)?.[1] ?? 0)] as const];
  });
  return new Map(calls);
}
