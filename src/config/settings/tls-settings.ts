import { inGroup } from "../in-group.ts";
import { choice } from "../kinds/choice.ts";
import { path } from "../kinds/path.ts";

const tls = inGroup("TLS");

export const tlsSettings = {
	tlsCert: tls(
		path("FILE"),
		undefined,
		"Own certificate, PEM, followed by its intermediates; needs `tls-key`",
		"Without it the emulator makes a development CA, kept in `data-dir` if there is one, and signs its certificates itself.",
	),
	tlsKey: tls(path("FILE"), undefined, "Private key of `tls-cert`, PEM, not encrypted"),
	tlsCa: tls(
		path("FILE"),
		undefined,
		"CA that clients must trust for `tls-cert`, PEM: what `GET /_emulator/ca.pem` hands out",
	),
	tlsMinVersion: tls(
		choice("VERSION", ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]),
		"TLSv1.2",
		"Oldest TLS version accepted",
		"For old devices; versions before 1.2 are insecure.",
	),
	tlsMode: tls(
		choice("CERTIFICATE", ["normal", "expired", "wrong-host", "untrusted", "large", "huge"]),
		"normal",
		"Which certificate TLS, WSS and HTTPS show: one that a device must refuse, or one of more bytes than it may have room for",
		"`expired` ended a day ago, `wrong-host` is for `wrong-host.invalid` only, `untrusted` is of another CA than that of `GET /_emulator/ca.pem`, `large` has at least a quarter more bytes than the normal one, `huge` more than fit into one TLS record. With `tls-cert` only `normal` and `untrusted` are possible. A fault rule (`docs/faults.md`) changes it while the emulator runs.",
	),
};
