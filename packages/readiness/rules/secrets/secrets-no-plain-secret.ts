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
import { knownFormatOf } from "../helpers/known-formats.ts";
import { isPublic } from "../helpers/public-values.ts";
import { isPublicName, mayBeSecret, secretWordOf } from "../helpers/secret-names.ts";
import { secretShapeOf } from "../helpers/secret-shapes.ts";
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

/** The path to a member of a JSON text whose name says that it is a secret. */
function secretMemberOf(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return secretIn(JSON.parse(text), []);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function secretIn(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === "string") {
    const word = secretWordOf(path.at(-1) ?? "");
    const isSecret = word !== undefined && !isPublic(value) && mayBeSecret(word, value);
    return isSecret ? path.join(".") : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = secretIn(inner, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
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
  if (typeof text !== "string" || isPublic(text)) return [];
  if (word !== undefined && mayBeSecret(word, text)) return found("its name suggests a secret");
  const inside = secretMemberOf(text);
  if (inside !== undefined) return found(`its member ${inside} suggests a secret`);
  // A vendor's secret is secret whatever its name; for random text the name decides.
  const shape = isPublicName(name) ? knownFormatOf(text) : secretShapeOf(text);
  return shape === undefined ? [] : found(`looks like ${shape}`);
}
