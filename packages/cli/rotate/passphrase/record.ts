import { z } from "zod";
import type { Tags } from "../stack/tags.ts";

const schema = z.object({
  generation: z.int().min(1),
  /** ISO 8601; undefined until its first change. */
  changedAt: z.iso.datetime().optional(),
  /** A change in progress or killed. Whether the state has this salt shows how far it got. */
  changing: z.object({ run: z.string(), owner: z.string(), salt: z.string() }).optional(),
});

/**
 * The record of a stack's passphrase, stored with the stack. Nothing in it is secret: stack file
 * and state contain the salt too.
 */
export type PassphraseRecord = z.output<typeof schema>;

const tag = "seaworthy:passphrase";

export async function readRecord(tags: Tags): Promise<PassphraseRecord> {
  const text = await tags.read(tag);
  return text === undefined ? { generation: 1 } : schema.parse(JSON.parse(text));
}

export const writeRecord = (tags: Tags, record: PassphraseRecord): Promise<void> =>
  tags.write(tag, JSON.stringify(record));
