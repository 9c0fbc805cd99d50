import { chores } from "./modules/chores/module.ts";

/**
 * A module table with one module, whose jobs do what the test writes into the table `chore_runs`.
 */
export const modules = [chores];
