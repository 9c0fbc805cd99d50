/** Its name in `seaworthy rotate`. */
export const passphraseName = "stack-passphrase";

/** Why there is no second identity, and what that costs. */
export const passphraseGap =
  "The state and the stack file use one passphrase. Between the two writes of a change, no passphrase decrypts both; a run reports how long that took.";
