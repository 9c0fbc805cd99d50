import type { StackState } from "../rotate/stack/stack-state.ts";
import { versionOf } from "../rotate/stack/stack-state.ts";
import type { Deployed } from "../worker/deployed.ts";
import type { WorkerVersion } from "../worker/versions.ts";
import type { Repairable } from "./finding.ts";

const type = "cloudflare:index/workersDeployment:WorkersDeployment";

/** Whether the stack's version gets all requests, with the secrets that the stack declares. */
export async function driftOfServing(
  state: StackState,
  { worker, versions }: Deployed,
): Promise<readonly Repairable[]> {
  const wanted = versionOf(state);
  const { shares, message } = await worker.shares();
  const isAlone = shares.length === 1 && shares[0]?.versionId === wanted;
  const name = state.manifest.worker.script;
  const [declared, ...serving] = await Promise.all(
    [wanted, ...shares.map(({ versionId }) => versionId)].map((id) => versions.read(id)),
  );
  return [
    ...(isAlone
      ? []
      : [
          {
            ...{ type, name, kind: "changed" as const, path: "versions", declared: wanted },
            live: shares
              .map(({ versionId, percentage }) => `${versionId} ${percentage} %`)
              .join(", "),
            todo: `${message === "" ? "" : `deployed as "${message}"; `}npx seaworthy up or rollback`,
          },
        ]),
    ...serving.flatMap((version) => (declared ? bindingsOf(name, declared, version) : [])),
  ];
}

function bindingsOf(
  name: string,
  declared: WorkerVersion,
  serving: WorkerVersion,
): readonly Repairable[] {
  if (serving.id === declared.id) return [];
  const has = new Set(serving.bindings.map((binding) => binding.name));
  const wanted = new Set(declared.bindings.map((binding) => binding.name));
  const todo = "npx seaworthy up uploads a version with the declared bindings";
  const base = { type, name, todo };
  return [
    ...[...wanted]
      .filter((binding) => !has.has(binding))
      .map((path) => ({ ...base, kind: "missing" as const, path })),
    ...[...has]
      .filter((binding) => !wanted.has(binding))
      .map((path) => ({ ...base, kind: "foreign" as const, path })),
  ];
}
