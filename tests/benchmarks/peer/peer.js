// The peer: PouchDB and its express server, as their own documentation sets them up.
//
//   node peer.js serve DIRECTORY PORT            until it is killed
//   node peer.js push|pull URL DIRECTORY [FILE]  one JSON line: seconds, documents, attempts
//
// A replication that a cut connection ended is begun again at once; it goes on from its checkpoint.

const fs = require("node:fs");
const path = require("node:path");
const PouchDB = require("pouchdb");

const BATCH = 100; // the peer's own default, of documents in one request
const ATTEMPTS_MAX = 1000;
const STUCK_MS = 3000;

function serve(directory, port) {
  const express = require("express");
  const server = require("express-pouchdb");
  const Stored = PouchDB.defaults({ prefix: directory + path.sep });
  const logFile = path.join(directory, "log.txt");
  const app = express();
  app.use("/", server(Stored, { logPath: logFile, configPath: path.join(directory, "config.json") }));
  app.listen(Number(port), "127.0.0.1", () => console.log("ready"));
}

// A connection cut at the wrong moment leaves the peer's promise open for ever: then, too, it is
// begun again.
function once(source, target) {
  return new Promise((resolve) => {
    const replication = source.replicate.to(target, { batch_size: BATCH });
    let last = Date.now();
    const ended = (whole) => {
      clearInterval(watching);
      resolve(whole);
    };
    const watching = setInterval(() => {
      if (Date.now() - last < STUCK_MS) return;
      replication.cancel();
      ended(false);
    }, 100);
    replication.on("change", () => { last = Date.now(); });
    replication.then((result) => ended(result.status === "complete"), () => ended(false));
  });
}

async function replicated(source, target) {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    if (await once(source, target)) return attempt;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("the peer did not finish");
}

async function run(what, url, directory, file) {
  const Local = PouchDB.defaults({ prefix: directory + path.sep });
  const local = new Local(what);
  const remote = new PouchDB(url, { skip_setup: what === "pull" });
  if (file) {
    const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n");
    await local.bulkDocs(lines.map((line) => JSON.parse(line)));
  }
  const started = process.hrtime.bigint();
  const attempts = what === "push" ? await replicated(local, remote) : await replicated(remote, local);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { doc_count } = await local.info();
  console.log(JSON.stringify({ seconds, documents: doc_count, attempts }));
  process.exit(0);
}

const [what, ...rest] = process.argv.slice(2);
if (what === "serve") serve(...rest);
else run(what, ...rest);
