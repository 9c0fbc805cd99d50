import { confirm as askOnTerminal, isCancel } from "@clack/prompts";
import { SeaworthyError } from "@seaworthy/core/errors";

export interface Question {
  /** What is about to be done, as a question. */
  readonly message: string;
  /** `--yes` was typed. */
  readonly yes: boolean | undefined;
}

/**
 * Asks before something that cannot be taken back. Throws USAGE where nobody can answer, and when
 * the answer is no.
 */
export async function confirm({ message, yes }: Question): Promise<void> {
  if (yes) return;
  if (!(process.stdin.isTTY && process.stderr.isTTY))
    throw new SeaworthyError(
      "USAGE",
      `${message} This is not a terminal: add --yes. Nothing was changed.`,
    );
  const answer = await askOnTerminal({ message, initialValue: false, output: process.stderr });
  if (isCancel(answer) || !answer)
    throw new SeaworthyError("USAGE", "Not confirmed. Nothing was changed.");
}
