import type { z } from "zod";
import { SeaworthyError } from "./errors.ts";

/**
 * Every environment variable that Seaworthy reads or sets, declared once:
 * docs/production/environment.md is generated from this table. Vendors' variables keep the names
 * that the vendors' own providers read.
 */
export const environmentVariables = {
  SEAWORTHY_DIRECTORY: {
    doc: "Folder for everything that is not committed: the local cloud, Pulumi's home and the local stack's state. Default: `.seaworthy` in the project.",
    secret: false,
  },
  SEAWORTHY_TOOLCHAIN: {
    doc: "`download` or `build`: how to obtain the Pulumi CLI. Default: download, and build if that fails.",
    secret: false,
  },
  SEAWORTHY_PARITY_PLUGINS: {
    doc: "A folder with the official plugins, for `npm run parity` when it cannot download them.",
    secret: false,
  },
  SEAWORTHY_APP_URL: {
    doc: "Where the edge serves the app, if not at `https://<edge hostname>`. Set by `seaworthy env local`.",
    secret: false,
  },
  SEAWORTHY_MAIL_PORT: {
    doc: "Port of SMTP on 127.0.0.1 for `seaworthy:mail.adapter: sink`. Default 1025. Set by `seaworthy env local`.",
    secret: false,
  },
  SEAWORTHY_VENDOR_TIMEOUT_SECONDS: {
    doc: "Timeout of one attempt of a vendor API call, in seconds. Default 60.",
    secret: false,
  },
  SEAWORTHY_ROTATION: {
    doc: "What a rotation wants from one run of the engine. Set by `seaworthy rotate`, never by hand.",
    secret: false,
  },
  SEAWORTHY_CHECK_OUTPUTS: {
    doc: "`stand-ins`: previews make up what new resources give out, so that a check sees where it goes. Set by `seaworthy check`, never by hand.",
    secret: false,
  },
  SEAWORTHY_DATABASE_URL: {
    doc: "Connection URL of the database that `seaworthy check --live-database` lints; a read-only login is enough.",
    secret: true,
  },
  NODE_COMPILE_CACHE: {
    doc: "Where Node.js keeps compiled code between runs, which speeds up a program's start. Set by `seaworthy env local`.",
    secret: false,
  },
  PULUMI_HOME: {
    doc: "Pulumi's folder. `seaworthy env local` sets the project's own, not your `~/.pulumi`.",
    secret: false,
  },
  PULUMI_DEBUG_PROVIDERS: {
    doc: "Ports of plugins that already run. `seaworthy up local` sets it for its own run of Pulumi, unless it is set.",
    secret: false,
  },
  PULUMI_STACK: {
    doc: "The stack that plain `pulumi` commands act on. Set by `seaworthy env`.",
    secret: false,
  },
  PULUMI_BACKEND_URL: {
    doc: "Where Pulumi keeps its state. `seaworthy env local` sets `.seaworthy/state` in the project.",
    secret: false,
  },
  PULUMI_CONFIG_PASSPHRASE: {
    doc: "Encrypts secrets in the local stack's state and configuration.",
    secret: true,
  },
  PULUMI_OPTION_CONFIG_FILE: {
    doc: "The stack file that plain `pulumi` reads. Set by `seaworthy env local` after the local stack's passphrase was rotated.",
    secret: false,
  },
  PULUMI_SKIP_UPDATE_CHECK: {
    doc: "Set by `seaworthy env local`: the CLI is pinned.",
    secret: false,
  },
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: {
    doc: "Set by `seaworthy env local`: the plugins are built in.",
    secret: false,
  },
  PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: {
    doc: "Set by `seaworthy env local`: keep no copy of the state for each step.",
    secret: false,
  },
  CLOUDFLARE_BASE_URL: { doc: "Cloudflare's API, ending in `/client/v4`.", secret: false },
  CLOUDFLARE_API_TOKEN: { doc: "Token for Cloudflare's API.", secret: true },
  SUPABASE_API_ENDPOINT: { doc: "Supabase's Management API.", secret: false },
  SUPABASE_ACCESS_TOKEN: { doc: "Token for Supabase's Management API, `sbp_…`.", secret: true },
  SENTRY_BASE_URL: { doc: "Sentry's API, ending in `/api/`.", secret: false },
  SENTRY_AUTH_TOKEN: { doc: "Token for Sentry's API.", secret: true },
  UPSTASH_API_URL: { doc: "Upstash's Developer API. Default: its public address.", secret: false },
  UPSTASH_EMAIL: { doc: "The account of the Upstash key.", secret: false },
  UPSTASH_API_KEY: { doc: "Key for Upstash's Developer API.", secret: true },
} as const satisfies Readonly<Record<string, { doc: string; secret: boolean }>>;

/** Prefixes of variables that exist once per operator-supplied secret, named by its binding. */
export const environmentPrefixes = {
  SEAWORTHY_PROVIDED_: {
    doc: "The value of that binding for the first `up`; later values are given to `seaworthy rotate`, which sets this for the engine.",
    secret: true,
  },
  SEAWORTHY_GIVEN_: {
    doc: "Former name of `SEAWORTHY_PROVIDED_<BINDING>`, still read.",
    secret: true,
  },
  SEAWORTHY_PROBE_: {
    doc: "Where a rotation tests a value of that binding, instead of the vendor's own address.",
    secret: false,
  },
} as const satisfies Readonly<Record<string, { doc: string; secret: boolean }>>;

export type EnvironmentVariable = keyof typeof environmentVariables;
export type EnvironmentPrefix = keyof typeof environmentPrefixes;
export type Environment = { readonly [name in EnvironmentVariable]?: string } & {
  readonly [name in `${EnvironmentPrefix}${string}`]?: string;
};

/** Whether Seaworthy reads or sets the variable. */
export const isEnvironmentVariable = (name: string): boolean =>
  Object.hasOwn(environmentVariables, name) ||
  Object.keys(environmentPrefixes).some((prefix) => name.startsWith(prefix));

/** The declared variables that are set; empty ones count as unset. */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  return Object.fromEntries(
    Object.entries(source).filter(([name, value]) => value && isEnvironmentVariable(name)),
  );
}

/** Parses one variable; an error names the variable, never its value. */
export function parseVariable<T>(
  name: EnvironmentVariable,
  schema: z.ZodType<T>,
  source: NodeJS.ProcessEnv = process.env,
): T {
  const parsed = schema.safeParse(readEnvironment(source)[name]);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues.map((issue) => issue.message).join("; ");
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `Environment variable ${name}: ${reason}. ${environmentVariables[name].doc}`,
  );
}
