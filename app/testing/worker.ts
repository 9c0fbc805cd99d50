export type { TestWorker } from "@seaworthy/stack/testing/worker";
