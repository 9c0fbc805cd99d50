import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isObject, isUnknown, type PlannedValue } from "../../plan/value.ts";
import {
  awaitedTextAt,
  isOpen,
  resourceOfUrn,
  showsSecret,
} from "../helpers/awaited/awaited-texts.ts";
import { isPublic } from "../helpers/secrets/public-values.ts";
import { mayBeSecret, secretWordOf } from "../helpers/secrets/secret-names.ts";
import { secretShapeOf } from "../helpers/secrets/secret-shapes.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const secretsNotInOutputs: Rule = {
  id: "secrets-not-in-outputs",
  area: "secrets",
  title: "No stack output reveals a secret",
  why: "Outputs are printed after each update, into the logs of whatever ran it.",
  fix: "Wrap the output in pulumi.secret, or remove it.",
  example: { language: "typescript", code: "export const jwtSecret = pulumi.secret(key);" },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["stack"],
  needs: ["secret-marks"],
  judge: (resources) =>
    ofType(resources, "stack").flatMap((stack) =>
      Object.entries(stack.props).flatMap(([name, value]) => judgeOutput(name, value, stack)),
    ),
};

function judgeOutput(path: string, value: PlannedValue, stack: PlannedResource): Finding[] {
  const name = path.split(/[.[]/)[0] ?? path;
  if (isMarked(path, stack)) return [];
  if (Array.isArray(value))
    return value.flatMap((item: PlannedValue, index) =>
      judgeOutput(`${path}[${index}]`, item, stack),
    );
  if (isObject(value))
    return Object.entries(value).flatMap(([key, item]) =>
      judgeOutput(`${path}.${key}`, item, stack),
    );
  if (isUnknown(value)) return judgeAwaited(path, stack);
  if (typeof value !== "string" || isPublic(value)) return [];
  const word = secretWordOf(path.split(".").at(-1) ?? path);
  const shape = secretShapeOf(value);
  const says = shape ?? (word !== undefined && mayBeSecret(word, value) ? "a secret" : undefined);
  return says === undefined
    ? []
    : [
        violation(`Output ${path} looks like ${says}, and is not marked secret.`, stack, {
          subject: name,
        }),
      ];
}

/** Not marked as secret, but it may contain one: `pulumi.unsecret` removes marks. */
function judgeAwaited(path: string, stack: PlannedResource): Finding[] {
  const awaited = awaitedTextAt(stack, path);
  if (awaited === undefined) return [notKnown(`Output ${path}`, stack)];
  if (isOpen(awaited)) return [];
  if (!showsSecret(awaited, { isMarked: false })) return [notKnown(`Output ${path}`, stack)];
  const name = path.split(/[.[]/)[0] ?? path;
  const from = resourceOfUrn(awaited.sources.find(({ isSecret }) => isSecret)?.urn ?? "").name;
  const said = `Output ${path} shows a secret of ${from}, and is not secret.`;
  return [violation(said, stack, { subject: name })];
}

const isMarked = (path: string, { secretPaths = new Set() }: PlannedResource): boolean =>
  [...secretPaths].some((one) => path === one || path.startsWith(`${one}.`));
