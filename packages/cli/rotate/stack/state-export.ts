import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Stack } from "../../project.ts";
import { pulumi } from "../../pulumi/run.ts";

/** The output of `pulumi stack export`. Throws STACK_UNKNOWN and CONFIG_INVALID with what to do. */
export async function exportState(
  stack: Stack,
  environment: Environment,
  ...flags: string[]
): Promise<string> {
  const args = ["stack", "export", "--stack", stack.name, ...flags];
  return pulumi(args, { environment, output: "collect" }).catch((thrown) =>
    explainExport(thrown, stack),
  );
}

/** The CLI's exit codes: see `sdk/go/common/util/cmdutil/exit.go` of Pulumi. */
const exits = { notLoggedIn: 3, noSuchStack: 6 } as const;

/** Explains what to fix, where the CLI's failure allows it. */
function explainExport(thrown: unknown, stack: Stack): never {
  if (!(thrown instanceof SeaworthyError) || thrown.code !== "PULUMI_FAILED") throw thrown;
  const { exitCode, lastWords } = thrown.details;
  if (exitCode === exits.noSuchStack) {
    const message = `Pulumi's backend has no stack ${stack.name}. Create it first: npx seaworthy up ${stack.name}`;
    throw new SeaworthyError("STACK_UNKNOWN", message, { cause: thrown });
  }
  if (exitCode === exits.notLoggedIn)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      "Pulumi is not logged in. Set PULUMI_ACCESS_TOKEN, or log in: npx pulumi login",
      {
        cause: thrown,
      },
    );
  // A wrong passphrase has no exit code of its own.
  if (/(incorrect passphrase|passphrase must be set)/.test(String(lastWords))) {
    const message = `Set PULUMI_CONFIG_PASSPHRASE to the passphrase of stack ${stack.name}, which decrypts its secrets.`;
    throw new SeaworthyError("CONFIG_INVALID", message, { cause: thrown });
  }
  throw thrown;
}
