/** The name by which `seaworthy rotate` knows it. */
export const passphraseName = "stack-passphrase";

/** Why there is no second identity, and what that costs. */
export const passphraseGap =
  "State and stack file are encrypted under one passphrase: between the two writes of a change nothing opens both. A run says how long that was.";
