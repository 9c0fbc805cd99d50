import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import type { Tags } from "./stack/tags.ts";

/** The steps of a run, in order. Each is idempotent. */
export const stepNames = [
  "prepare",
  "test",
  "accept",
  "publish",
  "grace",
  "quiet",
  "revoke",
  "prove",
  "record",
  "undo",
] as const;
export type StepName = (typeof stepNames)[number];

const journalSchema = z.object({
  run: z.string(),
  owner: z.string(),
  /** The generation that each secret will have. */
  targets: z.record(z.string(), z.number()),
  step: z.enum(stepNames),
  at: z.enum(["before", "after"]),
  emergency: z.boolean(),
});

/**
 * A run's progress: written before and after each step, so that the next run knows what a killed
 * one left.
 */
export type Journal = z.output<typeof journalSchema>;
export type Targets = Journal["targets"];

const tag = "seaworthy:rotation";

/**
 * Stores the journal with the stack, encrypted with a key that only those who can read the stack's
 * secrets have.
 */
export interface JournalStore {
  read(): Promise<Journal | undefined>;
  write(journal: Journal): Promise<void>;
  clear(): Promise<void>;
}

export function openJournal(tags: Tags, stackSecret: string): JournalStore {
  const key = Buffer.from(hkdfSync("sha256", stackSecret, "", "seaworthy rotation journal", 32));
  return {
    read: async () => {
      const sealed = await tags.read(tag);
      return sealed === undefined
        ? undefined
        : journalSchema.parse(JSON.parse(unseal(key, sealed)));
    },
    write: (journal) => tags.write(tag, seal(key, JSON.stringify(journal))),
    clear: () => tags.remove(tag),
  };
}

/** A prefix, because a command line parses a word starting with a dash as an option. */
const sealMark = "v1.";

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return sealMark + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
}

function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(sealMark.length), "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return decipher.update(bytes.subarray(28), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw new SeaworthyError(
      "STORE_CORRUPT",
      `The stack's tag ${tag} was not written by a rotation. Remove it: pulumi stack tag rm ${tag}`,
      { cause },
    );
  }
}
