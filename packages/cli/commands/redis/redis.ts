import { createInterface } from "node:readline/promises";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { openRedisRest } from "@seaworthy/plugins/seaworthy/upstash/redis-rest";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { commandWords } from "../../redis/command-words.ts";
import { renderReply } from "../../redis/render-reply.ts";
import { isProduction } from "../../stack/production.ts";
import { readStack } from "../../stack/read-stack.ts";

export interface RedisOptions {
  readonly database?: string;
  readonly json?: boolean;
  readonly write?: boolean;
}

/** On production commands use the read-only token, unless `--write` is given. */
export async function redis(
  stackName: string,
  command: readonly string[],
  { database, json = false, write = false }: RedisOptions,
): Promise<void> {
  if (command[0]?.startsWith("-"))
    throw new SeaworthyError("USAGE", `seaworthy redis has no option ${command[0]}.`);
  const { stack, environment, state } = await readStack(stackName);
  const { id, name } = databaseOf(state.manifest, database);
  const readOnly = isProduction(stack) && !write;
  if (readOnly)
    process.stderr.write(
      `Stack ${stack.name} is production: read-only. Add --write to change data.\n`,
    );
  const rest = await openRedisRest(createBackend({}, environment), id, { readOnly });
  const run = async (words: readonly string[]) =>
    process.stdout.write(renderReply(await rest.run(words), json));
  if (command.length > 0) await run(command);
  else await session(run, name);
}

function databaseOf({ redis: databases }: Manifest, wanted: string | undefined) {
  const found = wanted === undefined ? databases[0] : databases.find(({ name }) => name === wanted);
  if (found) return found;
  const names = databases.map(({ name }) => name).join(", ");
  throw new SeaworthyError(
    "USAGE",
    `The stack has no Redis database ${wanted ?? ""}. Databases: ${names || "none"}.`,
  );
}

/** One command per line; in a pipe the first failure ends it. */
async function session(
  run: (words: readonly string[]) => Promise<unknown>,
  name: string,
): Promise<void> {
  const { stdin: input, stdout, stderr } = process;
  const isTerminal = input.isTTY === true;
  const lines = createInterface({
    input,
    ...(isTerminal ? { output: stdout } : {}),
    prompt: `${name}> `,
  });
  if (isTerminal) lines.prompt();
  for await (const line of lines) {
    const words = commandWords(line);
    if (isTerminal && /^(quit|exit)$/i.test(words[0] ?? "")) break;
    if (words.length > 0) {
      const done = run(words);
      await (isTerminal
        ? done.catch((thrown: unknown) => stderr.write(`${messageOf(thrown)}\n`))
        : done);
    }
    if (isTerminal) lines.prompt();
  }
  lines.close();
}
