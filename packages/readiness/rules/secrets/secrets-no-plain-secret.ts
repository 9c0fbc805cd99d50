import type { PlannedResource } from "../../plan/resource.ts";
import { isUnknown, type PlannedObject } from "../../plan/value.ts";
import { eachBindings } from "../helpers/checks.ts";
import { secretName, secretShapeOf } from "../helpers/secret-shapes.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

/**
 * Kinds of binding that everybody who may look at the Worker can read, and the property with the
 * text.
 */
const readable: Readonly<Record<string, string>> = { plain_text: "text", json: "json" };

export const secretsNoPlainSecret: Rule = {
  id: "secrets-no-plain-secret",
  area: "secrets",
  title: "No secret is bound to the Worker in plain text",
  why: "The text of a plain binding is shown in Cloudflare's dashboard and by its API to everybody who may see the Worker, and stays in each of its versions.",
  fix: "Bind it as secret_text and mark the value with pulumi.secret; replace the secret if it was ever deployed in plain text.",
  example: {
    language: "typescript",
    code: '{ name: "JWT_SECRET", type: "secret_text", text: pulumi.secret(key) }',
  },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: (resources) =>
    eachBindings(resources, (bindings, version) =>
      bindings.flatMap((one) => judgeBinding(one, version)),
    ),
};

function judgeBinding(bound: PlannedObject, version: PlannedResource): Finding[] {
  const name = String(bound.name);
  if (isUnknown(bound.type)) return [notKnown(`The type of binding ${name}`, version)];
  const key = readable[String(bound.type)];
  if (key === undefined) return [];
  if (secretName.test(name))
    return [
      violation(`Binding ${name} is plain text, and its name says that it is a secret.`, version),
    ];
  const text = bound[key];
  if (isUnknown(text)) return [notKnown(`The text of binding ${name}`, version)];
  const shape = typeof text === "string" ? secretShapeOf(text) : undefined;
  return shape === undefined
    ? []
    : [violation(`Binding ${name} is plain text and looks like ${shape}.`, version)];
}
