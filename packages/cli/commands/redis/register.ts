import type { Command } from "commander";
import type { RedisOptions } from "./redis.ts";

export function registerRedis(program: Command): void {
  program
    .command("redis")
    .description("Run a Redis command on a database of the stack, over Upstash's REST API.")
    .argument("<stack>", "local, staging or prod")
    .argument("[command...]", "e.g. get key; without it, a session, or one command a line of stdin")
    .option("-d, --database <name>", "which database (default: the first of the stack)")
    .option("--json", "print the answer as JSON")
    .option("--write", "let commands change data on production")
    .allowUnknownOption() // -1 is an argument of LRANGE
    .action(async (stack: string, command: string[], options: RedisOptions) =>
      (await import("./redis.ts")).redis(stack, command, options),
    );
}
