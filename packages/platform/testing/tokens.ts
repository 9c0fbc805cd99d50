import { SignJWT } from "jose";
import { unreachableServices } from "./bare-app.ts";
import { testTime } from "./time.ts";

export interface TokenOptions {
  /** Default: the app's. */
  readonly key?: string;
  /** After the test's time. Default: an hour. */
  readonly expiresInSeconds?: number;
}

/** A user's token, as the app signs it. */
export function tokenOf(
  sub: string,
  { key = unreachableServices.JWT_SECRET, expiresInSeconds = 3600 }: TokenOptions = {},
): Promise<string> {
  return new SignJWT({ sub, role: "authenticated", exp: testTime / 1000 + expiresInSeconds })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(key));
}
