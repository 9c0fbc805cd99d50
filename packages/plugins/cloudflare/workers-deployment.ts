import type { Api } from "../engine/api.ts";
import { collectionCalls, fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import {
  computed,
  list,
  number,
  object,
  output,
  required,
  type Shape,
  string,
} from "../engine/shape.ts";
import { fromWire } from "../engine/wire.ts";
import { isList, isValues, sameValue, type Value, type Values } from "../kit/values.ts";

const shape: Shape = {
  accountId: string({ mode: "required", elsewhere: true }),
  scriptName: string({ mode: "required", elsewhere: true }),
  strategy: string(required),
  versions: list(object({ versionId: string(required), percentage: number(required) }), required),
  annotations: object(
    {
      workersMessage: string({ wire: "workers/message" }),
      workersTriggeredBy: string({ mode: "output", wire: "workers/triggered_by" }),
    },
    computed,
  ),
  authorEmail: string(output),
  createdOn: string(output),
  source: string(output),
};

const path = "/accounts/{accountId}/workers/scripts/{scriptName}/deployments";
const calls = collectionCalls({ shape, path, match: [], deletes: false });

/** Newest first, as Cloudflare lists them; only the newest is served. */
async function newest(api: Api, inputs: Values): Promise<Remote | undefined> {
  const answer = await api.find("GET", fill(path, inputs));
  const deployment = isList(answer?.deployments) ? answer.deployments[0] : undefined;
  if (!isValues(deployment)) return undefined;
  const values = {
    ...fromWire(shape, deployment),
    accountId: inputs.accountId ?? null,
    scriptName: inputs.scriptName ?? null,
  };
  return { id: String(deployment.id), values };
}

/**
 * A deployment is an entry in a Worker's history, so every change creates another one. They are
 * only deleted with the Worker.
 */
export const workersDeployment: ResourceType = {
  token: "cloudflare:index/workersDeployment:WorkersDeployment",
  shape,
  naturalKey: [],
  importId: "accountId/scriptName/id",
  calls: {
    ...calls,
    find: async (api, inputs) => {
      const latest = await newest(api, inputs);
      return latest && sameValue(byVersion(latest.values.versions), byVersion(inputs.versions))
        ? latest
        : undefined;
    },
  },
};

function byVersion(versions: Value | undefined): Value {
  if (!isList(versions)) return null;
  return Object.fromEntries(
    versions
      .filter(isValues)
      .map(({ versionId, percentage }) => [String(versionId), percentage ?? null]),
  );
}
