import type { AppContext } from "../runtime/app-env.ts";

/**
 * Sets a header of an answer that exists already. `c.header` would make a new Response of it each
 * time, which for ten headers costs more than all else that the platform does; it is left for the
 * answers of `fetch` and Durable Objects, whose headers cannot be changed in place.
 */
export function setHeader(c: AppContext, name: string, value: string): void {
  try {
    c.res.headers.set(name, value);
  } catch {
    c.header(name, value);
  }
}
