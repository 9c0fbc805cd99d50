import { bodyLimit } from "hono/body-limit";
import { AppError } from "../errors/errors.ts";

export const bodyLimitBytes = 2 * 1024 * 1024;

/**
 * Rejects a body over that many bytes, by its Content-Length or, when it is streamed, as soon as
 * the limit is exceeded. Default 2 MB.
 */
export function limitBodyTo(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError("BODY_TOO_LARGE", `The body can have at most ${maxSize} bytes.`);
    },
  });
}

export const limitBody = limitBodyTo(bodyLimitBytes);
