import { chores } from "./modules/chores/module.ts";

/** A table of one module whose jobs do what a test tells them in the table `chore_runs`. */
export const modules = [chores];
