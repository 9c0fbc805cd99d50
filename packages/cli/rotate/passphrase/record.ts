import { z } from "zod";
import type { Tags } from "../stack/tags.ts";

const schema = z.object({
  generation: z.int().min(1),
  /** ISO 8601; undefined until it was changed for the first time. */
  changedAt: z.iso.datetime().optional(),
  /** A change that goes on, or was killed. The salt says whether the state is under it already. */
  changing: z.object({ run: z.string(), owner: z.string(), salt: z.string() }).optional(),
});

/**
 * What is known of a stack's passphrase, kept with the stack. Nothing of it is secret: a salt
 * stands in stack file and state.
 */
export type PassphraseRecord = z.output<typeof schema>;

const tag = "seaworthy:passphrase";

export async function readRecord(tags: Tags): Promise<PassphraseRecord> {
  const text = await tags.read(tag);
  return text === undefined ? { generation: 1 } : schema.parse(JSON.parse(text));
}

export const writeRecord = (tags: Tags, record: PassphraseRecord): Promise<void> =>
  tags.write(tag, JSON.stringify(record));
