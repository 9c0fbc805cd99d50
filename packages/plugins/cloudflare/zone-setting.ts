import { defined } from "@seaworthy/core/defined";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { any, boolean, number, output, type Shape, string } from "../engine/shape.ts";
import { fromWire } from "../engine/wire.ts";
import type { Values } from "../kit/values.ts";

const shape: Shape = {
  zoneId: string({ mode: "required", replaces: true }),
  settingId: string({ mode: "required", replaces: true }),
  value: any({ mode: "required" }),
  enabled: boolean({ mode: "computed" }),
  editable: boolean(output),
  modifiedOn: string({ mode: "output", moves: true }),
  timeRemaining: number(output),
};

const path = "/zones/{zoneId}/settings/{id}";

function remote(answer: Values, known: Values): Remote {
  const id = String(answer.id);
  return {
    id,
    values: { ...fromWire(shape, answer), zoneId: known.zoneId ?? null, settingId: id },
  };
}

/** A setting always exists: creating sets it, and nothing deletes it. */
export const zoneSetting: ResourceType = {
  token: "cloudflare:index/zoneSetting:ZoneSetting",
  shape,
  naturalKey: ["zoneId", "settingId"],
  importId: "zoneId/id",
  calls: {
    find: async () => undefined,
    create: async (api, inputs) => set(api, String(inputs.settingId), inputs),
    read: async (api, id, known) => {
      const answer = await api.find("GET", fill(path, { ...known, id }));
      return answer && remote(answer, known);
    },
    update: (api, id, inputs) => set(api, id, inputs),
  },
};

async function set(
  api: Parameters<typeof zoneSetting.calls.create>[0],
  id: string,
  inputs: Values,
): Promise<Remote> {
  const { value, enabled } = inputs;
  return remote(
    await api.call("PATCH", fill(path, { ...inputs, id }), {
      value: value ?? null,
      ...defined({ enabled }),
    }),
    inputs,
  );
}
