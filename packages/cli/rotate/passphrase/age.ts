import { credentialIn, type StackState } from "../stack/stack-state.ts";
import type { PassphraseRecord } from "./record.ts";

/** The passphrase as `seaworthy secrets` and runs report it: like a credential, without a value. */
export interface PassphraseAge {
  readonly generation: number;
  readonly newest: number;
  readonly createdAt: string;
  readonly everyDays: number;
  readonly owner: string;
}

/**
 * Undefined where a service encrypts the state. A passphrase that was never changed is at least as
 * old as the stack's first secret.
 */
export function passphraseAge(
  state: StackState,
  { generation, changedAt }: PassphraseRecord,
): PassphraseAge | undefined {
  if (state.secretsProvider !== "passphrase") return undefined;
  const { everyDays, owner } = credentialIn(state, state.manifest.rotation.operator);
  const createdAt =
    changedAt ?? String(state.resource(state.manifest.rotation.seal).outputs.createdAt);
  return { generation, newest: generation, createdAt, everyDays, owner };
}
