import { expect, test } from "vitest";
import { requireTokens } from "./access.ts";

test("all missing tokens are reported at once, before anything is planned", () => {
  expect(() => requireTokens("prod", { SENTRY_AUTH_TOKEN: "set" }, [])).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(
        /CLOUDFLARE_API_TOKEN .*\n.*SUPABASE_ACCESS_TOKEN .*\n.*UPSTASH_EMAIL .*\n.*UPSTASH_API_KEY .*\nNothing was changed\.$/,
      ),
    }),
  );
});

test("tokens that are set, in the environment or the stack file, are neither prompted for nor shown", () => {
  const environment = {
    CLOUDFLARE_API_TOKEN: "cf-secret",
    SUPABASE_ACCESS_TOKEN: "sb-secret",
    UPSTASH_EMAIL: "a@b.example",
    UPSTASH_API_KEY: "up-secret",
  };
  expect(() => requireTokens("prod", environment, ["sentry:token"])).not.toThrow();
  expect(() => requireTokens("prod", environment, [])).toThrow(/SENTRY_AUTH_TOKEN/);
  expect(() => requireTokens("prod", environment, [])).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("-secret") }),
  );
});
