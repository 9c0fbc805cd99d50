import type { Command } from "commander";

/** The scripts of `completion` call `complete` for each Tab. */
export function registerCompletion(program: Command): void {
  program
    .command("completion")
    .description("Print the completion script of a shell: commands, options and stack names.")
    .argument("<shell>", "bash, zsh, fish or powershell")
    .action(async (shell: string) => (await import("./completion.ts")).printScript(shell));
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .allowUnknownOption()
    .action(async (words: string[]) => (await import("./completion.ts")).complete(program, words));
}
