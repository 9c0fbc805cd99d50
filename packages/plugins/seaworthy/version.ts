/** Version of the `seaworthy` plugin and of the classes in `sdk/`, which name it. */
export const pluginVersion = "0.1.0";
