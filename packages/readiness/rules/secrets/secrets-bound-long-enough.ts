import { z } from "zod";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { awaitedBindings } from "../helpers/awaited/awaited.ts";
import { awaitedTextAt, isOfKind, textPathOf } from "../helpers/awaited/awaited-texts.ts";
import { eachBindings } from "../helpers/checks.ts";
import { configurable, deployed, notKnown, positive, violation } from "../rule.ts";

export const secretsBoundLongEnough = configurable({
  id: "secrets-bound-long-enough",
  area: "secrets",
  title: "Secrets bound to the Worker have at least 32 characters",
  why: "A short secret was probably made up by a person. In production the Worker refuses to start with it.",
  fix: "Generate it with a Credential.",
  example: { language: "typescript", code: 'secret("WEBHOOK_SECRET", keys.webhook.current)' },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  configuration: z.object({ least: positive(32, "Least characters") }),
  judge: (resources, { least }) => {
    const awaited = awaitedBindings(resources);
    return eachBindings(resources, (bindings, version) =>
      bindings
        .filter(({ name, text }) => !(text === "" && awaited.has(String(name))))
        .filter(
          ({ type, name }) =>
            type === "secret_text" && /(SECRET|PEPPER|TOKEN|_KEY)(_PREVIOUS)?$/.test(String(name)),
        )
        .flatMap((bound) => {
          const name = String(bound.name);
          const path = textPathOf(bindings, bound);
          const length = isUnknown(bound.text)
            ? lengthOf(version, path, resources)
            : String(bound.text ?? "").length;
          if (length === undefined) return [notKnown(`Binding ${name}`, version)];
          return length >= least
            ? []
            : [violation(`${name} has fewer than ${least} characters.`, version, { item: name })];
        }),
    );
  },
});

/**
 * For a text that is not known yet: a Credential declares its length; vendors' secrets are long.
 */
function lengthOf(
  version: PlannedResource,
  path: string,
  resources: readonly PlannedResource[],
): number | undefined {
  const { sources = [] } = awaitedTextAt(version, path) ?? {};
  if (sources.length === 0) return undefined;
  const lengths = sources.map(({ urn }) => {
    if (!isOfKind(urn, "credential")) return Number.POSITIVE_INFINITY;
    const owner = ofType(resources, "credential").find((one) => one.urn === urn);
    return owner === undefined ? undefined : charactersOf(owner);
  });
  return lengths.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
}

function charactersOf({ props: { bytes = 32, encoding } }: PlannedResource): number | undefined {
  if (typeof bytes !== "number") return undefined;
  return encoding === "hex" ? 2 * bytes : Math.ceil((4 * bytes) / 3);
}
