import { bodyLimit } from "hono/body-limit";
import { AppError } from "./errors.ts";

export const bodyLimitBytes = 2 * 1024 * 1024;

/** Refuses a body over 2 MB, by its Content-Length or, when it is streamed, as soon as it has been exceeded. */
export const limitBody = bodyLimit({
  maxSize: bodyLimitBytes,
  onError: () => {
    throw new AppError("BODY_TOO_LARGE", `The body may have ${bodyLimitBytes} bytes at most.`);
  },
});
