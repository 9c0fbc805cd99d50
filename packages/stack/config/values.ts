import { z } from "zod";

/** An integer between two inclusive bounds. */
export const count = (least: number, most: number) =>
  z.int("must be a whole number").min(least).max(most);

/** A duration in milliseconds. */
export const milliseconds = count;

/** A duration in seconds. */
export const seconds = count;

/** A fraction: above 0, at most 1. */
export const share = z.number().gt(0).max(1);

/** A vendor's slug for an organization, or the team's name for the service. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower case letters, digits and dashes");

/** Cloudflare's account and zone ids. */
export const cloudflareId = z.string().regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal characters");

/** A host name without scheme, port or path. */
export const hostname = z
  .string()
  .regex(
    /^(localhost|([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})$/,
    "must be a host name in lower case, without https://",
  );

/**
 * An origin as browsers send it, or with `*.` all its subdomains, which policies reject in
 * production. Plain HTTP only for loopback.
 */
export const origin = z
  .string()
  .regex(
    /^(https:\/\/(\*\.[a-z0-9-]+\.)?[a-z0-9.-]+|http:\/\/localhost)(:\d{1,5})?$/,
    "must be an https origin without a path, e.g. https://app.example.com",
  );
