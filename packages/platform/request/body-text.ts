import { AppError } from "../errors/errors.ts";
import type { AppContext } from "../runtime/app-env.ts";

/**
 * The body as text. UTF-8 only: other bytes would silently become replacement characters, and be
 * stored as such. Throws BODY_MALFORMED.
 */
export async function bodyText(c: AppContext): Promise<string> {
  const bytes = await c.req.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new AppError("BODY_MALFORMED", "The body is not valid UTF-8.", { cause });
  }
}
