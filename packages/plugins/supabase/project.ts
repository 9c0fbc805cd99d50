import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { type Api, orGone } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import { pollUntil } from "../engine/poll.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { boolean, computed, object, required, type Shape, string } from "../engine/shape.ts";
import { isList, isValues, type Values } from "../kit/values.ts";

const shape: Shape = {
  name: string({ mode: "computed", autoname: true }),
  organizationId: string(required),
  region: string(required),
  databasePassword: string({ mode: "required", secret: true, writeOnly: true }),
  instanceSize: string(computed),
  legacyApiKeysEnabled: boolean(computed),
  timeouts: object({ create: string(), update: string() }, { writeOnly: true }),
};

const path = "/v1/projects/{ref}";
const creationTimeoutMs = 10 * 60_000;

/**
 * A Supabase project. Organization and region cannot change, and a change to them never replaces
 * the database.
 */
export const project: ResourceType = {
  token: "supabase:index/project:Project",
  shape,
  naturalKey: ["organizationId", "name"],
  importId: "id",
  calls: {
    find: async (api, inputs) => {
      const projects = await api.list("/v1/projects");
      const found = projects.find(
        (candidate) =>
          candidate.name === inputs.name && organizationOf(candidate) === inputs.organizationId,
      );
      return found && remote(api, await ready(api, String(found.id)));
    },
    create: async (api, inputs) => {
      const made = await api.call("POST", "/v1/projects", creation(inputs));
      const live = await ready(api, String(made.id));
      if (inputs.legacyApiKeysEnabled !== undefined)
        await setLegacyKeys(api, String(made.id), inputs);
      return remote(api, live);
    },
    read: async (api, id) => {
      const live = await api.find("GET", fill(path, { ref: id }));
      return live && remote(api, live);
    },
    update,
    delete: async (api, id) => void (await orGone(api.call("DELETE", fill(path, { ref: id })))),
  },
};

function creation(inputs: Values): Values {
  const { name, organizationId, region, databasePassword, instanceSize } = inputs;
  return {
    name: name ?? null,
    organization_slug: organizationId ?? null,
    db_pass: databasePassword ?? null,
    region_selection: { type: "specific", code: region ?? null },
    ...defined({ desired_instance_size: instanceSize }),
  };
}

/** A project responds long before its database does. */
function ready(api: Api, ref: string): Promise<Values> {
  return pollUntil(
    `Supabase project ${ref} did not become ACTIVE_HEALTHY`,
    creationTimeoutMs,
    async () => {
      const live = await api.call("GET", fill(path, { ref }));
      return live.status === "ACTIVE_HEALTHY" ? live : undefined;
    },
  );
}

async function remote(api: Api, live: Values): Promise<Remote> {
  const ref = String(live.ref ?? live.id);
  const legacy = await api.call("GET", fill(`${path}/api-keys/legacy`, { ref }));
  const addons = await api.call("GET", fill(`${path}/billing/addons`, { ref }));
  const values = {
    name: live.name ?? null,
    organizationId: organizationOf(live),
    region: live.region ?? null,
    legacyApiKeysEnabled: legacy.enabled ?? null,
    instanceSize: instanceSizeOf(addons),
  };
  return { id: ref, values };
}

/** The API returns it as a slug in newer responses and as an id in older ones. */
function organizationOf(live: Values): string {
  return String(live.organization_slug ?? live.organization_id);
}

/** The compute add-on's variant is `ci_micro`; a project without an add-on is `nano`. */
function instanceSizeOf({ selected_addons: selected }: Values): string {
  const compute = isList(selected)
    ? selected.filter(isValues).find(({ type }) => type === "compute_instance")
    : undefined;
  const variant = compute && isValues(compute.variant) ? compute.variant.id : undefined;
  return typeof variant === "string" ? variant.replace(/^ci_/, "") : "nano";
}

async function update(api: Api, id: string, inputs: Values): Promise<Remote> {
  const live = await api.call("GET", fill(path, { ref: id }));
  refuseMove(id, live, inputs);
  if (live.name !== inputs.name)
    await api.call("PATCH", fill(path, { ref: id }), { name: inputs.name ?? null });
  await api.call("PATCH", fill(`${path}/database/password`, { ref: id }), {
    password: inputs.databasePassword ?? null,
  });
  if (inputs.legacyApiKeysEnabled !== undefined) await setLegacyKeys(api, id, inputs);
  const current = instanceSizeOf(
    await api.call("GET", fill(`${path}/billing/addons`, { ref: id })),
  );
  if (inputs.instanceSize !== undefined && inputs.instanceSize !== current) {
    await api.call("PATCH", fill(`${path}/billing/addons`, { ref: id }), {
      addon_type: "compute_instance",
      addon_variant: `ci_${String(inputs.instanceSize)}`,
    });
  }
  return remote(api, await ready(api, id));
}

async function setLegacyKeys(
  api: Api,
  ref: string,
  { legacyApiKeysEnabled }: Values,
): Promise<void> {
  const { enabled } = await api.call("GET", fill(`${path}/api-keys/legacy`, { ref }));
  if (enabled !== legacyApiKeysEnabled)
    await api.call(
      "PUT",
      `${fill(`${path}/api-keys/legacy`, { ref })}?enabled=${String(legacyApiKeysEnabled)}`,
    );
}

function refuseMove(id: string, live: Values, inputs: Values): void {
  const moved = [
    live.region === inputs.region ? [] : ["region"],
    organizationOf(live) === inputs.organizationId ? [] : ["organizationId"],
  ].flat();
  if (moved.length === 0) return;
  throw new SeaworthyError(
    "INPUT_INVALID",
    `${moved.join(" and ")} of Supabase project ${id} cannot be changed. Restore the old value, or move the data to a new project.`,
  );
}
