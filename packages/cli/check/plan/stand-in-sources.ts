import { standInOutput, standInsOf } from "@seaworthy/core/stand-in";
import type { AwaitedText, Source } from "@seaworthy/readiness/plan/resource";
import { isSecret } from "./properties.ts";
import { partsOf, type Registration } from "./registrations.ts";

/** The sources of the check's stand-in values: outputs of the program's resources. */
export type Outputs = ReadonlyMap<string, Source>;

const kinds = ["string", "number"] as const;

export function readOutputs(registrations: ReadonlyMap<string, Registration>): Outputs {
  const entries = [...registrations].flatMap(([urn, { answer }]) => {
    const { type, name } = partsOf(urn);
    return Object.entries({ id: undefined, ...answer }).flatMap(([property, value]) => {
      const source = { urn, property, isSecret: isSecret(value) };
      return kinds.map(
        (kind) => [String(standInOutput({ type, name, property, kind })), source] as const,
      );
    });
  });
  return new Map(entries);
}

/** The outputs that each text or number is made of. */
export const awaitedTexts = (
  texts: ReadonlyMap<string, string>,
  outputs: Outputs,
): ReadonlyMap<string, AwaitedText> =>
  new Map(
    [...texts].map(([path, text]) => {
      const parts = new Set([text, ...standInsOf(text)]);
      return [path, { text, sources: [...parts].flatMap((one) => outputs.get(one) ?? []) }];
    }),
  );
