import { startTestCloud } from "../../testing.ts";
import { createUpstash } from "./index.ts";

// A local cloud in a separate process that a test can kill: node testing-child.ts <directory>
const cloud = await startTestCloud({ vendors: [createUpstash], directory: process.argv[2] ?? "" });
process.stdout.write(
  `${JSON.stringify({ url: cloud.control.upstash, apiKey: cloud.tokens.upstash })}\n`,
);
