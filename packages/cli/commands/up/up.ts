import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { type Manifest, manifestSchema } from "@seaworthy/sdk/manifest/schema";
import { installToolchain } from "@seaworthy/toolchain/install/install";
import { preparePulumiHome } from "@seaworthy/toolchain/pulumi/pulumi-home";
import { Listr } from "listr2";
import { z } from "zod";
import { requireAccounts } from "../../accounts/look-at-accounts.ts";
import { endDev } from "../../dev/publish.ts";
import { ensureCloud, releasePorts } from "../../local-cloud.ts";
import { openPreview, writePreviewFile } from "../../previews/make-preview.ts";
import { progressOptions } from "../../progress.ts";
import { findStack, makeStateDirectory, type Stack } from "../../project.ts";
import { requireTokens } from "../../pulumi/access.ts";
import { localEnvironment } from "../../pulumi/environment.ts";
import { judgedInputs } from "../../pulumi/judged-inputs.ts";
import { localStackFile } from "../../pulumi/local-passphrase.ts";
import { clearStaleLocks } from "../../pulumi/locks.ts";
import { settlePendingCreates } from "../../pulumi/pending.ts";
import { startPluginHost } from "../../pulumi/plugin-host.ts";
import { pulumi } from "../../pulumi/run.ts";
import { ensureLocalStack } from "../../pulumi/stack.ts";
import { configKeys, readText } from "../../pulumi/stack-file.ts";
import { stateFiles } from "../../pulumi/state-files.ts";
import { type AfterUp, afterUp, heldRun, requireGateTokens } from "../../rollout/after-up.ts";
import { gateSettings } from "../../rollout/settings.ts";
import { uploadSourceMaps } from "../../source-maps/of-stack.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";
import { printLocalStatus } from "../../status/print.ts";
import { openDeployed } from "../../worker/deployed.ts";

export interface UpOptions {
  readonly configFile?: string;
  readonly newPorts?: boolean;
  readonly yes?: boolean;
  /** `false`: an `up` at the vendors skips the account check. */
  readonly accountCheck?: boolean;
  /** Undefined: as in the stack file. */
  readonly gate?: boolean;
  readonly ephemeral?: boolean;
  readonly like?: string;
  readonly for?: string;
}

export async function up(name: string, options: UpOptions): Promise<void> {
  if (options.ephemeral) return upPreview(name, options);
  const stack = findStack(name);
  if (options.configFile !== undefined) readText(options.configFile);
  if (stack.isLocal) await upLocal(stack, options);
  else await upAtVendors(stack, options);
}

async function upLocal(stack: Stack, options: UpOptions): Promise<void> {
  const { configFile, newPorts, gate } = options;
  if (newPorts) await releasePorts(findProject().cloudDirectory);
  const file = configFile ?? findProject().stackFile(stack.name);
  const settings = gateSettings(file, { isLocal: true, gate });
  const environment = await prepareLocal(stack);
  const own = configFile === undefined ? [] : ["--config-file", localStackFile(configFile)];
  // The new version must be compared with the stack's own.
  if (settings !== undefined) await endDevVersion(environment);
  const judged = judgedInputs(findProject(), file);
  const preview = judged.areUnchanged ? ["--skip-preview"] : [];
  judged.forget();
  const always = ["--yes", "--non-interactive", "--suppress-outputs"];
  const plugins = await startPluginHost(environment);
  await pulumi(["up", ...always, ...preview, ...common(stack), ...own], {
    environment: { ...environment, ...plugins.environment, ...heldRun(settings) },
    output: "inherit",
  }).finally(() => plugins.stop());
  judged.remember();
  if (settings === undefined) await endDevVersion(environment);
  const manifest = readLocalManifest();
  await tellSourceMaps(manifest, environment);
  await follow(manifest, { stack, environment, settings, configFile });
  await printLocalStatus();
}

