// What is left out of packages while they are bundled, because a start would pay for it and nothing here needs it. None of it
// changes what they do for us. A text that is not found, after an update of a package, fails the build.
import { readFile } from "node:fs/promises";

const changes = {
	// Code made for each route, which V8 would have to compile: once for all routes with the same parameters, and what looks
	// at constraints of a route (there are none here) when it is first called.
	"find-my-way/lib/handler-storage.js": [
		[
			"    return new Function('NullObject', fnBody.join('\\n'))(NullObject)  // eslint-disable-line",
			"    return (made[names] = new Function('NullObject', fnBody.join('\\n'))(NullObject))",
		],
		[
			"    const fnBody = [\"'use strict'\"]\n",
			"    const names = params.join('/')\n    if (made[names] !== undefined) return made[names]\n    const fnBody = [\"'use strict'\"]\n",
		],
		["class HandlerStorage {", "const made = Object.create(null)\nclass HandlerStorage {"],
		[
			"      this._compileGetHandlerMatchingConstraints(constrainer, constraints)",
			`      this._getHandlerMatchingConstraints = (derived) => {
        this._compileGetHandlerMatchingConstraints(constrainer, constraints)
        return this._getHandlerMatchingConstraints(derived)
      }`,
		],
	],
	// The same for each piece of a path: as find-my-way itself does for long ones.
	"find-my-way/lib/node.js": [["const LONG_PREFIX_MIN_LENGTH = 16", "const LONG_PREFIX_MIN_LENGTH = 2"]],
	"fastify/lib/route.js": [
		// It looks for a route for HEAD, which it would make itself where it is told to; it is not.
		["const headHandler = router.findRoute(", "const headHandler = !shouldExposeHead ? null : router.findRoute("],
		// It finishes each route in a plugin of its own, with a queue and a timer: here all that were added one after the other
		// in one. And it has the hooks of each route bound anew, though they are the same.
		["        avvio.once('preReady', () => {\n", "        return () => {\n"],
		[
			"      this.after((notHandledErr, done) => {\n",
			`      const unfinished = unfinishedOf.get(this) ?? []
      if (unfinished.length === 0) {
        unfinishedOf.set(this, unfinished)
        this.after((error, done) => {
          const bound = {}
          const atReady = unfinished.splice(0).map((finish) => finish(error, bound))
          avvio.once('preReady', () => {
            for (const ready of atReady) ready()
          })
          done(error)
        })
      }
      unfinished.push((notHandledErr, bound) => {\n`,
		],
		[
			`            const toSet = this[kHooks][hook]
              .concat(opts[hook] || [])
              .map(h => h.bind(this))
            context[hook] = toSet.length ? toSet : null`,
			`            const toSet = opts[hook]
              ? this[kHooks][hook].concat(opts[hook]).map(h => h.bind(this))
              : (bound[hook] ??= this[kHooks][hook].map(h => h.bind(this)))
            context[hook] = toSet.length ? toSet : null`,
		],
		[
			`        })

        done(notHandledErr)
      })
`,
			`        }
      })
`,
		],
		["function buildRouting (options) {", "const unfinishedOf = new WeakMap()\n\nfunction buildRouting (options) {"],
	],
	// It looks for packets that wait for each client that connects, by a chain of three streams. In a clean session there are none.
	"aedes/lib/handlers/connect.js": [
		[
			"  const client = this.client\n  const persistence = client.broker.persistence\n  const outgoing = persistence.outgoingStream(client)\n",
			`  const client = this.client
  if (client.clean) {
    client.resume()
    process.nextTick(done)
    return
  }
  const persistence = client.broker.persistence
  const outgoing = persistence.outgoingStream(client)
`,
		],
	],
	// Its list of buffers is a stream as well, which a parser, one for each connection, makes no use of.
	"mqtt-packet/parser.js": [["require('bl')", "require('bl/BufferList')"]],
	// Worker threads are for its transports, which write the log elsewhere.
	"pino/lib/tools.js": [
		["const { isMainThread } = require('worker_threads')\n", ""],
		["if (!opts.sync && isMainThread) {", "if (!opts.sync && require('worker_threads').isMainThread) {"],
	],
	// HTTP/2 takes longer to load than HTTP and TLS together.
	"fastify/lib/server.js": [
		["const http2 = require('node:http2')\n", ""],
		// For listening, which the listeners do by themselves.
		["const dns = require('node:dns')\n", ""],
		["dns.lookup(listenOptions", "require('node:dns').lookup(listenOptions"],
	],
};

const unused = [
	// What fastify would make validators and serializers by, which it is given (`http/server.ts`), and judge plugins' versions by.
	"@fastify/ajv-compiler",
	"@fastify/fast-json-stringify-compiler",
	"semver",
	// aedes is given an emitter of ours, and the log goes to one place.
	"mqemitter",
	"thread-stream",
];

/** Who calls nothing of `node:assert` but itself: loading that takes longer than they do. */
const asserting = /[\\/]node_modules[\\/](?:fastify|find-my-way|sonic-boom)[\\/]/;

/** Writes what a package does to the standard error, where `DEBUG` names it, and looks at the terminal for that. */
const silent = ["debug"];

/** A plugin for `esbuild`. */
export const lighterPackages = {
	name: "lighter packages",
	setup({ onResolve, onLoad, onEnd }) {
		const seen = new Set();
		const only = (names) =>
			new RegExp(`(?:${names.map((name) => name.replaceAll(".", "\\.").replaceAll("/", "[\\\\/]")).join("|")})$`);
		onResolve({ filter: new RegExp(`^(?:${unused.join("|")})$`) }, ({ path }) => ({ path, namespace: "unused" }));
		onLoad({ filter: /./, namespace: "unused" }, ({ path }) => ({
			contents: `module.exports = () => () => { throw new Error("${path} is not in this bundle"); };`,
		}));
		onResolve({ filter: new RegExp(`^(?:${silent.join("|")})$`) }, ({ path }) => ({ path, namespace: "silent" }));
		onResolve({ filter: /^(?:node:)?assert$/ }, ({ path, importer }) =>
			asserting.test(importer) ? { path, namespace: "assert" } : undefined,
		);
		onLoad({ filter: /./, namespace: "assert" }, () => ({
			contents: "module.exports = (isTrue, message) => { if (!isTrue) throw new Error(message); };",
		}));
		onLoad({ filter: /./, namespace: "silent" }, () => ({ contents: "module.exports = () => () => {};" }));
		onLoad({ filter: only(Object.keys(changes).map((name) => `/node_modules/${name}`)) }, async ({ path }) => {
			const name = Object.keys(changes).find((each) => path.replaceAll("\\", "/").endsWith(`/node_modules/${each}`));
			seen.add(name);
			let contents = await readFile(path, "utf8");
			for (const [from, to] of changes[name]) {
				if (contents.split(from).length !== 2) throw new Error(`${name} has changed: no (or more than one) ${from}`);
				contents = contents.replace(from, () => to);
			}
			return { contents };
		});
		onEnd(({ metafile }) => {
			const uses = Object.keys(metafile?.inputs ?? {}).some((input) => input.endsWith("fastify/fastify.js"));
			const missing = Object.keys(changes).filter((name) => !seen.has(name));
			if (uses && missing.length > 0) throw new Error(`nothing was changed in ${missing.join(", ")}`);
		});
	},
};
