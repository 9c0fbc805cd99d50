import {
  type Environment,
  type EnvironmentVariable,
  environmentVariables,
} from "@seaworthy/core/environment";
import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient, type VendorClient } from "@seaworthy/core/http";
import type { Values } from "../kit/values.ts";

/** What this plugin's resources act on. Databases are reached through the resources' own inputs. */
export interface Backend {
  /** Supabase's Management API. Throws CONFIG_INVALID without a token. */
  readonly supabase: () => VendorClient;
  /** Upstash's Developer API. Throws CONFIG_INVALID without an account or key. */
  readonly upstash: () => VendorClient;
}

interface Setting {
  readonly variable: EnvironmentVariable;
  readonly default?: string;
}

/**
 * Provider configuration keys, e.g. `seaworthy:upstashApiKey`, and the environment variables used
 * instead.
 */
export const settings = {
  supabaseEndpoint: { variable: "SUPABASE_API_ENDPOINT", default: "https://api.supabase.com" },
  supabaseAccessToken: { variable: "SUPABASE_ACCESS_TOKEN" },
  upstashEndpoint: { variable: "UPSTASH_API_URL", default: "https://api.upstash.com" },
  upstashEmail: { variable: "UPSTASH_EMAIL" },
  upstashApiKey: { variable: "UPSTASH_API_KEY" },
} as const satisfies Readonly<Record<string, Setting>>;

type SettingKey = keyof typeof settings;

export function createBackend(inputs: Values, environment: Environment): Backend {
  const setting = (key: SettingKey): string => settingOf(key, inputs, environment);
  return {
    supabase: lazily(() => {
      const headers = { authorization: `Bearer ${setting("supabaseAccessToken")}` };
      return createVendorClient({
        vendor: "Supabase",
        baseUrl: setting("supabaseEndpoint"),
        headers,
      });
    }),
    upstash: lazily(() => {
      const account = `${setting("upstashEmail")}:${setting("upstashApiKey")}`;
      const headers = { authorization: `Basic ${Buffer.from(account).toString("base64")}` };
      return createVendorClient({
        vendor: "Upstash",
        baseUrl: setting("upstashEndpoint"),
        headers,
      });
    }),
  };
}

function settingOf(key: SettingKey, inputs: Values, environment: Environment): string {
  const setting: Setting = settings[key];
  const configured = inputs[key];
  const value =
    typeof configured === "string" && configured !== ""
      ? configured
      : (environment[setting.variable] ?? setting.default);
  if (value !== undefined) return value;
  const { doc } = environmentVariables[setting.variable];
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `Set ${setting.variable} (or seaworthy:${key}): ${doc} For the local cloud, run: eval "$(npx seaworthy env local)".`,
  );
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
