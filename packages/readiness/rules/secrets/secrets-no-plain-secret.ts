import type { PlannedResource } from "../../plan/resource.ts";
import { isUnknown, type PlannedObject } from "../../plan/value.ts";
import {
  awaitedTextAt,
  isOpen,
  showsSecret,
  textPathOf,
} from "../helpers/awaited/awaited-texts.ts";
import {
  boundKinds,
  boundResources,
  type NamedText,
  readableTexts,
} from "../helpers/bound-texts.ts";
import { secretSaidBy } from "../helpers/secrets/named-secrets.ts";
import { secretWordOf } from "../helpers/secrets/secret-names.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const secretsNoPlainSecret: Rule = {
  id: "secrets-no-plain-secret",
  area: "secrets",
  title: "No secret is bound in plain text to a Worker or to Pages",
  why: "Cloudflare's dashboard and API show the text of a plain binding to everyone who can see the Worker, and each version keeps it.",
  fix: "Bind it as secret_text and mark the value with pulumi.secret; replace the secret if it was ever deployed in plain text.",
  example: {
    language: "typescript",
    code: '{ name: "JWT_SECRET", type: "secret_text", text: pulumi.secret(key) }',
  },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: [...boundKinds],
  judge: (resources) =>
    boundResources(resources).flatMap(({ resource, bindings }) =>
      bindings === undefined
        ? [notKnown("bindings", resource)]
        : bindings.flatMap((one) => judgeBinding(one, resource, textPathOf(bindings, one))),
    ),
};

function judgeBinding(bound: PlannedObject, resource: PlannedResource, path: string): Finding[] {
  if (isUnknown(bound.type))
    return [notKnown(`The type of binding ${String(bound.name)}`, resource)];
  const awaited = awaitedTextAt(resource, path);
  const isMarked = resource.secretPaths?.has(path) ?? false;
  const isShown = awaited !== undefined && showsSecret(awaited, { isMarked });
  return readableTexts(bound).flatMap((one) =>
    isUnknown(one.text) && awaited !== undefined
      ? judgeAwaited(one, resource, isShown ? "a secret" : isOpen(awaited) ? "open" : "not known")
      : judgeText(one, resource),
  );
}

function judgeAwaited(
  one: NamedText,
  resource: PlannedResource,
  holds: "a secret" | "open" | "not known",
): Finding[] {
  if (holds === "open") return [];
  if (holds === "not known") return judgeText(one, resource);
  const { name } = one;
  const said = `Binding ${name} is plain text, and a secret of the program is in it.`;
  return [violation(said, resource, { subject: name })];
}

function judgeText({ name, text }: NamedText, resource: PlannedResource): Finding[] {
  const word = secretWordOf(name);
  const found = (says: string) => [
    violation(`Binding ${name} is plain text, and ${says}.`, resource, { subject: name }),
  ];
  if (isUnknown(text))
    return word === undefined
      ? [notKnown(`The text of binding ${name}`, resource)]
      : found("its name suggests a secret");
  const said = typeof text === "string" ? secretSaidBy(name, text) : undefined;
  return said === undefined ? [] : found(said);
}
