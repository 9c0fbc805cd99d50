import { expect, it } from "vitest";
import { scramVerifier } from "./scram.ts";

it("is the verifier that PostgreSQL itself derives from a password and a salt", () => {
  // RFC 7677's example: user `user`, password `pencil`, 4096 rounds.
  expect(scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"))).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

it("differs each time because of its salt", () => {
  expect(scramVerifier("pencil")).not.toBe(scramVerifier("pencil"));
});
