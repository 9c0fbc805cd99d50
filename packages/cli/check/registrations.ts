import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What a program said about a resource and the engine's plan leaves out. */
export interface Registration {
  /** Types and names that the resource had before, those of its parents included. */
  readonly aliases: readonly { type: string; name: string }[];
  /**
   * What a component or the stack gives out, as it goes over the wire; the plan shows it of no
   * component.
   */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * `PULUMI_DEBUG_GRPC`: the engine writes each call and its answer there, a line each. It holds
 * values; only made-up ones may get there.
 */
export const traceVariable = "PULUMI_DEBUG_GRPC";

const alias = z.object({
  spec: z.object({ name: z.string().optional(), type: z.string().optional() }).optional(),
  urn: z.string().optional(),
});

const registered = z.object({
  request: z.object({
    type: z.string(),
    name: z.string(),
    parent: z.string().optional(),
    aliases: z.array(alias).optional(),
  }),
  response: z.object({ urn: z.string() }),
});

const gaveOut = z.object({
  request: z.object({ urn: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }),
  response: z.unknown(),
});

type Request = z.output<typeof registered>["request"];

/** Registrations by URN; none when the engine wrote no trace. */
export function readRegistrations(file: string): ReadonlyMap<string, Registration> {
  const known = new Map<string, Registration>();
  if (!existsSync(file)) return known;
  const lines = readFileSync(file, "utf8").split("\n");
  // A parent is registered before its children, so its former names are known when they come.
  for (const { request, response } of callsOf(lines, "RegisterResource", registered)) {
    known.set(response.urn, {
      aliases: [...ownAliases(request), ...inherited(request, known)],
      outputs: {},
    });
  }
  for (const { request } of callsOf(lines, "RegisterResourceOutputs", gaveOut)) {
    known.set(request.urn, {
      aliases: known.get(request.urn)?.aliases ?? [],
      outputs: request.outputs ?? {},
    });
  }
  return known;
}

/** A call stands there twice, the first time without its answer; the schemas want one. */
function callsOf<Call>(lines: readonly string[], method: string, schema: z.ZodType<Call>): Call[] {
  const mark = `/pulumirpc.ResourceMonitor/${method}"`;
  return lines
    .filter((line) => line.includes(mark))
    .flatMap((line) => schema.safeParse(JSON.parse(line)).data ?? []);
}

const ownAliases = ({ type, name, aliases = [] }: Request): Registration["aliases"] =>
  aliases.map(({ spec, urn }) =>
    urn === undefined ? { type: spec?.type || type, name: spec?.name || name } : partsOf(urn),
  );

/**
 * As the engine does: a child whose name begins with its parent's had the parent's former name
 * there.
 */
function inherited(
  { type, name, parent }: Request,
  known: ReadonlyMap<string, Registration>,
): Registration["aliases"] {
  if (parent === undefined) return [];
  const parentName = partsOf(parent).name;
  if (!name.startsWith(parentName)) return [];
  return (known.get(parent)?.aliases ?? []).map((former) => ({
    type,
    name: former.name + name.slice(parentName.length),
  }));
}

/** Type and name out of `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>`. */
export function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
