import { z } from "zod";
import type { Report } from "./events.ts";
import type { Access } from "./rotators/rotator.ts";
import { rotatorOf } from "./rotators/table.ts";
import { credentialIn, otherSlot, secretIn } from "./stack/stack-state.ts";
import type { Tags } from "./stack/tags.ts";

const recordSchema = z.record(z.string(), z.iso.datetime());

/**
 * Keys that a rotation replaced and their vendor still takes, because only a person can end them;
 * with since when, ISO 8601.
 */
export type UnrevokedKeys = z.output<typeof recordSchema>;

const tag = "seaworthy:unrevoked-keys";
/** Stacks of earlier versions have this one: it is read, and removed at the next change. */
const formerTag = "seaworthy:still-accepted";

/**
 * Kept with the stack. Names and times: what the keys are is in the other slot of their
 * credentials.
 */
export interface UnrevokedKeysStore {
  read(): Promise<UnrevokedKeys>;
  /** Writes nothing where nothing changes. */
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

/** The last characters, by which dashboards tell keys apart. */
export const endOf = (value: string): string => `…${value.slice(-4)}`;

/**
 * The previous key: what the last rotation replaced. Empty when there was none.
 */
export function keyBefore({ state }: Pick<Access, "state">, name: string): string {
  const credential = credentialIn(state, name);
  return secretIn(credential, otherSlot(credential.slot));
}

/**
 * Tries those of the record once more: what a person ended since is reported and forgotten. Who
 * cannot be asked stays.
 */
export async function recheck(
  access: Access,
  store: UnrevokedKeysStore,
  report: Report,
): Promise<void> {
  for (const name of Object.keys(await store.read())) {
    // One that the configuration does not enable any more cannot be tried: its values are gone.
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
    return true; // the vendor gave no answer: nothing is known that was not before
  }
}
