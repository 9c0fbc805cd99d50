import { defined } from "@seaworthy/core/defined";
import type { PlannedOptions } from "@seaworthy/readiness/plan/resource";
import { z } from "zod";

/** What a program registered for a resource, which the engine's plan omits or masks. */
export interface Registration {
  /** The resource's former types and names, including those due to renamed parents. */
  readonly aliases: readonly { type: string; name: string }[];
  /** As the program wrote them: each secret marked in place, as in the gRPC message. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The engine's response: inputs with defaults, and the provider's computed values. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** Outputs of a component or the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly options: PlannedOptions;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

const alias = z.object({
  spec: z.object({ name: z.string().optional(), type: z.string().optional() }).optional(),
  urn: z.string().optional(),
});
const properties = z.record(z.string(), z.unknown()).nullish();

const registered = z.object({
  request: z.object({
    type: z.string(),
    name: z.string(),
    parent: z.string().optional(),
    aliases: z.array(alias).optional(),
    object: properties,
    protect: z.boolean().optional(),
    retainOnDelete: z.boolean().optional(),
    deleteBeforeReplace: z.boolean().optional(),
    ignoreChanges: z.array(z.string()).optional(),
    dependencies: z.array(z.string()).optional(),
    propertyDependencies: z
      .record(z.string(), z.object({ urns: z.array(z.string()).optional() }))
      .optional(),
  }),
  response: z.object({ urn: z.string(), object: properties }),
});

const gaveOut = z.object({
  request: z.object({ urn: z.string(), outputs: properties }),
  response: z.unknown(),
});

type Request = z.output<typeof registered>["request"];

/** Registrations by URN, from the lines of a trace. */
export function readRegistrations(lines: readonly string[]): ReadonlyMap<string, Registration> {
  const known = new Map<string, Registration>();
  // Parents are registered before their children, so their former names are already known.
  for (const { request, response } of callsOf(lines, "RegisterResource", registered))
    known.set(response.urn, registrationOf(request, response.object ?? {}, known));
  for (const { request } of callsOf(lines, "RegisterResourceOutputs", gaveOut)) {
    const registration = known.get(request.urn);
    if (registration !== undefined)
      known.set(request.urn, { ...registration, outputs: request.outputs ?? {} });
  }
  return known;
}

function registrationOf(
  request: Request,
  answer: Registration["answer"],
  known: ReadonlyMap<string, Registration>,
): Registration {
  const { protect = false, retainOnDelete = false, ignoreChanges = [] } = request;
  const { deleteBeforeReplace, propertyDependencies = {} } = request;
  return {
    aliases: [...ownAliases(request), ...inherited(request, known)],
    inputs: request.object ?? {},
    answer,
    outputs: {},
    options: {
      protect,
      retainOnDelete,
      ignoreChanges,
      ...defined({ deleteBeforeReplace }),
    },
    dependencies: request.dependencies ?? [],
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, { urns = [] }]) => [key, urns]),
    ),
  };
}

const invoked = z.object({ request: z.object({ tok: z.string() }) });

/** Tokens of the functions that the program called. */
export const readInvokes = (lines: readonly string[]): string[] => [
  ...new Set(callsOf(lines, "Invoke", invoked).map(({ request }) => request.tok)),
];

/** Each call is logged twice, first without its response; schemas may require one. */
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
 * As the engine does: a child whose name starts with its parent's also had the parent's former
 * name.
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

/** Type and name from `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>`. */
export function partsOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
