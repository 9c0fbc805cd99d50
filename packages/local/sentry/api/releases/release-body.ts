import { z } from "zod";

const date = z.iso.datetime({ offset: true }).nullish();
const url = z.url().max(200).nullish();

/** Sentry's versions: no line breaks, slashes or lone dots, and not the word `latest`. */
const version = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(
    (text) => !/[\n\r\t\f\v/\\]/.test(text) && ![".", "..", "latest"].includes(text.toLowerCase()),
    "Release names cannot be '.', '..' or 'latest', or contain slashes, tabs or line breaks.",
  );

const changeable = {
  ref: z.string().max(200).nullish(),
  url,
  dateStarted: date,
  dateReleased: date,
  status: z.enum(["open", "archived"]).optional(),
};

export const newRelease = z.strictObject({
  ...changeable,
  version,
  projects: z.array(z.union([z.string(), z.number()])),
});

/** sentry-cli also sends the projects and the version, although the path contains the version. */
export const changedRelease = z.strictObject({
  ...changeable,
  version: version.optional(),
  projects: z.array(z.union([z.string(), z.number()])).optional(),
});

export const newDeploy = z.strictObject({
  environment: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[^/\n\r]+$/, "Invalid value for environment"),
  name: z.string().max(64).nullish(),
  url,
  dateStarted: date,
  dateFinished: date,
  projects: z.array(z.string()).optional(),
});
