import { newPerson, type Person } from "../tokens.ts";

/** Enough that no user hits a per-user limit during a bench. */
const many = 500;

export const newPeople = (count = many): Promise<readonly Person[]> =>
  Promise.all(Array.from({ length: count }, () => newPerson()));

/** Their headers for a JSON request. */
export const headersOf = ({ authorization }: Person) => ({
  authorization,
  "content-type": "application/json",
});
