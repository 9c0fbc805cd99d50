import type { Api } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { list, object, required, type Shape, string } from "../engine/shape.ts";
import { fromWire } from "../engine/wire.ts";
import { isList, isValues, type Values } from "../kit/values.ts";

const shape: Shape = {
  accountId: string({ mode: "required", replaces: true }),
  scriptName: string({ mode: "required", replaces: true }),
  schedules: list(
    object({
      cron: string(required),
      createdOn: string({ mode: "computed" }),
      modifiedOn: string({ mode: "computed" }),
    }),
    required,
  ),
};

const path = "/accounts/{accountId}/workers/scripts/{id}/schedules";

function remote(answer: Values, id: string, known: Values): Remote {
  return {
    id,
    values: { ...fromWire(shape, answer), accountId: known.accountId ?? null, scriptName: id },
  };
}

async function set(api: Api, id: string, inputs: Values): Promise<Remote> {
  const schedules = isList(inputs.schedules) ? inputs.schedules.filter(isValues) : [];
  const answer = await api.call(
    "PUT",
    fill(path, { ...inputs, id }),
    schedules.map(({ cron }) => ({ cron: cron ?? null })),
  );
  return remote(answer, id, inputs);
}

/**
 * A script's complete list of schedules: creating sets it. Cloudflare has no delete; like the real
 * provider, this one leaves them.
 */
export const workersCronTrigger: ResourceType = {
  token: "cloudflare:index/workersCronTrigger:WorkersCronTrigger",
  shape,
  naturalKey: ["accountId", "scriptName"],
  importId: "accountId/id",
  calls: {
    find: async () => undefined,
    create: (api, inputs) => set(api, String(inputs.scriptName), inputs),
    read: async (api, id, known) => {
      const answer = await api.find("GET", fill(path, { ...known, id }));
      return answer && remote(answer, id, known);
    },
    update: set,
  },
};
