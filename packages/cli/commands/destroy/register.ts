import type { Command } from "commander";
import type { DestroyOptions } from "./destroy.ts";

export function registerDestroy(program: Command): void {
  program
    .command("destroy")
    .description(
      "Delete everything of a stack at its vendors, after Pulumi has listed it and asked. Its data is gone.",
    )
    .argument("<stack>", "local, staging, prod, or a preview")
    .option("--yes", "do not ask; for scripts and CI")
    .action(async (stack: string, options: DestroyOptions) =>
      (await import("./destroy.ts")).destroy(stack, options),
    );
}
