import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldMessage } from "./field-message.ts";

// The words of Django REST framework's fields, rest_framework/fields.py.
describe("what is wrong with a field", () => {
  const named = z.string({ error: "Enter a valid slug." }).regex(/^a/, "Enter a valid slug.");
  it.each([
    [z.string(), undefined, "This field is required."],
    [z.string(), null, "This field may not be null."],
    [z.string(), [], "Not a valid string."],
    [z.boolean(), "yes", "Must be a valid boolean."],
    [z.int(), "5", "A valid integer is required."],
    [z.number(), "x", "A valid number is required."],
    [z.array(z.string()), { a: 1 }, 'Expected a list of items but got type "dict".'],
    [z.object({}), [], "Invalid data. Expected a dictionary, but got list."],
    [z.string().max(3), "long", "Ensure this field has no more than 3 characters."],
    [z.string().min(1), "", "This field may not be blank."],
    [z.string().min(4), "abc", "Ensure this field has at least 4 characters."],
    [z.number().max(9), 10, "Ensure this value is less than or equal to 9."],
    [z.number().min(0), -1, "Ensure this value is greater than or equal to 0."],
    [z.array(z.string()).min(1), [], "This list may not be empty."],
    [z.array(z.int()).max(1), [1, 2], "Ensure this field has no more than 1 elements."],
    [z.enum(["a", "b"]), "c", '"c" is not a valid choice.'],
    [z.string().regex(/^a/), "b", "This value does not match the required pattern."],
    [z.strictObject({}), { a: 1 }, "This field is not known to the local cloud."],
    [named, "b", "Enter a valid slug."],
  ])("%#: %j", (schema, input, message) => {
    const parsed = schema.safeParse(input, { reportInput: true, error: fieldMessage });
    expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});
