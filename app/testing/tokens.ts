import { SignJWT } from "jose";
import { jwtKeys } from "./stack.ts";

export interface Person {
  readonly id: string;
  /** A header for `fetch`. */
  readonly authorization: string;
}

/** A new user with a token that is valid for an hour. */
export async function newPerson(
  options: { id?: string; key?: string; expiresInSeconds?: number } = {},
): Promise<Person> {
  const id = options.id ?? crypto.randomUUID();
  const expires = Math.floor(Date.now() / 1000) + (options.expiresInSeconds ?? 3600);
  const token = await new SignJWT({ sub: id, role: "authenticated", exp: expires })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(options.key ?? jwtKeys.current));
  return { id, authorization: `Bearer ${token}` };
}
