import { createHash } from "node:crypto";
import { commandName } from "../commands.ts";
import type { RedisArgument, RedisCommand, RedisReply } from "../connection.ts";
import { libraryLock, scriptLock } from "./key-locking.ts";

const header = /^#!lua[ \t]+flags=([^\n]*)(?=\n|$)/;
const upstashFlag = "allow-key-locking";
const longestMemory = 10_000;

export interface RewrittenCommand {
  readonly command: RedisCommand;
  /** Replaces the server's reply to the caller. */
  readonly reply?: (reply: RedisReply) => RedisReply;
}

/**
 * Makes Upstash's scripts run on Redis. Upstash has its own script flag, `allow-key-locking`, which
 * Redis rejects; the scripts of `@upstash/ratelimit` start with it. In EVAL, SCRIPT LOAD and
 * FUNCTION LOAD it is replaced by Lua that enforces it. This changes the script's digest, so
 * EVALSHA and SCRIPT EXISTS are translated for scripts seen before.
 */
export class ScriptHeaders {
  readonly #digests = new Map<string, string>();

  rewrite(command: RedisCommand): RewrittenCommand {
    switch (commandName(command)) {
      case "EVAL":
      case "EVAL_RO":
        return { command: this.#withScript(command, 1) };
      case "EVALSHA":
      case "EVALSHA_RO":
        return {
          command: command.map((word, index) => (index === 1 ? this.#translate(word) : word)),
        };
      case "SCRIPT":
        return this.#rewriteScriptCommand(command);
      case "FUNCTION":
        return { command: withLockedLibrary(command) };
      default:
        return { command };
    }
  }

  #rewriteScriptCommand(command: RedisCommand): RewrittenCommand {
    const action = String(command[1] ?? "").toUpperCase();
    if (action === "EXISTS")
      return { command: command.map((word, index) => (index >= 2 ? this.#translate(word) : word)) };
    const script = command[2];
    if (action !== "LOAD" || script === undefined) return { command };
    const digest = Buffer.from(sha1(script));
    return {
      command: this.#withScript(command, 2),
      reply: (reply) => (Buffer.isBuffer(reply) ? digest : reply),
    };
  }

  #withScript(command: RedisCommand, at: number): RedisCommand {
    const script = command[at];
    if (script === undefined) return command;
    const plain = withoutUpstashFlag(script.toString());
    if (plain === undefined) return command;
    this.#remember(sha1(script), sha1(plain));
    return command.map((word, index) => (index === at ? plain : word));
  }

  #translate(word: RedisArgument): RedisArgument {
    return this.#digests.get(word.toString().toLowerCase()) ?? word;
  }

  #remember(given: string, run: string): void {
    const oldest = this.#digests.keys().next();
    if (this.#digests.size >= longestMemory && !oldest.done) this.#digests.delete(oldest.value);
    this.#digests.set(given, run);
  }
}

/**
 * The script in a form that Redis accepts; undefined when it has no Upstash flag. The first line
 * stays, so that errors keep their line numbers.
 */
export function withoutUpstashFlag(script: string): string | undefined {
  const flags = header
    .exec(script)?.[1]
    ?.split(",")
    .map((flag) => flag.trim());
  if (!flags?.includes(upstashFlag)) return undefined;
  const others = flags.filter((flag) => flag !== upstashFlag);
  const first = others.length === 0 ? "" : `#!lua flags=${others.join(",")}`;
  return script.replace(header, () => first).replace("\n", () => `\n${scriptLock}`);
}

function withLockedLibrary(command: RedisCommand): RedisCommand {
  const code = command.at(-1)?.toString() ?? "";
  const loads = String(command[1] ?? "").toUpperCase() === "LOAD";
  if (!loads || !code.includes(upstashFlag)) return command;
  return [...command.slice(0, -1), code.replace("\n", () => `\n${libraryLock}`)];
}

function sha1(script: RedisArgument): string {
  return createHash("sha1").update(script).digest("hex");
}
