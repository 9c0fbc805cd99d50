import type { PlannedResource } from "../../plan/resource.ts";
import { resourceOfUrn } from "../helpers/awaited/awaited-texts.ts";
import { type SecretUse, secretUses } from "../helpers/awaited/secret-uses.ts";
import { eachBindings } from "../helpers/checks.ts";
import { deployed, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const secretsDistinct: Rule = {
  id: "secrets-distinct",
  area: "secrets",
  title: "No two of the stack's secrets have the same value",
  why: "If it leaks, both uses are exposed, and neither can be replaced alone.",
  fix: "Use a separate Credential for each.",
  example: {
    language: "typescript",
    code: 'new Credential("sending-key", { purpose: "signs webhooks", bytes: 48 });',
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  judge: (resources) => {
    const uses = secretUses(resources);
    const known = uses.filter(({ identity }) => identity !== undefined);
    const shared = [...Map.groupBy(known, ({ identity }) => identity).values()].filter(
      (same) => new Set(same.map(({ purpose }) => purpose)).size > 1,
    );
    return [...hidden(resources, uses), ...shared.map(violationOf)];
  },
};

function hidden(resources: readonly PlannedResource[], uses: readonly SecretUse[]): Finding[] {
  const names = uses.filter(({ identity }) => identity === undefined).map(({ name }) => name);
  return eachBindings(resources, (_, version) =>
    names.length === 0 ? [] : [notKnown(`The values of ${names.join(", ")}`, version)],
  );
}

/** About the use that the secret is not named after: that is the one to change. */
function violationOf(same: readonly SecretUse[]): Finding {
  const wrong = same.find((use) => !isNamedAfter(use)) ?? same.at(-1);
  const names = same.map(({ name }) => name).join(" and ");
  return violation(
    `${names} have the same value.`,
    wrong?.resource,
    wrong === undefined ? {} : { subject: wrong.name, item: wrong.name },
  );
}

function isNamedAfter({ name, resource, purpose }: SecretUse): boolean {
  const texts = [...(resource.awaitedTexts ?? [])].filter(([path]) =>
    purpose === resource.urn ? path === name.split(" ")[0] : isTextOf(resource, name, path),
  );
  const owners = texts.flatMap(([, { sources }]) => sources.map(({ urn }) => resourceOfUrn(urn)));
  const words = wordsOf(purpose === resource.urn ? resource.name : name);
  return owners.some(({ name: owner }) => wordsOf(owner).some((word) => words.includes(word)));
}

function isTextOf({ props }: PlannedResource, name: string, path: string): boolean {
  const index = /^bindings\[(\d+)\]\.text$/.exec(path)?.[1];
  const { bindings } = props;
  const bound: unknown = Array.isArray(bindings) ? bindings[Number(index)] : undefined;
  return typeof bound === "object" && bound !== null && Reflect.get(bound, "name") === name;
}

/** Words that occur in the names of all of the stack's secrets. */
const common = new Set(["secret", "secrets", "key", "token", "password"]);
const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "" && !common.has(word));
