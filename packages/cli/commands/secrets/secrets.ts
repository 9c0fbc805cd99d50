import { defined } from "@seaworthy/core/defined";
import { findStack } from "../../project.ts";
import { passphraseAge } from "../../rotate/passphrase/age.ts";
import { passphraseGap, passphraseName } from "../../rotate/passphrase/name.ts";
import { type PassphraseRecord, readRecord } from "../../rotate/passphrase/record.ts";
import { hasProvidedSecrets } from "../../rotate/rotate.ts";
import { rotatorOf } from "../../rotate/rotators/table.ts";
import { ageDays, dueAt, isDue } from "../../rotate/select.ts";
import { openEngine } from "../../rotate/stack/engine.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import {
  credentialIn,
  generationOf,
  namesIn,
  type StackState,
} from "../../rotate/stack/stack-state.ts";
import { stackTags } from "../../rotate/stack/tags.ts";
import {
  endOf,
  keyBefore,
  recheck,
  type UnrevokedKeys,
  unrevokedKeysStore,
} from "../../rotate/unrevoked-keys.ts";
import { secretNamed } from "../../stack/manifest.ts";
import { openWorker } from "../../worker/worker.ts";

/** One line of `seaworthy secrets`, without the value. */
export interface SecretLine {
  readonly secret: string;
  /** 0: an operator has not supplied the first value yet. */
  readonly generation: number;
  readonly phase: string;
  readonly ageDays: number;
  readonly dueAt: string;
  readonly isDue: boolean;
  readonly owner: string;
  readonly consumers: readonly string[];
  /** What it means that there is no second identity, or that an operator revokes the old one. */
  readonly gap?: string;
  /** What an operator must do. */
  readonly todo?: string;
}

export async function secrets(name: string, options: { readonly json?: boolean }): Promise<void> {
  const stack = findStack(name);
  const environment = stackEnvironment(stack);
  const state = await openEngine(stack, environment).readState();
  const tags = stackTags(stack.name, environment);
  const store = unrevokedKeysStore(tags);
  if (hasProvidedSecrets(state))
    await recheck({ state, worker: openWorker(state, environment), environment }, store, () => {});
  const lines = [
    ...describe(state, await store.read(), stack.name, new Date()),
    ...passphraseLine(state, await readRecord(tags), new Date()),
  ];
  process.stdout.write(options.json ? `${JSON.stringify(lines, null, 2)}\n` : render(lines));
}

function describe(
  state: StackState,
  unrevokedKeys: UnrevokedKeys,
  stack: string,
  now: Date,
): SecretLine[] {
  return namesIn(state).map((secret) => {
    const credential = credentialIn(state, secret);
    const { gap } = rotatorOf(state.manifest, secret);
    const todo = todoOf(state, unrevokedKeys, stack, secret);
    return {
      secret,
      generation: generationOf(credential, credential.slot),
      phase: credential.phase,
      ageDays: Math.floor(ageDays(credential, now)),
      dueAt: dueAt(credential),
      isDue: isDue(credential, now),
      owner: credential.owner,
      consumers: secretNamed(state.manifest, secret).consumers,
      ...defined({ gap, todo }),
    };
  });
}

function passphraseLine(state: StackState, record: PassphraseRecord, now: Date): SecretLine[] {
  const age = passphraseAge(state, record);
  if (age === undefined) return [];
  const { generation, owner } = age;
  const phase = record.changing === undefined ? "steady" : "pending";
  const consumers = ["Pulumi (decrypts the state and the stack file)"];
  const dates = {
    ageDays: Math.floor(ageDays(age, now)),
    dueAt: dueAt(age),
    isDue: isDue(age, now),
  };
  return [
    { secret: passphraseName, generation, phase, ...dates, owner, consumers, gap: passphraseGap },
  ];
}

function todoOf(
  state: StackState,
  unrevokedKeys: UnrevokedKeys,
  stack: string,
  secret: string,
): string | undefined {
  const { person } = rotatorOf(state.manifest, secret);
  if (person === undefined) return undefined;
  const credential = credentialIn(state, secret);
  if (generationOf(credential, credential.slot) === 0)
    return `give it: npx seaworthy rotate ${stack} ${secret}`;
  const since = unrevokedKeys[secret];
  if (since === undefined) return undefined;
  return `the previous key (${endOf(keyBefore({ state }, secret))}) has been valid since ${since.slice(0, 10)}: ${person.toEnd}`;
}

const headings = ["SECRET", "GENERATION", "PHASE", "AGE", "DUE", "OWNER", "USED BY"];

function render(lines: readonly SecretLine[]): string {
  const cells = lines.map(
    ({
      secret,
      generation,
      phase,
      ageDays: age,
      dueAt: due,
      isDue: late,
      owner,
      consumers,
      todo,
    }) => [
      secret,
      generation === 0 ? "not given yet" : String(generation),
      phase,
      generation === 0 ? "" : `${age} days`,
      generation === 0 ? "" : `${late ? "since " : ""}${due.slice(0, 10)}`,
      owner,
      consumers.join(", ") + (todo === undefined ? "" : `; ${todo}`),
    ],
  );
  const rows = [headings, ...cells];
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
