import assert from "node:assert/strict";
import { test } from "node:test";

import { ago, bytes, duration, since, words } from "./format.ts";

const NOW = Date.parse("2026-01-10T12:00:00Z");

const TABLES: [string, (input: never) => string, [unknown, string][]][] = [
  [
    "bytes",
    bytes,
    [
      [0, "0 B"],
      [1023, "1023 B"],
      [1024, "1.0 KiB"],
      [150 * 1024, "150 KiB"],
      [1.5 * 1024 ** 3, "1.5 GiB"],
      [2000 * 1024 ** 5, "2000 PiB"],
    ],
  ],
  [
    "duration",
    duration,
    [
      ["00:00:01.3", "1.3 s"],
      ["00:00:42", "42 s"],
      ["00:03:10", "3 min 10 s"],
      ["05:07:00", "5 h 7 min"],
      ["2.01:00:00", "2 d 1 h"],
      ["soon", ""],
      [undefined, ""],
    ],
  ],
  [
    "words",
    words,
    [
      ["importPending", "Import pending"],
      ["downloadClientUnavailable", "Download client unavailable"],
      ["ok", "Ok"],
    ],
  ],
  [
    "ago",
    (iso: string) => ago(iso, NOW),
    [
      ["2026-01-10T11:55:00Z", "5 minutes ago"],
      ["2026-01-10T14:00:00Z", "in 2 hours"],
      ["2026-01-09T12:00:00Z", "yesterday"],
      ["0001-01-01T00:00:00Z", "never"],
      ["not a date", "never"],
    ],
  ],
  [
    "since",
    (iso: string) => since(iso, NOW),
    [
      ["2026-01-10T11:59:50Z", "10 seconds ago"],
      ["2026-01-10T12:00:03Z", "now"],
      ["0001-01-01T00:00:00Z", "never"],
      ["not a date", "never"],
    ],
  ],
];

for (const [name, format, rows] of TABLES) {
  for (const [input, expected] of rows) {
    test(`${name} of ${JSON.stringify(input)} is "${expected}"`, () => assert.equal(format(input as never), expected));
  }
}
