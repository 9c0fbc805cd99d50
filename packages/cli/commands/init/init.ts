import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { hostnameRecord, makeHostnameRecord } from "../../accounts/dns-record.ts";
import { ok, renderFindings } from "../../accounts/finding.ts";
import { lookAtAccounts } from "../../accounts/look-at-accounts.ts";
import { stackAccounts } from "../../accounts/stack-accounts.ts";
import { askValues } from "../../init/ask.ts";
import { findZone } from "../../init/find-zone.ts";
import { asTemplate, type StackValues, valuesIn, withValues } from "../../init/stack-file.ts";
import { writeStackFileSchema } from "../../init/stack-file-schema.ts";
import { localStack } from "../../project.ts";
import { pulumi } from "../../pulumi/run.ts";
import { writeWhole } from "../../pulumi/stack-file.ts";
import { cloudflareWith } from "../../vendor-clients.ts";

export interface InitOptions extends StackValues {
  readonly like: string;
  readonly dns?: boolean;
  readonly backend?: string;
  readonly secretsProvider?: string;
}

/** Exit code 1 when an account check fails; the file is written nevertheless. */
export async function init(name: string, options: InitOptions): Promise<void> {
  requireName(name);
  const file = findProject().stackFile(name);
  const environment = readEnvironment();
  const text = baseText(file, options.like);
  const asked = await askValues(options, valuesIn(text));
  const values = await withZone(asked, environment);
  await writeStackFileSchema(findProject());
  const schema = relative(findProject().root, findProject().tables.stackFileSchema);
  writeWhole(file, withValues(text, values, schema), 0o644);
  process.stdout.write(`${relative(findProject().root, file)} written.\n`);
  if (options.dns) await makeRecord(file, environment);
  const findings = await lookAtAccounts(name, file, environment);
  process.stdout.write(renderFindings(findings));
  if (findings.some(({ status }) => status === "failed")) {
    process.exitCode = 1;
    process.stdout.write(`Mend these, then: npx seaworthy doctor ${name}\n`);
    return;
  }
  await createState(name, options);
  process.stdout.write(`Next: npx seaworthy check ${name}, then npx seaworthy up ${name}\n`);
}

function requireName(name: string): void {
  if (name === localStack)
    throw new SeaworthyError(
      "USAGE",
      `Stack ${localStack} needs no accounts: npx seaworthy up ${localStack}. Nothing was changed.`,
    );
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(name))
    throw new SeaworthyError(
      "USAGE",
      `A stack's name has letters, digits, dots, hyphens and underscores: not ${name}. Nothing was changed.`,
    );
}

/** The stack's own file, or the other stack's without what is specific to it. */
function baseText(file: string, like: string): string {
  if (existsSync(file)) return readFileSync(file, "utf8");
  const other = findProject().stackFile(like);
  if (existsSync(other)) return asTemplate(readFileSync(other, "utf8"));
  throw new SeaworthyError(
    "STACK_UNKNOWN",
    `There is no Pulumi.${like}.yaml to take the other keys from: name another with --like. Nothing was changed.`,
  );
}

/** Fills in the host name's zone and account. */
async function withZone(values: StackValues, environment: Environment): Promise<StackValues> {
  const { hostname, zoneId } = values;
  const token = environment.CLOUDFLARE_API_TOKEN;
  if (hostname === undefined || zoneId !== undefined || token === undefined) return values;
  const found = await findZone(cloudflareWith(environment, token), hostname);
  return found === undefined ? values : { ...found, ...defined(values) };
}

const defined = (values: StackValues): StackValues =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

async function makeRecord(file: string, environment: Environment): Promise<void> {
  const { zoneId, hostname } = stackAccounts(file).cloudflare;
  const token = environment.CLOUDFLARE_API_TOKEN;
  if (zoneId === undefined || hostname === undefined || token === undefined) return;
  const client = cloudflareWith(environment, token);
  if ((await hostnameRecord(client, zoneId, hostname)) !== "none") return;
  await makeHostnameRecord(client, zoneId, hostname);
  process.stdout.write(renderFindings([ok("Cloudflare", `made the DNS record of ${hostname}`)]));
}

async function createState(
  stack: string,
  { backend, secretsProvider }: InitOptions,
): Promise<void> {
  const environment = backend === undefined ? {} : { PULUMI_BACKEND_URL: backend };
  const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
  await pulumi(["stack", "select", stack, "--create", ...provider], {
    environment,
    output: "collect",
  });
  process.stdout.write(`Stack ${stack} is in the backend.\n`);
}
