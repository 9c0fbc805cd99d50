import { z } from "zod";

/** Text that must be JSON matching the schema. */
export function jsonOf<T extends z.ZodType>(schema: T, message: string) {
  return z.string().transform((text, context): z.output<T> => {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue(message);
    return z.NEVER;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no schema here accepts undefined
  }
}

export const jsonObject = jsonOf(z.record(z.string(), z.unknown()), "must be a JSON object");

/** `{"session":["SESSION_KEY","SESSION_KEY_PREVIOUS"]}`: the key in use comes first. */
export const secretBindings = jsonOf(
  z.record(
    z.string(),
    z
      .array(z.string().regex(/^[A-Z][A-Z0-9_]*$/))
      .min(1)
      .max(2),
  ),
  "must be JSON: the binding names of each secret",
);
