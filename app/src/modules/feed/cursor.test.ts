import fc from "fast-check";
import { expect, it } from "vitest";
import { cursorSchema, decodeCursor, encodeCursor } from "./cursor.ts";

const moments = fc
  .tuple(
    fc.date({ min: new Date("1970-01-01"), max: new Date("2999-12-31"), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([date, micros]) => date.toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`));

it("gives back the place it was made of, to the microsecond, and fits into a query string", () => {
  fc.assert(
    fc.property(moments, fc.uuid(), (createdAt, id) => {
      const text = encodeCursor({ createdAt, id });
      expect(decodeCursor(text)).toEqual({ createdAt, id });
      expect(encodeURIComponent(text)).toBe(text);
    }),
  );
});

it("is refused when it is anything else", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.string().map((text) => btoa(encodeURIComponent(text))),
      ),
      (text) => {
        expect(cursorSchema.safeParse(text).success).toBe(false);
      },
    ),
  );
});
