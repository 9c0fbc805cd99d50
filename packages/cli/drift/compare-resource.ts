import type { Change, Found, ResourceHandler } from "@seaworthy/plugins/kit/plugin";
import {
  isList,
  isValues,
  plain,
  Secret,
  type Value,
  type Values,
} from "@seaworthy/plugins/kit/values";
import type { Repairable } from "./finding.ts";
import { agrees, differenceOfRules } from "./rules.ts";

/** A resource in the engine's state. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

const rulesetType = "cloudflare:index/ruleset:Ruleset";
/** These never change once created; the deployed version is compared instead. */
const immutable: ReadonlySet<string> = new Set([
  "cloudflare:index/workerVersion:WorkerVersion",
  "cloudflare:index/workersDeployment:WorkersDeployment",
]);

/** Types whose repair would do more than restore a value. */
const byHand: Readonly<Record<string, string>> = {
  "seaworthy:index:Migrations": "npx seaworthy migrate <stack> status, then up",
};

/** How the live object differs from the declared one. Throws the vendor API's errors. */
export async function compareResource(
  declared: Declared,
  handler: ResourceHandler,
): Promise<readonly Repairable[]> {
  const { id, inputs, outputs, type, name } = declared;
  const found = await handler.read({ id, inputs, outputs });
  if (found === undefined)
    return [
      {
        ...{ type, name, kind: "missing", path: "" },
        todo: "run npx pulumi refresh, then npx seaworthy up: it is made again",
      },
    ];
  if (immutable.has(type)) return [];
  if (type === rulesetType) return compareRuleset(declared, handler, found);
  const { changes } = await handler.diff({
    ...{ id, oldInputs: plain(found.inputs), olds: plain(found.outputs), news: inputs },
  });
  return asLists(changes, inputs).map((change) => ofChange(declared, handler, found, change));
}

/** A list of plain values is compared as a whole: one added item would shift all later ones. */
function asLists(changes: readonly Change[], inputs: Values): readonly Change[] {
  const found = new Map<string, Change>();
  for (const change of changes) {
    const whole = change.path.replace(/\[\d+\]$/, "");
    const list = valueAt(inputs, whole);
    const isPlain = isList(list) && !list.some(isValues);
    const path = isPlain ? whole : change.path;
    if (!found.has(path)) found.set(path, { ...change, path });
  }
  return [...found.values()];
}

function ofChange(
  declared: Declared,
  handler: ResourceHandler,
  found: Found,
  { path, replaces }: Change,
): Repairable {
  const { type, name, inputs } = declared;
  const [wanted, live] = [valueAt(inputs, path), valueAt(found.inputs, path)];
  const isSecret = live instanceof Secret || /password|secret|token/i.test(path);
  const values = isSecret ? {} : { declared: wanted, live };
  const base = { type, name, kind: "changed", path, ...values, ...sinceOf(found) } as const;
  if (replaces) return { ...base, todo: "cannot be changed in place: replace the resource" };
  const todo = byHand[type];
  if (todo !== undefined) return { ...base, todo };
  return { ...base, ...putBack(declared, handler, found, inputs) };
}

function compareRuleset(
  declared: Declared,
  handler: ResourceHandler,
  found: Found,
): readonly Repairable[] {
  const { type, name, inputs } = declared;
  const [wanted, live] = [rulesOf(inputs), rulesOf(plain(found.outputs))];
  const { changed, missing, foreign, moved } = differenceOfRules(wanted, live);
  const base = { type, name, ...sinceOf(found) };
  const restored = { ...inputs, rules: [...wanted, ...foreign] };
  const repair = putBack(declared, handler, found, restored);
  const prune = putBack(declared, handler, found, inputs);
  return [
    ...changed.flatMap(({ index, live: now }) => {
      const rule = wanted[index] ?? {};
      const keys = Object.keys(rule).filter((key) => !agrees(rule[key], now[key]));
      return keys.map((key) => ({
        ...{ ...base, kind: "changed" as const, path: `rules[${index}].${key}` },
        ...{ declared: rule[key] ?? null, live: now[key] ?? null, ...repair },
      }));
    }),
    ...missing.map((index) => ({
      ...{ ...base, kind: "missing" as const, path: `rules[${index}]` },
      ...{ declared: wanted[index] ?? null, ...repair },
    })),
    ...(moved ? [{ ...base, kind: "order" as const, path: "rules", ...repair }] : []),
    ...foreign.map((rule) => ({
      ...{ ...base, kind: "foreign" as const, path: "rules", live: rule },
      ...{ repairKey: `${prune.repairKey} without foreign`, repair: prune.repair },
    })),
  ];
}

const rulesOf = ({ rules }: Values): readonly Values[] =>
  isList(rules) ? rules.filter(isValues) : [];

/** One call restores the whole object. */
function putBack(
  { type, name, id, outputs }: Declared,
  handler: ResourceHandler,
  found: Found,
  news: Values,
) {
  const [oldInputs, live] = [plain(found.inputs), plain(found.outputs)];
  return {
    repairKey: `${type} ${name}`,
    repair: async () => {
      const olds = { ...outputs, ...live };
      await handler.update({ id, oldInputs, olds, news, preview: false });
    },
  };
}

function sinceOf({ outputs }: Found): { readonly since?: string } {
  const since = outputs.modifiedOn ?? outputs.lastUpdated;
  return typeof since === "string" ? { since } : {};
}

/** The value at `rules[0].expression`, also inside JSON texts. */
function valueAt(values: Values, path: string): Value {
  const segments = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)];
  let value: Value = values;
  for (const [, quoted, index, word] of segments) {
    const inner: Value = opened(value);
    if (index !== undefined && isList(inner)) value = inner[Number(index)] ?? null;
    else if (isValues(inner)) value = inner[quoted ?? word ?? ""] ?? null;
    else return null;
  }
  return value;
}

function opened(value: Value): Value {
  const bare = value instanceof Secret ? value.value : value;
  return typeof bare === "string" && bare.startsWith("{") ? (JSON.parse(bare) as Value) : bare;
}
