import { isStandIn } from "@seaworthy/core/stand-in";
import { afterEach, expect, test, vi } from "vitest";
import { plain, Secret } from "../kit/values.ts";
import { newResource } from "./new-resource.ts";

const credential = { token: "seaworthy:index:Credential", name: "jwt", inputs: { bytes: 48 } };

afterEach(() => vi.unstubAllEnvs());

test("outside of a check nothing is made up", () => {
  expect(newResource(credential)).toEqual({ id: "", outputs: { bytes: 48 } });
});

test("in a check a credential has stand-in values, marked secret", () => {
  vi.stubEnv("SEAWORTHY_CHECK_OUTPUTS", "stand-ins");
  const { id, outputs } = newResource(credential);
  const other = newResource({ ...credential, name: "webhook" }).outputs;
  expect(isStandIn(id)).toBe(true);
  expect(outputs.value).toBeInstanceOf(Secret);
  expect(plain(outputs).value).toBe(plain(outputs).valueA);
  expect(plain(outputs).value).not.toBe(plain(outputs).valueB);
  expect(plain(outputs).value).not.toBe(plain(other).value);
  expect(plain(outputs)).toMatchObject({ slot: "a", phase: "steady", generation: 1 });
});

test("one that an operator must supply is empty", () => {
  vi.stubEnv("SEAWORTHY_CHECK_OUTPUTS", "stand-ins");
  const { outputs } = newResource({ ...credential, inputs: { given: "SEAWORTHY_PROVIDED_X" } });
  expect(plain(outputs)).toMatchObject({ value: "", generation: 0 });
});
