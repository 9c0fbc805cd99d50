import { type AwaitedText, type PlannedResource, types } from "../../../plan/resource.ts";
import type { PlannedObject, PlannedValue } from "../../../plan/value.ts";

/** What a text at a path is made of, where the update makes it and that can be seen. */
export const awaitedTextAt = (resource: PlannedResource, path: string): AwaitedText | undefined =>
  resource.awaitedTexts?.get(path);

/** The path of one binding's text. */
export const textPathOf = (bindings: readonly PlannedObject[], binding: PlannedObject): string =>
  `bindings[${bindings.indexOf(binding)}].text`;

/** The same for the same text, whether it is known yet or not; undefined where nobody can tell. */
export function identityOf(
  resource: PlannedResource,
  path: string,
  value: PlannedValue,
): string | undefined {
  return typeof value === "string" ? value : awaitedTextAt(resource, path)?.text;
}

/** Whether everything in it comes from outputs that their providers do not call secret. */
export const isOpen = ({ sources }: AwaitedText): boolean =>
  sources.length > 0 && sources.every(({ isSecret }) => !isSecret);

/** Whether a secret is in it word for word: an output, or what is encrypted in the stack file. */
export const showsSecret = (
  { sources }: AwaitedText,
  { isMarked }: { readonly isMarked: boolean },
): boolean => sources.some(({ isSecret }) => isSecret) || (sources.length === 0 && isMarked);

/** Type and name of a resource out of its URN. */
export function resourceOfUrn(urn: string): { type: string; name: string } {
  const [, , path = "", ...name] = urn.split("::");
  return { type: path.split("$").at(-1) ?? "", name: name.join("::") };
}

/** Whether an output is of a resource of a kind. */
export const isOfKind = (urn: string, kind: keyof typeof types): boolean =>
  resourceOfUrn(urn).type === types[kind];
