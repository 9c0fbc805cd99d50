import { modules } from "@seaworthy/app/src/modules";
import { signToken } from "@seaworthy/cli/token/sign";
import { ask } from "@seaworthy/cli/worker/ask";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

const scopesOfApp = modules.flatMap(({ scopes = [] }: Module) => scopes);
const madeSchema = z.object({ key: z.string() });

/**
 * API keys, each of a new user, for a load that uses them: the Worker stores them hashed, and must
 * still find them while the pepper is replaced.
 */
export function makeApiKeys(
  url: string,
  secrets: { readonly jwt: string; readonly claims: object },
  count: number,
): Promise<string[]> {
  const make = async () => {
    const response = await ask("The app", `${url}/rest/api-keys`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${signToken(secrets.jwt, secrets.claims)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        name: "steady load",
        scopes: scopesOfApp.slice(0, 1),
        expiresInDays: 1,
      }),
    });
    if (response.status === 201) return madeSchema.parse(await response.json()).key;
    throw new SeaworthyError(
      "VENDOR_REFUSED",
      `The app answered POST /rest/api-keys with ${response.status}.`,
    );
  };
  return Promise.all(Array.from({ length: count }, make));
}
