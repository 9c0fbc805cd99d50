import { z } from "zod";
import { ownerName } from "../rotate/stack/stack-lock.ts";
import type { Tags } from "../rotate/stack/tags.ts";

const lineSchema = z.object({
  at: z.iso.datetime(),
  /** `ann on build-7` */
  by: z.string(),
  what: z.string(),
  /** Ids of versions of the Worker. */
  from: z.string(),
  to: z.string(),
  /** The measurement or the reason. */
  why: z.string(),
});

/** One action on the deployed Worker. Contains no secrets. */
export type AuditLine = z.output<typeof lineSchema>;

/** Maximum number kept; the oldest is dropped. */
const kept = 20;
/** Pulumi Cloud's maximum length of a tag value. */
const longest = 256;
const tagOf = (index: number) => `seaworthy:audit-${String(index).padStart(2, "0")}`;

/** The latest actions on a stack's Worker, stored with the stack and so shared by all operators. */
export interface AuditTrail {
  /** Oldest first. */
  read(): Promise<readonly AuditLine[]>;
  add(line: Omit<AuditLine, "at" | "by">): Promise<void>;
}

export function openTrail(
  tags: Tags,
  { now = () => new Date(), owner = ownerName() } = {},
): AuditTrail {
  const all = async () => {
    const found = await tags.all();
    const entries = Array.from({ length: kept }, (_, index) => [index, found[tagOf(index)]]);
    return entries.flatMap(([index, text]) =>
      typeof text === "string" ? [{ index: Number(index), line: parse(text) }] : [],
    );
  };
  return {
    read: async () => (await all()).map(({ line }) => line).sort(byTime),
    add: async (line) => {
      const lines = await all();
      const last = lines.toSorted((a, b) => byTime(a.line, b.line)).at(-1);
      const index = last === undefined ? 0 : (last.index + 1) % kept;
      await tags.write(tagOf(index), fitted({ at: now().toISOString(), by: owner, ...line }));
    },
  };
}

const byTime = (a: AuditLine, b: AuditLine): number => a.at.localeCompare(b.at);

const parse = (text: string): AuditLine => {
  const [at, by, what, from, to, why] = z.array(z.string()).length(6).parse(JSON.parse(text));
  return lineSchema.parse({ at, by, what, from, to, why });
};

/** As a list without keys, to leave room for the reason, which is truncated to fit. */
function fitted({ at, by, what, from, to, why }: AuditLine): string {
  const text = (reason: string) => JSON.stringify([at, by.slice(0, 40), what, from, to, reason]);
  let cut = why;
  while (cut.length > 1 && Buffer.byteLength(text(cut)) > longest) cut = `${cut.slice(0, -2)}…`;
  return text(cut);
}
