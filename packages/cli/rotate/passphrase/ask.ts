import { randomBytes } from "node:crypto";
import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Stack } from "../../project.ts";
import type { ValueSource } from "../values/value-source.ts";
import { opens, type Passphrases, readEncryption } from "./state.ts";

interface Asked {
  readonly stack: Stack;
  readonly environment: Environment;
  readonly source: ValueSource | undefined;
}

/** Throws USAGE for a stack that has none. */
export async function requirePassphrase(stack: Stack, environment: Environment): Promise<void> {
  const { provider } = await readEncryption(stack, environment);
  if (provider === "passphrase") return;
  const message = `Stack ${stack.name} encrypts its secrets with ${provider}, not a passphrase. To change that: npx pulumi stack change-secrets-provider`;
  throw new SeaworthyError("USAGE", `${message}. Nothing was changed.`);
}

/** The current passphrase, verified, and the new one. */
export async function askForPassphrase({
  stack,
  environment,
  source,
}: Asked): Promise<Passphrases> {
  const from = environment.PULUMI_CONFIG_PASSPHRASE;
  if (from === undefined || !(await opens(stack, environment, from))) {
    const message = `Set PULUMI_CONFIG_PASSPHRASE to the current passphrase of stack ${stack.name}. Nothing was changed.`;
    throw new SeaworthyError("CONFIG_INVALID", message);
  }
  if (stack.isLocal) return { from, to: randomBytes(32).toString("base64url") };
  if (source === undefined) {
    const how =
      'type it on a terminal, pipe it in with --stdin, or give --command "<a shell command that prints it>"';
    throw new SeaworthyError(
      "USAGE",
      `The new passphrase is missing: ${how}. Nothing was changed.`,
    );
  }
  const prompts = [
    "New stack passphrase (store it first: without it the state is lost)",
    "Repeat the passphrase",
  ];
  const [to = "", again = to] = await source.ask(source.isTyped ? prompts : prompts.slice(0, 1));
  if (to !== again)
    throw new SeaworthyError("USAGE", "The passphrases do not match. Nothing was changed.");
  if (to.length < 16)
    throw new SeaworthyError(
      "USAGE",
      "A passphrase must have at least 16 characters. Nothing was changed.",
    );
  if (to === from)
    throw new SeaworthyError("USAGE", "That passphrase is already in use. Nothing was changed.");
  return { from, to };
}

/**
 * The new one opens the state already: it comes from the environment or is entered again by the
 * operator.
 */
export async function knownPassphrase({ stack, environment, source }: Asked): Promise<string> {
  const own = environment.PULUMI_CONFIG_PASSPHRASE;
  if (own !== undefined && (await opens(stack, environment, own))) return own;
  const [given] = (await source?.ask(["The new passphrase from the interrupted run"])) ?? [];
  if (given !== undefined && (await opens(stack, environment, given))) return given;
  const message = `The state of stack ${stack.name} already uses the new passphrase from the interrupted run. Set PULUMI_CONFIG_PASSPHRASE to it, and run this again.`;
  throw new SeaworthyError("CONFIG_INVALID", message);
}
