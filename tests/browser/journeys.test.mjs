// All journeys: one server, one browser, a fresh context for each person. Run: node --test journeys.test.mjs
// PROEFTUIN_BIN: the server to test (default ../../build/release/bin/proeftuin).
import { after, before, describe } from "node:test";
import { browserStart } from "./lib/browser.mjs";
import { serverStart, serverStop } from "./lib/server.mjs";
import { learnerJourneys } from "./journeys/learner.mjs";
import { deviceJourneys } from "./journeys/device.mjs";
import { networkJourneys } from "./journeys/network.mjs";
import { twiceJourneys } from "./journeys/twice.mjs";
import { keyboardJourneys } from "./journeys/keyboard.mjs";
import { restartJourneys } from "./journeys/restart.mjs";
import { pageJourneys } from "./journeys/pages.mjs";

describe("journeys", { concurrency: 2 }, () => {
  const site = { server: null, browser: null, address: "" };

  before(async () => {
    site.server = await serverStart();
    site.address = site.server.address;
    site.browser = await browserStart();
  });

  after(async () => {
    await site.browser?.close();
    if (site.server) await serverStop(site.server);
  });

  pageJourneys(site);
  learnerJourneys(site);
  deviceJourneys(site);
  networkJourneys(site);
  twiceJourneys(site);
  keyboardJourneys(site);
  restartJourneys(site);
});
