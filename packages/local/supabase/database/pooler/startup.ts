import { startupCodes } from "../../../kernel/postgres-wire.ts";

/** PostgreSQL's own limit (MAX_STARTUP_PACKET_LENGTH). */
export const longestStartup = 10_000;

/** A client's startup parameters: `user`, `database`, `options` and others. */
export type StartupParameters = ReadonlyMap<string, string>;

/**
 * Length, protocol, then names and values each terminated by a zero byte, and a final one.
 * Undefined when a name has no value.
 */
export function parseStartup(packet: Buffer): StartupParameters | undefined {
  const words = packet.subarray(8, -1).toString("utf8").split("\0").slice(0, -1);
  if (words.length % 2 !== 0) return undefined;
  const parameters = new Map<string, string>();
  for (let index = 0; index < words.length; index += 2)
    parameters.set(words[index] ?? "", words[index + 1] ?? "");
  return parameters;
}

export function renderStartup(parameters: StartupParameters): Buffer {
  const words = [...parameters].flat();
  const body = Buffer.from(`${words.map((word) => `${word}\0`).join("")}\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(startupCodes.protocol3, 4);
  return Buffer.concat([head, body]);
}

/**
 * Supabase's pooler serves many projects at one address: the login names the project, as `user.ref`
 * or by `options=reference=ref`. Returns what the project's own PgBouncer expects; undefined when
 * the login names no project or another one.
 */
export function forProject(
  parameters: StartupParameters,
  ref: string,
): StartupParameters | undefined {
  const { reference, options } = splitOptions(parameters.get("options") ?? "");
  const user = parameters.get("user") ?? "";
  const dot = user.lastIndexOf(".");
  const [name, project] =
    reference === undefined
      ? [user.slice(0, Math.max(0, dot)), user.slice(dot + 1)]
      : [user, reference];
  if (name === "" || project !== ref) return undefined;
  const inside = new Map([...parameters, ["user", name]]);
  if (options === "") inside.delete("options");
  else inside.set("options", options);
  return inside;
}

function splitOptions(text: string): { reference: string | undefined; options: string } {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const named = words.find((word) => word.startsWith("reference="));
  return {
    reference: named?.slice("reference=".length),
    options: words.filter((word) => word !== named).join(" "),
  };
}
