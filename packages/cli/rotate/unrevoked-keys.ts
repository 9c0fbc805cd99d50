import { z } from "zod";
import type { Report } from "./events.ts";
import type { Access } from "./rotators/rotator.ts";
import { rotatorOf } from "./rotators/table.ts";
import { credentialIn, otherSlot, secretIn } from "./stack/stack-state.ts";
import type { Tags } from "./stack/tags.ts";

const recordSchema = z.record(z.string(), z.iso.datetime());

/**
 * Replaced keys that their vendor still accepts, because only an operator can revoke them; with the
 * time since when, ISO 8601.
 */
export type UnrevokedKeys = z.output<typeof recordSchema>;

const tag = "seaworthy:unrevoked-keys";
/** The tag of earlier versions: it is read, and removed at the next change. */
const formerTag = "seaworthy:still-accepted";

/**
 * Stored with the stack: names and times only. The keys themselves are in the other slot of their
 * credentials.
 */
export interface UnrevokedKeysStore {
  read(): Promise<UnrevokedKeys>;
  /** Writes only if something changes. */
  set(name: string, isAccepted: boolean): Promise<void>;
}

export function unrevokedKeysStore(tags: Tags, now = () => new Date()): UnrevokedKeysStore {
  const read = async () => {
    const text = (await tags.read(tag)) ?? (await tags.read(formerTag));
    return text === undefined ? {} : recordSchema.parse(JSON.parse(text));
  };
  return {
    read,
    set: async (name, isAccepted) => {
      const { [name]: since, ...others } = await read();
      if (isAccepted === (since !== undefined)) return;
      const record = isAccepted ? { ...others, [name]: now().toISOString() } : others;
      if (Object.keys(record).length === 0) await tags.remove(tag);
      else await tags.write(tag, JSON.stringify(record));
      if ((await tags.read(formerTag)) !== undefined) await tags.remove(formerTag);
    },
  };
}

/** The last characters, by which dashboards identify keys. */
export const endOf = (value: string): string => `…${value.slice(-4)}`;

/**
 * The previous key: what the last rotation replaced. Empty when there was none.
 */
export function keyBefore({ state }: Pick<Access, "state">, name: string): string {
  const credential = credentialIn(state, name);
  return secretIn(credential, otherSlot(credential.slot));
}

/**
 * Tries the recorded keys again: revoked ones are reported and removed. If the vendor is
 * unreachable, the key stays.
 */
export async function recheck(
  access: Access,
  store: UnrevokedKeysStore,
  report: Report,
): Promise<void> {
  for (const name of Object.keys(await store.read())) {
    // A secret that the configuration no longer enables cannot be tried: its values are gone.
    const before = access.state.credentials[name] === undefined ? "" : keyBefore(access, name);
    if (before !== "" && (await isTaken(access, name, before))) continue;
    await store.set(name, false);
    if (before !== "") report({ event: "ended", secret: name, key: endOf(before) });
  }
}

async function isTaken(access: Access, name: string, value: string): Promise<boolean> {
  try {
    return await rotatorOf(access.state.manifest, name).accepts(
      access,
      value,
      otherSlot(credentialIn(access.state, name).slot),
    );
  } catch {
    return true; // no answer from the vendor: assume nothing has changed
  }
}
