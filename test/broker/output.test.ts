import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Output } from "../../src/broker/output.ts";

/** A connection that takes everything at once, as a socket does whose peer reads. */
function eager() {
	const written: Buffer[] = [];
	const stream = new Duplex({
		read() {},
		write(chunk, _encoding, done) {
			written.push(chunk);
			done();
		},
		writev(chunks, done) {
			written.push(Buffer.concat(chunks.map(({ chunk }) => chunk)));
			done();
		},
	});
	return { stream, written };
}

const onOverflow = () => {};
const mayBringMore = () => true;

test("a large burst in one turn is no overflow when the connection takes it", () => {
	const { stream, written } = eager();
	const overflows: number[] = [];
	const output = new Output(stream, 100_000, { onOverflow: (buffered) => overflows.push(buffered), mayBringMore });
	for (let count = 0; count < 1_000; count++) output.publish(Buffer.alloc(1_000));
	assert.deepEqual(overflows, []);
	assert.ok(written.length > 10 && written.length < 20, `${written.length} writes`);
});

test("a control packet leaves at once, what was gathered before it goes first", () => {
	const { stream, written } = eager();
	const output = new Output(stream, 100_000, { onOverflow, mayBringMore });
	output.publish(Buffer.from("1"));
	output.publish(Buffer.from("2"));
	output.control(Buffer.from("c"));
	assert.deepEqual(written.map(String), ["12", "c"]);
});

test("nothing that was held back is lost when the connection is ended", () => {
	const taken: (() => void)[] = [];
	const written: string[] = [];
	const stream = new Duplex({
		read() {},
		write(chunk, _encoding, done) {
			written.push(String(chunk));
			taken.push(done);
		},
	});
	const output = new Output(stream, 1_000, { onOverflow, mayBringMore });
	output.control(Buffer.from("c"));
	output.publish(Buffer.from("1"));
	output.publish(Buffer.from("2"));
	output.end();
	stream.end();
	for (let next = taken.shift(); next !== undefined; next = taken.shift()) next();
	assert.deepEqual(written, ["c", "1", "2"]);
});

test("what is held back behind a control packet counts for the limit", () => {
	const stream = new Duplex({ read() {}, write() {} });
	const overflows: number[] = [];
	const output = new Output(stream, 1_000, { onOverflow: (buffered) => overflows.push(buffered), mayBringMore });
	output.control(Buffer.alloc(500));
	output.publish(Buffer.alloc(500));
	assert.deepEqual(overflows, []);
	output.publish(Buffer.alloc(1));
	assert.deepEqual(overflows, [1_001]);
});

test("a single publish does not wait for the end of its turn; those right behind it leave in one write", async () => {
	const { stream, written } = eager();
	const output = new Output(stream, 100_000, { onOverflow, mayBringMore });
	output.publish(Buffer.from("1"));
	output.publish(Buffer.from("2"));
	await undefined;
	await new Promise<void>((resolve) => process.nextTick(resolve));
	assert.deepEqual(written.map(String), ["12"]);
	for (const packet of ["3", "4", "5"]) {
		output.publish(Buffer.from(packet));
		await new Promise<void>((resolve) => process.nextTick(resolve));
	}
	assert.deepEqual(written.map(String), ["12"]);
	await nextTurn();
	await nextTurn();
	assert.deepEqual(written.map(String), ["12", "345"]);
	for (let turns = 0; turns < 4; turns++) await nextTurn();
	output.publish(Buffer.from("6"));
	await new Promise<void>((resolve) => process.nextTick(resolve));
	assert.deepEqual(written.map(String), ["12", "345", "6"]);
});

test("what was held back behind a control packet leaves a turn later than that", async () => {
	const { stream, written } = eager();
	const output = new Output(stream, 100_000, { onOverflow, mayBringMore });
	output.control(Buffer.from("c"));
	output.publish(Buffer.from("1"));
	await new Promise<void>((resolve) => process.nextTick(resolve));
	assert.deepEqual(written.map(String), ["c"]);
	for (let turns = 0; turns < 3; turns++) await nextTurn();
	assert.deepEqual(written.map(String), ["c", "1"]);
});

test("what is asked for one by one does not wait for the end of its turn, even in the next one", async () => {
	const { stream, written } = eager();
	let waitsForMore = false;
	const output = new Output(stream, 100_000, { onOverflow, mayBringMore: () => waitsForMore });
	const publishInTheNextTurn = async (packet: string) => {
		await new Promise<void>((resolve) => setImmediate(resolve));
		output.publish(Buffer.from(packet));
		await new Promise<void>((resolve) => process.nextTick(resolve));
	};
	output.publish(Buffer.from("1"));
	await publishInTheNextTurn("2");
	assert.deepEqual(written.map(String), ["1", "2"]);
	waitsForMore = true;
	await publishInTheNextTurn("3");
	assert.deepEqual(written.map(String), ["1", "2"]);
	waitsForMore = false;
	output.control(Buffer.from("c"));
	await publishInTheNextTurn("4");
	assert.deepEqual(written.map(String), ["1", "2", "3", "c"], "behind a control packet a PUBLISH leaves later");
});
