import { secretNames } from "@seaworthy/infra/secret-table.ts";
import { findStack } from "../project.ts";
import { openEngine } from "../rotate/engine.ts";
import { rotators } from "../rotate/rotators/table.ts";
import { ageDays, dueAt, isDue } from "../rotate/select.ts";
import { stackEnvironment } from "../rotate/stack-environment.ts";
import { generationOf, type StackState } from "../rotate/stack-state.ts";

/** One line of `seaworthy secrets`. There is no value in it. */
export interface SecretLine {
  readonly secret: string;
  readonly generation: number;
  readonly phase: string;
  readonly ageDays: number;
  readonly dueAt: string;
  readonly isDue: boolean;
  readonly owner: string;
  readonly consumers: readonly string[];
}

export async function secrets(name: string, options: { readonly json?: boolean }): Promise<void> {
  const stack = findStack(name);
  const lines = describe(await openEngine(stack, stackEnvironment(stack)).readState(), new Date());
  process.stdout.write(options.json ? `${JSON.stringify(lines, null, 2)}\n` : render(lines));
}

function describe(state: StackState, now: Date): SecretLine[] {
  return secretNames.map((secret) => {
    const credential = state.credentials[secret];
    return {
      secret,
      generation: generationOf(credential, credential.slot),
      phase: credential.phase,
      ageDays: Math.floor(ageDays(credential, now)),
      dueAt: dueAt(credential),
      isDue: isDue(credential, now),
      owner: credential.owner,
      consumers: rotators[secret].consumers,
    };
  });
}

function render(lines: readonly SecretLine[]): string {
  const rows = lines.map(({ secret, generation, phase, ageDays: age, dueAt: due, isDue: late, owner, consumers }) => [
    secret,
    `generation ${generation}`,
    phase,
    `${age} days`,
    `${late ? "due since" : "due"} ${due.slice(0, 10)}`,
    owner,
    consumers.join(", "),
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
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
