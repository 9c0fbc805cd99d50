import { ofType, type PlannedResource } from "../plan/resource.ts";
import { isUnknown, objectsIn, type PlannedObject } from "../plan/value.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "./rule.ts";
import { secretShapeOf } from "./secret-shapes.ts";

/** Names under which people keep secrets. */
const secretName = /(SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIAL|PRIVATE_KEY|API_KEY)/;

/** Kinds of binding that everybody who may look at the Worker can read, and the property with the text. */
const readable: Readonly<Record<string, string>> = { plain_text: "text", json: "json" };

export const secretsNoPlainSecret: Rule = {
  id: "secrets-no-plain-secret",
  area: "secrets",
  title: "No secret is bound to the Worker in plain text",
  why: "The text of a plain binding is shown in Cloudflare's dashboard and by its API to everybody who may see the Worker, and stays in each of its versions.",
  fix: "Bind it as secret_text and mark the value with pulumi.secret; replace the secret if it was ever deployed in plain text.",
  example: { language: "typescript", code: '{ name: "JWT_SECRET", type: "secret_text", text: pulumi.secret(key) }' },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: (resources) => ofType(resources, "workerVersion").flatMap(judgeVersion),
};

function judgeVersion(version: PlannedResource): Finding[] {
  const { bindings } = version.props;
  if (isUnknown(bindings)) return [notKnown("bindings", version)];
  return objectsIn(bindings).flatMap((binding) => judgeBinding(binding, version));
}

function judgeBinding(binding: PlannedObject, version: PlannedResource): Finding[] {
  const name = String(binding.name);
  if (isUnknown(binding.type)) return [notKnown(`The type of binding ${name}`, version)];
  const property = readable[String(binding.type)];
  if (property === undefined) return [];
  if (secretName.test(name)) return [violation(`Binding ${name} is plain text, and its name says that it is a secret.`, version)];
  const text = binding[property];
  if (isUnknown(text)) return [notKnown(`The text of binding ${name}`, version)];
  const shape = typeof text === "string" ? secretShapeOf(text) : undefined;
  return shape === undefined ? [] : [violation(`Binding ${name} is plain text and looks like ${shape}.`, version)];
}
