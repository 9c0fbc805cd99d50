import { confirm as askOnTerminal, isCancel } from "@clack/prompts";
import { SeaworthyError } from "@seaworthy/core/errors";

export interface Question {
  /** The action, as a question. */
  readonly message: string;
  /** Whether `--yes` was given. */
  readonly yes: boolean | undefined;
}

/**
 * Asks for confirmation before an irreversible action. Throws USAGE without a terminal, and when
 * declined.
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
