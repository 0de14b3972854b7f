import { expect, test } from "vitest";
import { findClientAddress } from "@/lib/boundary/client-address";

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::ffff:105.96.1.2", "105.96.1.2"],
  // Only the last hop was written by somebody other than the client.
  ["6.6.6.6, 105.96.1.2", "105.96.1.2"],
  ["6.6.6.6,unknown", null],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:0DB8:0:0:ffff::1", "2001:db8:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", null],
  [null, null],
  [undefined, null],
  ["'; drop table staff", null],
])("of %j the address is %j", (header, address) => {
  expect(findClientAddress(header)).toBe(address);
});
