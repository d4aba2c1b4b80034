import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";
import { endpointsFor } from "./endpoints.ts";
import { openHalf } from "./half-open.ts";
import type { Input, Target } from "./input.ts";
import { makeInput } from "./make-input.ts";
import { sendInput } from "./send-input.ts";
import { startWitnesses, type Witnesses } from "./witness.ts";

export interface FuzzOptions {
	readonly seed: string;
	/** MQTT packets and HTTP requests to send, at the least. */
	readonly packets: number;
	/** Number of the first input, by default 0. */
	readonly from?: number;
	/** Inputs to send at the most, for finding the one that does it. */
	readonly inputs?: number;
	readonly halfOpen?: number;
	/** Told now and then how far it has got. */
	onProgress?(inputs: number, packets: number): void;
}

export interface FuzzResult {
	readonly packets: number;
	readonly inputs: number;
	/** How many inputs there were of each kind, by listener and kind. */
	readonly kinds: ReadonlyMap<string, number>;
	/** Bytes in use before and after, with all garbage collected; resident memory the same. */
	readonly before: number;
	readonly after: number;
	readonly rssAfter: number;
}

/** Inputs under way at the same time. */
const lanes = 8;
/** Inputs between two looks at the witnesses. */
const stretch = 250;
/** Bytes that may be in use more than before: caches that are bounded, and what clients may store. */
const tolerance = 48 * 1024 * 1024;
/** Milliseconds after which an input that the emulator does not end is a failure. */
const patience = 60_000;

/**
 * Sends hostile input to all six listeners of an emulator in a process of its own.
 * @throws an Error that names the seed and the inputs, when the emulator dies, reports a fault of its own, disturbs a
 * client in good order, leaves a connection open or keeps memory
 */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
	const { seed, packets: wanted, from = 0, inputs: most = Number.POSITIVE_INFINITY, halfOpen = 0 } = options;
	const emulator = await startEmulatorProcess();
	const kinds = new Map<string, number>();
	let number = from;
	let packets = 0;
	let stretchStart = from;
	const until = <T>(work: Promise<T>): Promise<T> => Promise.race([work, emulator.died]);

	async function lane(target: Target, end: number): Promise<void> {
		while (number < end && packets < wanted) {
			const input = makeInput(seed, number, target);
			number++;
			packets += input.packets;
			const kind = `${input.listener} ${input.kind}`;
			kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
			await until(within(patience, sendInput(emulator, input), input, number - 1));
		}
	}

	try {
		const targets = await endpointsFor(emulator, lanes);
		const witnesses = await startWitnesses(emulator);
		await warmUp(emulator, targets, witnesses);
		const { bytes: before, sockets } = await emulator.condition();
		while (packets < wanted && number < from + most) {
			stretchStart = number;
			const end = Math.min(number + stretch, from + most);
			await Promise.all([...targets.map((target) => lane(target, end)), until(witnesses.check())]);
			await requireNoFaults(emulator);
			options.onProgress?.(number - from, packets);
		}
		if (halfOpen > 0) {
			const half = await until(openHalf(emulator, seed, halfOpen));
			await until(witnesses.check());
			await half.close();
		}
		await until(witnesses.check());
		const { bytes: after, rss } = await settled(emulator, sockets, before + tolerance);
		await witnesses.close();
		return { packets, inputs: number - from, kinds, before, after, rssAfter: rss };
	} catch (error) {
		const inputs = number - stretchStart;
		const again = `npm run fuzz -- --seed ${seed} --from ${stretchStart} --inputs ${Math.max(inputs, 1)}`;
		throw new Error(`${(error as Error).message}\nseed ${seed}, inputs ${stretchStart} to ${number - 1}: ${again}`, {
			cause: error,
		});
	} finally {
		await emulator.stop();
	}
}

/** Whatever is made once and kept has been made. */
async function warmUp(emulator: EmulatorProcess, targets: readonly Target[], witnesses: Witnesses): Promise<void> {
	await Promise.all(
		targets.map(async (target, index) => {
			for (let count = 0; count < 12; count++) {
				const input = makeInput("warm-up", count * targets.length + index, target);
				await Promise.race([sendInput(emulator, input), emulator.died]);
			}
		}),
	);
	await witnesses.check();
}

async function requireNoFaults(emulator: EmulatorProcess): Promise<void> {
	const { faults } = await emulator.condition();
	if (faults.length > 0) throw new Error(`the emulator reports faults of its own: ${faults.slice(0, 3).join("\n")}`);
}

/** Waits until nothing is left over: asked again for as long as it still gets less. */
async function settled(emulator: EmulatorProcess, sockets: number, bytes: number) {
	for (let asked = 0; ; asked++) {
		const condition = await emulator.condition();
		if (condition.sockets <= sockets && condition.bytes <= bytes) return condition;
		if (asked < 600) {
			await new Promise((resolve) => setTimeout(resolve, 50));
			continue;
		}
		const { sockets: left, bytes: kept } = condition;
		if (left > sockets) throw new Error(`${left - sockets} connections were left open`);
		throw new Error(`${kept} bytes are in use, where ${bytes} were allowed`);
	}
}

async function within(milliseconds: number, work: Promise<void>, input: Input, number: number): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		const what = `input ${number} (${input.listener}, ${input.kind}) is not ended by the emulator`;
		timer = setTimeout(() => reject(new Error(what)), milliseconds);
	});
	try {
		await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
