import { SeaworthyError } from "@seaworthy/core/errors";
import { isStandIn } from "@seaworthy/core/stand-in";
import { expect, test } from "vitest";
import { isOfConfiguration, nextValues } from "./stand-in-values.ts";

const failed = (sentence: string) =>
  new SeaworthyError("NOT_JUDGED", `pulumi preview ended with 1.\nerror: ${sentence}`);
const wrong = (type: string) =>
  failed(`Configuration 'shop:port' value '[secret]' is not a ${type}`);

test("the program's own error says which type an encrypted value needs", () => {
  const value = (type: string) => nextValues(wrong(type), new Map())?.get("shop:port");
  expect(isStandIn(Number(value("valid number")))).toBe(true);
  expect(value("valid boolean")).toBe("true");
  expect(value("valid JSON object")).toBe("{}");
  expect(value('legal enum value (["eu","us"])')).toBe("eu");
});

test("each key gets one more try, and those before it keep theirs", () => {
  const first = nextValues(wrong("valid number"), new Map([["shop:mail", "{}"]]));
  expect([...(first?.keys() ?? [])]).toEqual(["shop:mail", "shop:port"]);
  expect(nextValues(wrong("valid number"), first ?? new Map())).toBeUndefined();
});

test("no other failure is tried again with other values", () => {
  for (const sentence of [
    "Missing required configuration variable 'shop:token'",
    "TypeError: Cannot read properties of undefined (reading 'id')",
  ])
    expect(nextValues(failed(sentence), new Map()), sentence).toBeUndefined();
  expect(nextValues(new Error("boom"), new Map())).toBeUndefined();
});

test("a missing or wrong value is the configuration's fault, an exception is not", () => {
  expect(isOfConfiguration(wrong("valid number"))).toBe(true);
  expect(isOfConfiguration(failed("Missing required configuration variable 'a:b'"))).toBe(true);
  expect(isOfConfiguration(failed("TypeError: x is not a function"))).toBe(false);
});
