import { ofType, type PlannedResource } from "../../plan/resource.ts";
import type { PlannedValue } from "../../plan/value.ts";
import { eachBindings, read } from "../helpers/checks.ts";
import { secretInputs } from "../helpers/secrets/secret-inputs.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const secretsMarked: Rule = {
  id: "secrets-marked",
  area: "secrets",
  title: "Secret inputs are marked as secret",
  why: "Pulumi encrypts secrets, and prints everything else in previews, logs and the state.",
  fix: "Wrap the input in pulumi.secret, or pass on an output that is a secret.",
  example: { language: "typescript", code: "password: pulumi.secret(password)" },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: [
    "workerVersion",
    "hyperdrive",
    "databaseRole",
    "supabaseProject",
    "aclUser",
    "migrations",
  ],
  needs: ["secret-marks"],
  judge: (resources) => [
    ...secretInputs.flatMap(([kind, path]) =>
      ofType(resources, kind).flatMap((resource) => open(resource, path, read(resource, path))),
    ),
    ...eachBindings(resources, (bindings, version) =>
      bindings.flatMap(({ name, type, text }, index) =>
        type === "secret_text" ? open(version, `bindings[${index}].text`, text, String(name)) : [],
      ),
    ),
  ],
};

function open(
  resource: PlannedResource,
  path: string,
  value: PlannedValue,
  subject: string = path,
): Finding[] {
  if (value === undefined || value === null) return [];
  const marked = [...(resource.secretPaths ?? [])].some(
    (secret) => path === secret || path.startsWith(`${secret}.`) || path.startsWith(`${secret}[`),
  );
  if (marked) return [];
  return resource.unseenMarks?.has(path)
    ? [notKnown(`Whether ${path} is marked secret`, resource)]
    : [violation(`${path} is not marked secret.`, resource, { subject })];
}
