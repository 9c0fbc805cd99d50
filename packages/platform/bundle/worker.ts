import { AppError } from "../errors/errors.ts";

const notBundled = () => {
  throw new AppError("NOT_CONFIGURED", "Bundle this Worker with bundleWorker.");
};

/**
 * Placeholder for an app's Worker: the bundler replaces this file with the entry generated from the
 * table of modules.
 */
const handlers: Readonly<Record<"fetch" | "queue" | "scheduled", (...given: never[]) => unknown>> =
  {
    fetch: notBundled,
    queue: notBundled,
    scheduled: notBundled,
  };

export default handlers;
