import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { signToken } from "../token/sign.ts";
import { mostUsers } from "./variables.ts";

it("the tokens of all users fit into one environment variable", () => {
  const claims = {
    iss: `https://${"project".repeat(10)}.supabase.co/auth/v1`,
    aud: "authenticated",
  };
  const tokens = Array.from({ length: mostUsers }, () =>
    signToken("key", { sub: randomUUID(), ...claims }),
  ).join();
  const program = "process.stdout.write(String(process.env.TOKENS.length))";
  const told = execFileSync(process.execPath, ["-e", program], { env: { TOKENS: tokens } });
  expect(String(told)).toBe(String(tokens.length));
});
