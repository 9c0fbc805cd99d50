import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyset } from "./keyset.ts";

interface Row {
  readonly at: string;
  readonly id: string;
}
const list = keyset<Row>({
  list: "rows",
  most: 50,
  columns: [
    { name: "at", type: "timestamptz", order: "desc", value: ({ at }) => at },
    { name: "id", type: "uuid", order: "desc", value: ({ id }) => id },
  ],
});
const id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const moments = fc
  .tuple(
    fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([date, micros]) => date.toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`));

describe("a cursor", () => {
  it("returns the position it was made from, to the microsecond, and is URL-safe", () => {
    fc.assert(
      fc.property(moments, fc.uuid(), fc.string(), (at, uuid, filter) => {
        const text = list.encode({ at, id: uuid }, filter);
        expect(list.decode(text, filter)).toEqual([at, uuid]);
        expect(encodeURIComponent(text)).toBe(text);
      }),
    );
  });

  it("is refused if it is anything else", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.string().map((text) => btoa(encodeURIComponent(text))),
      fc.json().map((text) => btoa(encodeURIComponent(text))),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(list.cursor().safeParse(text).success).toBe(false);
      }),
    );
  });

  it.each([
    "0000-01-01T00:00:00.000000Z",
    "2026-02-31T00:00:00.000000Z",
    "2025-02-29T00:00:00.000000Z",
    "2026-13-01T00:00:00.000000Z",
    "2026-00-10T00:00:00.000000Z",
    "2026-01-00T00:00:00.000000Z",
    "2026-04-31T00:00:00.000000Z",
    "2026-01-01T24:00:00.000000Z",
    "2026-01-01T00:60:00.000000Z",
    "2026-01-01T00:00:60.000000Z",
    "2026-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.000000+00",
    "12026-01-01T00:00:00.000000Z",
    "infinity",
    "now",
    "",
  ])("with the time %j is refused, although well-formed", (at) => {
    expect(list.decode(list.encode({ at, id }))).toBeUndefined();
  });

  it.each(["0001-01-01T00:00:00.000000Z", "2024-02-29T23:59:59.999999Z"])(
    "with the time %j is not one of these",
    (at) => {
      expect(list.decode(list.encode({ at, id }))).toEqual([at, id]);
    },
  );

  it.each(["x", id.toUpperCase(), `{${id}}`, "", `${id}0`])(
    "with the id %j is refused",
    (wrong) => {
      const at = "2026-01-01T00:00:00.000000Z";
      expect(list.decode(list.encode({ at, id: wrong }))).toBeUndefined();
    },
  );

  it("of another list, filter, order or number of columns is refused", () => {
    const row = { at: "2026-01-01T00:00:00.000000Z", id };
    const upwards = keyset<Row>({
      list: "rows",
      most: 50,
      columns: [
        { name: "at", type: "timestamptz", order: "asc", value: ({ at }) => at },
        { name: "id", type: "uuid", order: "asc", value: ({ id: own }) => own },
      ],
    });
    const alone = keyset<Row>({
      list: "rows",
      most: 50,
      columns: [{ name: "id", type: "uuid", order: "desc", value: ({ id: own }) => own }],
    });
    expect(list.decode(list.encode(row, "mine"), "yours")).toBeUndefined();
    expect(list.decode(list.encode(row, "mine"))).toBeUndefined();
    const other = keyset<Row>({
      list: "other rows",
      most: 50,
      columns: [
        { name: "at", type: "timestamptz", order: "desc", value: ({ at }) => at },
        { name: "id", type: "uuid", order: "desc", value: ({ id: own }) => own },
      ],
    });
    expect(list.decode(other.encode(row))).toBeUndefined();
    expect(list.decode(upwards.encode(row))).toBeUndefined();
    expect(list.decode(alone.encode(row))).toBeUndefined();
  });
});

it("accepts whole numbers and texts within what the database can store", () => {
  const rank = (type: "bigint" | "text") =>
    keyset<{ value: string }>({
      list: "rows",
      most: 10,
      columns: [{ name: "rank", type, order: "asc", value: ({ value }) => value }],
    });
  const isTaken = (type: "bigint" | "text", value: string) =>
    rank(type).decode(rank(type).encode({ value })) !== undefined;
  expect(
    ["0", "-1", "9223372036854775807", "-9223372036854775808"].every((one) =>
      isTaken("bigint", one),
    ),
  ).toBe(true);
  for (const wrong of ["9223372036854775808", "1e3", "0x1", "-0", "01", "", " 1"])
    expect(isTaken("bigint", wrong)).toBe(false);
  expect(isTaken("text", "é\n'\"")).toBe(true);
  expect(isTaken("text", "a\0b")).toBe(false);
});

it("refuses a page size of zero, or above the maximum", () => {
  for (const size of [0, -1, 51, 1.5, Number.NaN])
    expect(() => list.limit(size)).toThrow("1 to 50");
  expect(list.limit(50)).toBe(51);
});
