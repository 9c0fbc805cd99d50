import type { Environment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { missingTokens } from "../pulumi/access.ts";
import { configKeys } from "../pulumi/stack-file.ts";
import { checkAccounts } from "./check-accounts.ts";
import { type Finding, renderFindings } from "./finding.ts";
import { stackAccounts } from "./stack-accounts.ts";

/** Checks all vendors and lists missing tokens too. */
export async function lookAtAccounts(
  stack: string,
  file: string,
  environment: Environment,
): Promise<Finding[]> {
  const missing = missingTokens(environment, configKeys(file)).map(
    ({ variable, what, vendor, page }): Finding => ({
      ...{ vendor, what: `${variable} is not set (${what})`, status: "failed" },
      fix: `Make one at ${page}, and export it, or: pulumi config set --secret --stack ${stack}.`,
    }),
  );
  return [...missing, ...(await checkAccounts(stackAccounts(file), environment))];
}

/**
 * Runs before any change. Returns the warnings; throws CONFIG_INVALID listing everything that would
 * make an `up` fail.
 */
export async function requireAccounts(
  stack: string,
  file: string,
  environment: Environment,
): Promise<string> {
  const findings = await checkAccounts(stackAccounts(file), environment);
  const failed = findings.filter(({ status }) => status === "failed");
  if (failed.length > 0)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `The accounts of stack ${stack} are not ready:\n${renderFindings(failed)}Nothing was changed. Look again with: npx seaworthy doctor ${stack}. Where this is wrong, add --no-account-check.`,
    );
  return renderFindings(findings.filter(({ status }) => status === "warning"));
}
