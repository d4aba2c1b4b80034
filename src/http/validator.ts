import { Ajv, type ValidateFunction } from "ajv";
import type { FastifySchemaCompiler } from "fastify";

let ajv: Ajv | undefined;
// Schemas are constants of the route files: each is compiled once in a process, when the first request needs it. To compile
// all of them for every emulator would take longer than everything else at its start.
const compiled = new WeakMap<object, ValidateFunction>();

/** Checks one part of a request. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema }) => {
	const validate = (value: unknown) => {
		ajv ??= new Ajv({ allErrors: true, allowUnionTypes: true });
		const check = compiled.get(schema) ?? ajv.compile(schema);
		compiled.set(schema, check);
		const valid = check(value);
		// Where fastify looks for them.
		validate.errors = check.errors ?? null;
		return valid;
	};
	validate.errors = null as NonNullable<ValidateFunction["errors"]> | null;
	return validate;
};
