import { z } from "zod";

const record = z.record(z.string(), z.int().positive());

/** `{"jwt":2,"webhook":1}`: which generation of each secret this version uses. */
export const generations = z.string().transform((text, context) => {
  const parsed = record.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue("must be JSON: names and whole numbers");
  return z.NEVER;
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON is no record either
  }
}
