import type { Socket } from "node:net";
import { type Course, createCourse } from "./course.ts";
import type { Parcel } from "./stage.ts";

/** The way round that the bytes of a connection take while there is a rule for it. */
export interface Detour {
	/** From the client. */
	readonly in: Course;
	/** To the client. */
	readonly out: Course;
	/** To be called when stages have changed, or whether it is needed. */
	update(): void;
}

export interface DetourOptions {
	/** While it is not, and nothing is on its way, the socket is left as it was. */
	isNeeded(): boolean;
	/** Bytes pass no stage now. */
	isPast(): boolean;
	/** The connection is being reset. */
	isReset(): boolean;
	/** Takes what comes from the client; without it, it goes its way. */
	take?(parcel: Parcel): void;
	/** The socket is as it was before. */
	onEnded(): void;
}

/** Bytes on their way, each way; with more, the other side has to wait: as a connection of TCP has a window. */
const mostOnTheirWay = 256 * 1024;

type Done = (error?: Error | null) => void;

/** Methods of a socket that a detour takes the place of. */
type Methods = Required<Pick<Socket, "push" | "_read" | "_write" | "_writev" | "_final" | "_destroy">>;

const names = ["push", "_read", "_write", "_writev", "_final", "_destroy"] as const satisfies (keyof Methods)[];

/** Leads the bytes of a socket through courses, by methods of its own in the place of those of its class. */
export function divert(socket: Socket, { isNeeded, isPast, isReset, take, onEnded }: DetourOptions): Detour {
	const target = socket as unknown as Methods;
	const original = Object.fromEntries(names.map((name) => [name, target[name]])) as unknown as Methods;
	/** The stream has enough for now: called when it wants more. */
	let wanted: (() => void) | undefined;
	/** The system was told to read no more, by what `push` returned. */
	let isStopped = false;
	/** Called when there is room again for what is written. */
	let hasRoom: Done | undefined;
	let finalDone: Done | undefined;
	let failure: Error | undefined;
	let destroyLater: (() => void) | undefined;
	let isEnded = false;

	const incoming = createCourse((parcel, done) => {
		if (socket.destroyed) return done();
		const wantsMore = original.push.call(socket, parcel);
		if (parcel === null) {
			// As Node does: without it an end behind nothing would not be seen.
			socket.read(0);
			return done();
		}
		if (wantsMore) return done();
		wanted = done;
	}, update);

	const outgoing = createCourse((parcel, done) => {
		const sent: Done = (error) => {
			if (error) fail(error);
			done();
		};
		if (failure !== undefined) return done();
		if (parcel !== null) return void original._write.call(socket, parcel, "buffer" as BufferEncoding, sent);
		const end = finalDone;
		finalDone = undefined;
		original._final.call(socket, (error) => {
			end?.(error);
			done();
		});
	}, update);

	const mayRead = () => incoming.bytes < mostOnTheirWay && (!incoming.isClosed || isPast());

	function fail(error: Error): void {
		failure = error;
		outgoing.drop();
		if (hasRoom === undefined) socket.destroy(error);
		answer();
	}

	function answer(): void {
		const waiting = hasRoom;
		hasRoom = undefined;
		waiting?.(failure);
	}

	function send(parcels: readonly Buffer[], done: Done): void {
		for (const parcel of parcels) outgoing.enter(parcel, isPast());
		hasRoom = done;
		// What was written may be written over when that is done.
		if (failure !== undefined || outgoing.bytes < mostOnTheirWay) answer();
	}

	function update(): void {
		if (isEnded) return;
		if (hasRoom !== undefined && outgoing.bytes < mostOnTheirWay) answer();
		if (destroyLater !== undefined && outgoing.isIdle && !outgoing.isClosed) {
			const destroy = destroyLater;
			destroyLater = undefined;
			destroy();
		}
		if (isStopped && mayRead() && !socket.destroyed) readOn();
		if (isNeeded() || !incoming.isIdle || !outgoing.isIdle || destroyLater !== undefined) return;
		restore();
	}

	function readOn(): void {
		isStopped = false;
		// If the stream has enough it will ask by itself.
		if (wanted === undefined) original._read.call(socket, 0);
	}

	function restore(): void {
		isEnded = true;
		for (const name of names) {
			// Methods of the class, unless somebody had put others there before.
			delete (target as Partial<Methods>)[name];
			if (target[name] !== original[name]) Object.assign(target, { [name]: original[name] });
		}
		answer();
		onEnded();
	}

	Object.assign(target, {
		push(chunk: Parcel): boolean {
			if (socket.destroyed) return false;
			if (take === undefined) incoming.enter(chunk, isPast());
			else take(chunk);
			// Had the stream had enough, this would not have ended.
			const goesOn = isEnded || mayRead();
			isStopped = !goesOn;
			return goesOn;
		},
		_read(size: number): void {
			const done = wanted;
			wanted = undefined;
			done?.();
			if (!isStopped && !isEnded) original._read.call(socket, size);
		},
		_write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
			if (outgoing.isIdle && isPast()) return void original._write.call(socket, chunk, encoding, done);
			send([copyOf(chunk, encoding)], done);
		},
		_writev(chunks: { chunk: Buffer | string; encoding: BufferEncoding }[], done: Done): void {
			if (outgoing.isIdle && isPast()) return void original._writev.call(socket, chunks, done);
			send(
				chunks.map(({ chunk, encoding }) => copyOf(chunk, encoding)),
				done,
			);
		},
		_final(done: Done): void {
			if (outgoing.isIdle && isPast()) return void original._final.call(socket, done);
			finalDone = done;
			outgoing.enter(null, isPast());
		},
		_destroy(error: Error | null, done: Done): void {
			incoming.drop();
			const destroy = () => original._destroy.call(socket, error, done);
			// What was written leaves first, as it does when a socket of the system is closed; a reset does not wait.
			if (isReset() || (outgoing.isIdle && !outgoing.isClosed)) destroy();
			else destroyLater = destroy;
		},
	} satisfies Record<(typeof names)[number], unknown>);

	return { in: incoming, out: outgoing, update };
}

function copyOf(chunk: Buffer | string, encoding: BufferEncoding): Buffer {
	return typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
}
