import { expect, it } from "vitest";
import { computeSettings } from "./compute.ts";

const gigabytes = 2 ** 30;

it.each([
  // size, memory of the machine, shared_buffers, effective_cache_size
  ["small", 64, "512MB", "1536MB"],
  ["medium", 64, "1024MB", "3072MB"],
  ["4xlarge", 1024, "16384MB", "49152MB"],
  ["4xlarge", 16, "1024MB", "49152MB"],
])("%s on a machine of %i GB", (size, machine, buffers, cache) => {
  expect(computeSettings(size, machine * gigabytes)).toMatchObject({
    shared_buffers: buffers,
    effective_cache_size: cache,
  });
});

it.each([null, "pico", "nano", "micro"])("%s keeps what postgresql.conf has", (size) => {
  expect(computeSettings(size, 64 * gigabytes)).toEqual({});
});
