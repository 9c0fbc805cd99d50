import type { Environment } from "@seaworthy/core/environment";
import { messageOf } from "@seaworthy/core/errors";
import type { ResourceHandler } from "@seaworthy/plugins/kit/plugin";
import { decode, isValues, plain, type Values } from "@seaworthy/plugins/kit/values";
import type { StackState } from "../rotate/stack/stack-state.ts";
import { openDeployed } from "../worker/deployed.ts";
import { compareResource, type Declared } from "./compare-resource.ts";
import { looksForScrubbing } from "./data-scrubbing.ts";
import type { DriftReport, Repairable, Unread } from "./finding.ts";
import { looksForForeign } from "./foreign.ts";
import { openReaders } from "./readers.ts";
import { driftOfServing } from "./serving.ts";

/** Internal to the engine: no object exists at a vendor. */
const ofEngine = /^pulumi:/;

/** Reads and compares everything that the stack declares. Changes nothing. */
export async function findDrift(state: StackState, environment: Environment): Promise<DriftReport> {
  const readers = openReaders(environment);
  const declared = state
    .resources()
    .filter(({ type, custom }) => custom && !ofEngine.test(type))
    .map(declaredOf);
  const reads = declared.map((one) => ({
    ...one,
    look: () => readWith(one, readers[one.type]),
  }));
  const serving = {
    ...{ type: "cloudflare:index/workersDeployment:WorkersDeployment", name: "what serves" },
    look: () => driftOfServing(state, openDeployed(state.manifest, environment)),
  };
  const looks = [
    ...reads,
    serving,
    ...looksForForeign(declared, environment),
    ...looksForScrubbing(declared, environment),
  ];
  const drifts: Repairable[] = [];
  const unread: Unread[] = [];
  // Sequentially: vendors limit request rates.
  for (const { type, name, look } of looks) {
    try {
      drifts.push(...(await look()));
    } catch (thrown) {
      unread.push({ type, name, reason: messageOf(thrown) });
    }
  }
  return { drifts, unread, compared: declared.length };
}

async function readWith(
  declared: Declared,
  handler: ResourceHandler | undefined,
): Promise<readonly Repairable[]> {
  if (handler !== undefined) return compareResource(declared, handler);
  throw new TypeError(`resources of type ${declared.type} are not compared: npx pulumi refresh`);
}

function declaredOf({
  type,
  urn,
  id,
  inputs,
  outputs,
}: ReturnType<StackState["resources"]>[number]): Declared {
  const name = urn.split("::").at(-1) ?? urn;
  return { type, name, id, inputs: valuesOf(inputs), outputs: valuesOf(outputs) };
}

/** Without the bridge's metadata: `__defaults`. */
function valuesOf(object: Readonly<Record<string, unknown>>): Values {
  const value = plain(decode(withoutNotes(object)));
  return isValues(value) ? value : {};
}

function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, inner]) => [key, withoutNotes(inner)]),
  );
}
