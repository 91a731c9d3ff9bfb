// Prism (the mock server and validating proxy of Stoplight), for as many OpenAPI documents as it is asked to serve, each
// on a free port of this machine, in one process: it starts once, where one command line a document would start anew.
//
// It is asked on its standard input, a JSON object a line, and answers each with one on its standard output:
//   {"id": 1, "document": "…/alerts-api.json"}                                       a mock of the service
//   {"id": 2, "document": "…/alerts-api.json", "upstream": "http://127.0.0.1:8080"}  a proxy in front of one
//   {"id": 1, "port": 40001, "mended": ["…"]}   or   {"id": 1, "error": "…"}
//
// Requests and answers are both held against the document. What does not fit is told in the header `sl-violations` of
// the answer; a mock refuses such a request, a proxy lets it pass. It ends with its standard input, so it cannot outlive
// the test that started it, however that ends.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { mend } from "./mendings.mjs";
import { explain } from "./plausible.mjs";

const require = createRequire(import.meta.url);
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http");
const { createServer } = require("@stoplight/prism-http-server");

const nothing = () => {};
const silent = { child: () => silent };
for (const level of ["trace", "debug", "info", "success", "warn", "error", "fatal"]) silent[level] = nothing;

const loaded = new Map();

/** The operations of a document, read once, and what was mended in it. */
function load(path, isMock) {
  const key = `${path} ${isMock}`;
  if (!loaded.has(key)) {
    const document = JSON.parse(readFileSync(path, "utf8"));
    const mended = mend(basename(path), document);
    if (isMock) explain(document);
    loaded.set(key, getHttpOperationsFromSpec(document).then((operations) => ({ operations, mended })));
  }
  return loaded.get(key);
}

async function serve({ document, upstream }) {
  const { operations, mended } = await load(document, !upstream);
  const config = { validateRequest: true, validateResponse: true, checkSecurity: true, errors: false };
  Object.assign(
    config,
    upstream ? { isProxy: true, upstream: new URL(upstream) } : { isProxy: false, mock: { dynamic: false } },
  );
  const server = createServer(operations, { cors: false, config, components: { logger: silent } });
  const address = await server.listen(0, "127.0.0.1");
  return { port: Number(new URL(address).port), mended };
}

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const { id, ...asked } = JSON.parse(line);
  const answer = await serve(asked).catch((error) => ({ error: String(error?.message ?? error) }));
  process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
});
lines.on("close", () => process.exit(0));
