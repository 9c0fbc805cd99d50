import { newPerson, type Person } from "../tokens.ts";

/** A JSON body in the name of that user; default: a new one. */
export async function jsonRequest(
  body: object,
  by?: Person,
  headers: Readonly<Record<string, string>> = {},
): Promise<RequestInit> {
  const { authorization } = by ?? (await newPerson());
  return {
    method: "POST",
    headers: { authorization, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
