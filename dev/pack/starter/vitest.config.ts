export { default } from "@seaworthy/stack/testing/vitest";
