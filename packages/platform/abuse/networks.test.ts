import { expect, it } from "vitest";
import { isInNetworks, networkList, subscriberOf } from "./networks.ts";

const networks = networkList.parse("192.0.2.0/24, 198.51.100.7,2001:db8::/32");

it.each(["192.0.2.1", "192.0.2.255", "198.51.100.7", "2001:db8:ffff::1", "::ffff:192.0.2.9"])(
  "%s is included",
  (address) => {
    expect(isInNetworks(address, networks)).toBe(true);
  },
);

it.each(["192.0.3.1", "198.51.100.8", "2001:db9::1", "localhost", "", "192.0.2.1, 10.0.0.1"])(
  "%j is not",
  (address) => {
    expect(isInNetworks(address, networks)).toBe(false);
  },
);

it.each(["192.0.2.0/33", "host.example", "10.0.0.0/8 and more", "::/200"])(
  "%s is not a valid list",
  (text) => {
    expect(networkList.safeParse(text).success).toBe(false);
  },
);

it("identifies an IPv6 subscriber by /64, and everyone else by address", () => {
  expect(subscriberOf("2001:db8:1:2:3:4:5:6")).toBe(subscriberOf("2001:db8:1:2:ffff::1"));
  expect(subscriberOf("2001:db8:1:2::1")).not.toBe(subscriberOf("2001:db8:1:3::1"));
  expect(subscriberOf("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(subscriberOf("no address")).toBeUndefined();
});
