import type { AppContext } from "../runtime/app-env.ts";

/**
 * Sets a header on an existing response. `c.header` would create a new Response each time, which
 * for ten headers costs more than everything else that the platform does; it is used only for
 * responses of `fetch` and Durable Objects, whose headers cannot be changed in place.
 */
export function setHeader(c: AppContext, name: string, value: string): void {
  try {
    c.res.headers.set(name, value);
  } catch {
    c.header(name, value);
  }
}
