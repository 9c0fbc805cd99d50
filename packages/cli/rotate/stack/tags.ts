import type { Environment } from "@seaworthy/core/environment";
import { z } from "zod";
import { pulumi } from "../../pulumi/run.ts";

/** Short texts stored with a stack, in every Pulumi backend and shared by all its operators. */
export interface Tags {
  read(name: string): Promise<string | undefined>;
  /** Including other programs' tags, by name. */
  all(): Promise<Readonly<Record<string, string>>>;
  write(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export function stackTags(stack: string, environment: Environment): Tags {
  const run = (...args: string[]) =>
    pulumi(["stack", "tag", ...args, "--stack", stack], { environment, output: "collect" });
  const list = async () =>
    z.record(z.string(), z.string()).parse(JSON.parse(await run("ls", "--json")));
  return {
    read: async (name) => (await list())[name],
    all: list,
    write: async (name, value) => void (await run("set", name, value)),
    remove: async (name) => {
      if (name in (await list())) await run("rm", name);
    },
  };
}
