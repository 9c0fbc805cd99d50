import { AppError } from "../errors/errors.ts";

const notBundled = () => {
  throw new AppError("NOT_CONFIGURED", "Bundle this Worker with bundleWorker.");
};

/**
 * Stands for the Worker of an app: the bundler puts the entry that it makes of the table of modules
 * in the place of this file.
 */
const handlers: Readonly<Record<"fetch" | "scheduled", (...given: never[]) => unknown>> = {
  fetch: notBundled,
  scheduled: notBundled,
};

export default handlers;
