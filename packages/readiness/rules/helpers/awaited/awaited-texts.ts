import { type AwaitedText, type PlannedResource, types } from "../../../plan/resource.ts";
import type { PlannedObject, PlannedValue } from "../../../plan/value.ts";

/** What a text at a path is made of, if the update produces it and that is visible. */
export const awaitedTextAt = (resource: PlannedResource, path: string): AwaitedText | undefined =>
  resource.awaitedTexts?.get(path);

/** The path of one binding's text. */
export const textPathOf = (bindings: readonly PlannedObject[], binding: PlannedObject): string =>
  `bindings[${bindings.indexOf(binding)}].text`;

/** Equal for equal texts, known or not; undefined when that cannot be determined. */
export function identityOf(
  resource: PlannedResource,
  path: string,
  value: PlannedValue,
): string | undefined {
  return typeof value === "string" ? value : awaitedTextAt(resource, path)?.text;
}

/** Whether it consists only of outputs that their providers do not mark as secret. */
export const isOpen = ({ sources }: AwaitedText): boolean =>
  sources.length > 0 && sources.every(({ isSecret }) => !isSecret);

/** Whether it contains a secret verbatim: an output, or an encrypted value of the stack file. */
export const showsSecret = (
  { sources }: AwaitedText,
  { isMarked }: { readonly isMarked: boolean },
): boolean => sources.some(({ isSecret }) => isSecret) || (sources.length === 0 && isMarked);

/** Type and name of a resource from its URN. */
export function resourceOfUrn(urn: string): { type: string; name: string } {
  const [, , path = "", ...name] = urn.split("::");
  return { type: path.split("$").at(-1) ?? "", name: name.join("::") };
}

/** Whether an output belongs to a resource of that kind. */
export const isOfKind = (urn: string, kind: keyof typeof types): boolean =>
  resourceOfUrn(urn).type === types[kind];
