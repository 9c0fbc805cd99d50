import { expect, it } from "vitest";
import { mailOf } from "./mail.ts";

it("uses the sink's port from the stack file, then the environment, then the default", () => {
  expect(mailOf({ adapter: "sink", port: 2525 }, { SEAWORTHY_MAIL_PORT: "20001" })).toEqual({
    adapter: "sink",
    port: 2525,
  });
  expect(mailOf({ adapter: "sink" }, { SEAWORTHY_MAIL_PORT: "20001" })).toEqual({
    adapter: "sink",
    port: 20_001,
  });
  expect(mailOf({ adapter: "sink" }, {})).toEqual({ adapter: "sink", port: 1025 });
});

it("reads nothing from the environment for other providers", () => {
  const smtp = { adapter: "smtp", host: "smtp.example.com", port: 465, user: "u" } as const;
  expect(mailOf(smtp, { SEAWORTHY_MAIL_PORT: "20001" })).toEqual(smtp);
  expect(mailOf({ adapter: "resend" }, {})).toMatchObject({ baseUrl: "https://api.resend.com" });
});
