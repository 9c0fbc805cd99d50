import { defined } from "@seaworthy/core/defined";
import { type Api, orGone } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { object, output, type Shape, string } from "../engine/shape.ts";
import { fromWire } from "../engine/wire.ts";
import type { Values } from "../kit/values.ts";

const shape: Shape = {
  projectRef: string({ mode: "required", elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  description: string(),
  apiKey: string({ mode: "output", secret: true, writeOnly: true }),
  type: string(output),
  secretJwtTemplate: object({ role: string() }, output),
};

const path = "/v1/projects/{projectRef}/api-keys";
const reveal = "?reveal=true";

function remote(answer: Values, projectRef: Values[string]): Remote {
  return { id: String(answer.id), values: { ...fromWire(shape, answer), projectRef } };
}

/**
 * A secret API key. If a project has no publishable key, one is created first, as in the real
 * provider.
 */
export const apikey: ResourceType = {
  token: "supabase:index/apikey:Apikey",
  shape,
  naturalKey: ["projectRef", "name"],
  importId: "projectRef/id",
  calls: {
    find: async (api, inputs) => {
      const keys = await api.list(fill(path, inputs) + reveal);
      const found = keys.find((key) => key.type === "secret" && key.name === inputs.name);
      return found && remote(found, inputs.projectRef ?? null);
    },
    create: async (api, inputs) => {
      const keys = await api.list(fill(path, inputs) + reveal);
      if (!keys.some(({ type }) => type === "publishable"))
        await create(api, inputs, { name: "default", type: "publishable" });
      const made = await create(api, inputs, {
        ...editable(inputs),
        type: "secret",
        secret_jwt_template: { role: "service_role" },
      });
      return remote(made, inputs.projectRef ?? null);
    },
    read: async (api, id, known) => {
      const answer = await api.find("GET", fill(`${path}/{id}`, { ...known, id }) + reveal);
      return answer && remote(answer, known.projectRef ?? null);
    },
    update: async (api, id, inputs) =>
      remote(
        await api.call("PATCH", fill(`${path}/{id}`, { ...inputs, id }) + reveal, editable(inputs)),
        inputs.projectRef ?? null,
      ),
    delete: async (api, id, known) =>
      void (await orGone(api.call("DELETE", fill(`${path}/{id}`, { ...known, id })))),
  },
};

function create(api: Api, inputs: Values, body: Values): Promise<Values> {
  return api.call("POST", fill(path, inputs) + reveal, body);
}

function editable({ name, description }: Values): Values {
  return { name: name ?? null, ...defined({ description }) };
}