/** A stack at the vendors, with its own file made from another stack's. */
async function upPreview(name: string, options: UpOptions): Promise<void> {
  const { like = "staging", for: kept = "7d", yes } = options;
  if (options.configFile !== undefined)
    throw new SeaworthyError(
      "USAGE",
      "--ephemeral writes the stack file itself: leave --config-file out. Nothing was changed.",
    );
  requireConfirmable(name, yes);
  const environment = readEnvironment();
  const preview = { like, for: kept, environment, now: new Date() };
  writePreviewFile(name, preview);
  const file = findProject().stackFile(name);
  requireTokens(name, environment, configKeys(file));
  const until = await openPreview(name, preview);
  const { app } = await upAtVendors(findStack(name), options);
  process.stdout.write(`Preview: ${app.url}\nKept until ${until.toISOString()}\n`);
}

type Followed = Pick<AfterUp, "stack" | "environment" | "settings" | "configFile">;

async function follow(manifest: Manifest | undefined, options: Followed): Promise<void> {
  if (manifest === undefined) return;
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  await afterUp({ ...options, manifest, versionId: manifest.worker.versionId, say });
}

/** The engine does not know of a version left by a killed `seaworthy dev`. */
async function endDevVersion(environment: Environment): Promise<void> {
  const manifest = readLocalManifest();
  if (manifest === undefined) return;
  const deployed = openDeployed(manifest, environment);
  if (await endDev(deployed, manifest.worker.versionId))
    process.stdout.write(
      "A version from seaworthy dev was serving; the stack's own version is serving again.\n",
    );
}

/** Pulumi shows the plan and asks; with `--yes` it does neither. */
async function upAtVendors(
  stack: Stack,
  { configFile, yes, accountCheck, gate }: UpOptions,
): Promise<Manifest> {
  const file = configFile ?? findProject().stackFile(stack.name);
  requireConfirmable(stack.name, yes);
  const environment = readEnvironment();
  requireTokens(stack.name, environment, configKeys(file));
  const settings = gateSettings(file, { isLocal: false, gate });
  if (settings !== undefined) requireGateTokens(environment);
  if (accountCheck !== false)
    process.stdout.write(await requireAccounts(stack.name, file, environment));
  const own = configFile === undefined ? [] : ["--config-file", configFile];
  const flags = yes ? ["--yes", "--skip-preview", "--non-interactive"] : [];
  await pulumi(["up", ...flags, ...common(stack), ...own], {
    environment: heldRun(settings),
    output: "inherit",
  });
  const outputs = await pulumi(["stack", "output", "--json", "--stack", stack.name], {
    environment: {},
    output: "collect",
  });
  const { manifest } = z.looseObject({ manifest: manifestSchema }).parse(JSON.parse(outputs));
  await tellSourceMaps(manifest, environment);
  await follow(manifest, { stack, environment, settings, configFile });
  return manifest;
}

function requireConfirmable(stack: string, yes: boolean | undefined): void {
  if (yes || process.stdin.isTTY) return;
  throw new SeaworthyError(
    "USAGE",
    `The changes to stack ${stack} need confirmation, and this is not a terminal: add --yes. Nothing was changed.`,
  );
}

async function tellSourceMaps(manifest: Manifest | undefined, environment: Environment) {
  const told = await uploadSourceMaps(manifest, findProject().root, {
    baseUrl: environment.SENTRY_BASE_URL ?? "https://sentry.io/api/",
    token: environment.SENTRY_AUTH_TOKEN,
  });
  process.stdout.write(`${told}\n`);
}

const common = (stack: Stack): string[] => [
  "--stack",
  stack.name,
  "--policy-pack",
  findProject().policies,
];

/** Everything that a plain `pulumi up` on the local stack needs. */
async function prepareLocal(stack: Stack): Promise<Environment> {
  makeStateDirectory();
  let environment: Environment = {};
  const steps = new Listr(
    [
      {
        title: "Pulumi toolchain",
        task: async (_context, task) => {
          const toolchain = await installToolchain({ report: (line) => (task.output = line) });
          await preparePulumiHome(findProject().pulumiHome, toolchain);
        },
      },
      { title: "Local cloud", task: () => ensureCloud(findProject().cloudDirectory) },
      {
        title: "Pulumi stack",
        task: async () => {
          environment = localEnvironment(await ensureCloud(findProject().cloudDirectory));
          clearStaleLocks(stateFiles(findProject(), stack.name).locks, stack.name);
          await ensureLocalStack(stack, environment);
          await settlePendingCreates(stack, environment);
        },
      },
    ],
    progressOptions,
  );
  await steps.run();
  return environment;
}
