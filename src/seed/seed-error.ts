import { KiiError } from "../core/errors.ts";

/** 400 for a seed that cannot be; `path` is where in the document, as `things[2].owners[0]`. */
export function seedInvalid(path: string, reason: string): KiiError {
	return new KiiError("SEED_INVALID", `${path === "" ? "the document" : path}: ${reason}`, { path, reason });
}

/** Does a part of the work; an error of core says where in the document it comes from. @throws KiiError SEED_INVALID */
export async function at<T>(path: string, work: () => T | Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof KiiError) || error.errorCode === "SEED_INVALID") throw error;
		const { invalidFields } = error.context as { invalidFields?: Readonly<Record<string, string>> };
		const [field, fault] = Object.entries(invalidFields ?? {})[0] ?? [];
		if (field === undefined) throw seedInvalid(path, error.message);
		throw seedInvalid(path === "" ? field : `${path}.${field}`, fault ?? error.message);
	}
}

/** Does `work` for each item of a list of the document, one after the other. */
export async function each<T>(
	path: string,
	items: readonly T[] | undefined,
	work: (item: T, path: string) => unknown,
): Promise<void> {
	for (const [index, item] of (items ?? []).entries()) {
		const itemPath = `${path}[${index}]`;
		await at(itemPath, () => work(item, itemPath));
	}
}
