import { type Api, orGone } from "../engine/api.ts";
import { collectionCalls, fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { toWire } from "../engine/wire.ts";
import { isList, isValues, type Value, type Values } from "../kit/values.ts";
import { hashModules, modulesFromWire, modulesToWire } from "./worker-modules.ts";
import { workerVersionShape as shape } from "./worker-version-shape.ts";

const path = "/accounts/{accountId}/workers/workers/{workerId}/versions";

const calls = collectionCalls({
  shape,
  path,
  itemPath: `${path}/{id}?include=modules`,
  match: [],
  adapt: ({ modules: _, ...answer }, known) => ({
    ...answer,
    bindings: bindingsInOrder(answer.bindings, known.bindings),
  }),
  values: (answer, known) => ({ modules: modulesFromWire(answer.modules, known) }),
});

/**
 * Versions are immutable, so every change creates another one. A version whose create response was
 * lost is found by its tag, a fingerprint of all its content. A version that is being served is
 * never adopted, since it may be the one to be replaced.
 */
export const workerVersion: ResourceType = {
  token: "cloudflare:index/workerVersion:WorkerVersion",
  shape,
  naturalKey: [],
  importId: "accountId/workerId/id",
  prepare: hashModules,
  calls: {
    read: calls.read,
    find,
    create: async (api, inputs) => {
      const made = await api.call("POST", fill(path, inputs), bodyOf(api, inputs));
      return remote(api, String(made.id), inputs, made);
    },
    delete: async (api, id, known) => {
      // Cloudflare keeps the version that is being served; it is deleted with the Worker.
      if (await orGone(serves(api, id, known))) return;
      await orGone(api.call("DELETE", fill(`${path}/{id}`, { ...known, id })));
    },
  },
};

async function find(api: Api, inputs: Values): Promise<Remote | undefined> {
  const tag = tagOf(api, inputs);
  const version = (await api.list(fill(path, inputs))).find(
    (candidate) => isValues(candidate.annotations) && candidate.annotations["workers/tag"] === tag,
  );
  if (!version || (await serves(api, String(version.id), inputs))) return undefined;
  return calls.read(api, String(version.id), inputs);
}

async function serves(api: Api, versionId: string, inputs: Values): Promise<boolean> {
  const worker = await api.call(
    "GET",
    fill("/accounts/{accountId}/workers/workers/{workerId}", inputs),
  );
  const answer = await api.find(
    "GET",
    fill("/accounts/{accountId}/workers/scripts/{name}/deployments", { ...inputs, ...worker }),
  );
  const newest = isList(answer?.deployments) ? answer.deployments[0] : undefined;
  const versions =
    isValues(newest) && isList(newest.versions) ? newest.versions.filter(isValues) : [];
  return versions.some((version) => version.version_id === versionId);
}

/** The response to POST may lack fields that GET returns. */
async function remote(api: Api, id: string, inputs: Values, made: Values): Promise<Remote> {
  return (
    (await calls.read(api, id, inputs)) ?? {
      id,
      values: { ...inputs, createdOn: made.created_on ?? null },
    }
  );
}

function bodyOf(api: Api, inputs: Values): Values {
  const body = toWire(shape, inputs);
  const annotations = isValues(body.annotations) ? body.annotations : {};
  return {
    ...body,
    modules: modulesToWire(inputs),
    annotations: { "workers/tag": tagOf(api, inputs), ...annotations },
  };
}

function tagOf(api: Api, inputs: Values): string {
  return api.fingerprint({ ...toWire(shape, inputs), modules: modulesToWire(inputs) });
}

/**
 * Cloudflare returns bindings in its own order; those that the program did not declare come last.
 */
function bindingsInOrder(answer: Value | undefined, known: Value | undefined): Value {
  if (!isList(answer)) return null;
  const declared = isList(known) ? known.filter(isValues).map(({ name }) => name) : [];
  const rank = ({ name }: Values): number => {
    const index = declared.indexOf(name ?? null);
    return index === -1 ? declared.length : index;
  };
  return answer.filter(isValues).toSorted((a, b) => rank(a) - rank(b));
}
