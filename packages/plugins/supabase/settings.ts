import type { Api } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { boolean, json, object, required, type Shape, string } from "../engine/shape.ts";
import { isValues, sameValue, type Value, type Values } from "../kit/values.ts";
import { type Section, sections } from "./settings-sections.ts";

const shape: Shape = {
  projectRef: string(required),
  database: json(),
  network: json(),
  api: json(),
  auth: json(),
  storage: json(),
  sslEnforcement: boolean(),
  pooler: json({
    refused:
      "the real provider accepts it and never sends it; use supabase.Pooler of @seaworthy/providers/sdk.",
  }),
  timeouts: object({ create: string(), update: string() }, { writeOnly: true }),
};

/**
 * Settings of a project: only those given; the rest is not changed. They are never reset: deleting
 * the resource keeps them.
 */
export const settings: ResourceType = {
  token: "supabase:index/settings:Settings",
  shape,
  naturalKey: ["projectRef"],
  importId: "id",
  calls: {
    find: async () => undefined,
    create: (api, inputs) => apply(api, inputs),
    read: async (api, id, known) => {
      const project = fill("/v1/projects/{id}", { id });
      if (!(await api.find("GET", project))) return undefined;
      const importing = known.projectRef === undefined;
      const read = sections.filter(({ property }) =>
        importing ? importable.has(property) : known[property] !== undefined,
      );
      const values = await Promise.all(
        read.map(
          async (section) =>
            [
              section.property,
              seen(
                known[section.property],
                importing
                  ? settable(await section.read(api, project))
                  : await section.read(api, project),
              ),
            ] as const,
        ),
      );
      return { id, values: { projectRef: id, ...Object.fromEntries(values) } };
    },
    update,
  },
};

/** Sections that can be set as they are read. */
const importable = new Set(["database", "api", "network", "sslEnforcement"]);

/** Without what Supabase only tells: the JWT secret, and what has no value. */
const settable = (live: Value): Value =>
  isValues(live)
    ? Object.fromEntries(
        Object.entries(live).filter(([key, value]) => value !== null && !/secret/i.test(key)),
      )
    : live;

/**
 * Applies each given section that differs. As with the real provider, another `projectRef` is an
 * update of that project, which is only sent the sections that change with it.
 */
async function update(api: Api, _id: string, inputs: Values, olds: Values): Promise<Remote> {
  const moved = olds.projectRef !== undefined && olds.projectRef !== inputs.projectRef;
  return apply(api, inputs, moved ? olds : {});
}

async function apply(api: Api, inputs: Values, sent: Values = {}): Promise<Remote> {
  const ref = String(inputs.projectRef);
  const project = fill("/v1/projects/{ref}", { ref });
  const given = sections.filter(({ property }) => inputs[property] !== undefined);
  for (const section of given) {
    const value = inputs[section.property] ?? null;
    if (!sameValue(sent[section.property] ?? null, value))
      await sync(api, project, section, parsed(value));
  }
  const values = Object.fromEntries(
    given.map(({ property }) => [property, inputs[property] ?? null]),
  );
  return { id: ref, values: { projectRef: ref, ...values } };
}

async function sync(api: Api, project: string, section: Section, wanted: Value): Promise<void> {
  const live = await section.read(api, project);
  if (!sameValue(onlyKeysOf(wanted, live), wanted)) await section.write(api, project, wanted);
}

/** The vendor's values for the keys that the program set, in the program's form. */
function seen(known: Value | undefined, live: Value): Value {
  if (typeof known !== "string") return isValues(live) ? JSON.stringify(live) : live;
  const wanted = parsed(known);
  const part = onlyKeysOf(wanted, live);
  return sameValue(part, wanted) ? known : JSON.stringify(part);
}

function onlyKeysOf(wanted: Value, live: Value): Value {
  if (!isValues(wanted) || !isValues(live)) return live;
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, live[key] ?? null]));
}

function parsed(value: Value | undefined): Value {
  return typeof value === "string" ? (JSON.parse(value) as Value) : (value ?? null);
}
